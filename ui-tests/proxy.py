"""Cutting wires: a TCP proxy that drops, or swallows, what goes through it.

Three modes. `pass` carries bytes. `cut` resets every connection and refuses new ones, as a
stopped server does. `blackhole` keeps and accepts connections and carries nothing, not even an
end, as a half-open connection does; a connection that was ever in it stays there, since after
lost bytes nothing that follows could be right.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from typing import Any, Literal, Self

Mode = Literal["pass", "cut", "blackhole"]
CHUNK = 64 * 1024
# Linger on, for zero seconds: closing sends RST instead of FIN.
RESET = struct.pack("ii", 1, 0)


class _Wire:
    """One connection through the proxy: two pumps and whether they still carry."""

    def __init__(self, browser: asyncio.StreamWriter) -> None:
        self.ends = [browser]
        self.swallows = False

    async def pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while chunk := await source.read(CHUNK):
            if not self.swallows:
                target.write(chunk)
                await target.drain()
        if not self.swallows:
            target.write_eof()

    def reset(self) -> None:
        for end in self.ends:
            if end.transport.is_closing():
                continue  # its socket may be gone
            end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.transport.abort()


class TcpProxy:
    """Listens on a free port of this machine and carries to `upstream`, from `with` to its end."""

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.port = 0
        self.mode: Mode = "pass"
        self._wires: set[_Wire] = set()
        self._listener: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def set_mode(self, mode: Mode) -> None:
        """Change the mode; when this returns it holds for every connection."""
        self._call(self._change(mode))

    @property
    def connections(self) -> int:
        """How many connections are open, swallowed ones included."""
        return len(self._wires)

    def _call(self, coroutine: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _change(self, mode: Mode) -> None:
        self.mode = mode
        if mode == "cut":
            await self._refuse()
            self._reset_all()
            return
        for wire in self._wires:
            wire.swallows |= mode == "blackhole"
        if self._listener is None:
            await self._listen()

    async def _listen(self) -> None:
        # The first port found is kept: a browser comes back to the address it knows.
        self._listener = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _reset_all(self) -> None:
        for wire in self._wires:
            wire.reset()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = _Wire(writer)
        wire.swallows = self.mode == "blackhole"
        self._wires.add(wire)
        try:
            await self._join(wire, reader)
        except asyncio.CancelledError:
            # We are being closed. Python 3.12's streams log a cancelled connection as an error.
            pass
        finally:
            self._wires.discard(wire)
            for end in wire.ends:
                end.close()

    async def _join(self, wire: _Wire, reader: asyncio.StreamReader) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            wire.ends.append(far_writer)
            async with asyncio.TaskGroup() as pumps:
                pumps.create_task(wire.pump(reader, far_writer))
                pumps.create_task(wire.pump(far_reader, wire.ends[0]))
        except* OSError:
            # Reset by us, or by an end; a swallowed wire's ends must not learn of each other.
            pass

    async def _close(self) -> None:
        await self._refuse()
        self._reset_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
