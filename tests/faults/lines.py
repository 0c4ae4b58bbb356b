"""Lines: TCP proxies that carry as badly as their trouble wants.

A trouble is shared by all lines of one place: a kernel has three ports. What it does to *messages* it does to ours
alone, so that a lost `kernel_info_reply` is not taken for a fault of ours; what it does to bytes it does to all.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random

import framing
from carrier import Carrier
from plan import Fault

CHUNK = 1 << 16
BUFFERED = 4096
# Linger on, for zero seconds: closing sends RST instead of FIN.
RESET = struct.pack("ii", 1, 0)
TOPIC = b"comm-jupyter_visdom"
FRAME = b'"frame"'


class Trouble:
    """What is wrong with a place now.

    Parameters
    ----------
    resets
        Whether connections that lost bytes are reset when that is over; else they stay open and silent.
    """

    def __init__(self, *, resets: bool) -> None:
        self.kind = ""
        self.amount = 0.0
        self.chance = Random(0)
        self.connections: set[Connection] = set()
        self.counts: Counter[str] = Counter()
        self.over = asyncio.Event()
        self._resets = resets

    def begin(self, fault: Fault) -> None:
        self.kind, self.amount, self.chance = fault.kind, fault.amount, Random(fault.seed)
        self.over.clear()
        for connection in list(self.connections):
            connection.meet(fault.kind)

    def end(self) -> None:
        self.kind = ""
        self.over.set()
        for connection in list(self.connections):
            if connection.swallows and self._resets:
                connection.reset()


class Line(Carrier):
    """Carries to `upstream`, with the trouble of its place, in pieces that `frame` makes."""

    def __init__(self, upstream: int, trouble: Trouble, frame: Callable[[], framing.Framing]) -> None:
        super().__init__(upstream, CHUNK)
        self.trouble, self.frame = trouble, frame

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(self.trouble, writer)
        self.trouble.connections.add(connection)
        try:
            await self._join(connection, reader)
        finally:
            self.trouble.connections.discard(connection)
            for end in connection.ends:
                end.close()

    async def _join(self, connection: Connection, near: asyncio.StreamReader) -> None:
        connection.meet(self.trouble.kind)
        with suppress(OSError):  # refused by the other end
            far, writer = await asyncio.open_connection("127.0.0.1", self.upstream, limit=CHUNK)
            connection.ends.append(writer)
            connection.meet(self.trouble.kind)
            try:
                async with asyncio.TaskGroup() as pumps:
                    pumps.create_task(connection.pump(near, writer, self.frame()))
                    pumps.create_task(connection.pump(far, connection.ends[0], self.frame()))
            except* OSError:
                pass  # reset by us, or by an end


class Connection:
    """One connection through a line."""

    def __init__(self, trouble: Trouble, writer: asyncio.StreamWriter) -> None:
        self.ends = [writer]
        self.swallows = False
        self._trouble = trouble
        self._is_mirrors = False  # the one by which the server's mirror hears of the kernel

    def meet(self, kind: str) -> None:
        """Take part in a trouble that begins, or that was there before the connection."""
        if kind in ("rst", "refuse"):
            self.reset()
        elif kind == "fin":
            self.close()
        elif kind == "swallow":
            self.swallows = True

    def reset(self) -> None:
        for end in self.ends:
            with suppress(OSError):
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.transport.abort()

    def close(self) -> None:
        for end in self.ends:
            end.close()

    async def pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, cut: framing.Framing) -> None:
        target.transport.set_write_buffer_limits(BUFFERED)
        held: list[bytes] = []
        while chunk := await source.read(CHUNK):
            self._is_mirrors |= TOPIC in chunk and self.ends.index(target) == 1
            await self._wait(len(chunk))
            for message in cut.feed(chunk):
                if not self.swallows:
                    await self._send(message, target, held)
        if not self.swallows:
            target.write_eof()

    async def _wait(self, size: int) -> None:
        trouble = self._trouble
        if trouble.kind == "stall":
            await trouble.over.wait()
        elif trouble.kind == "delay":
            await asyncio.sleep(trouble.amount)
        elif trouble.kind == "slow":
            await asyncio.sleep(size / trouble.amount)

    async def _send(self, message: bytes, target: asyncio.StreamWriter, held: list[bytes]) -> None:
        ours = framing.is_ours(message)
        torn = ours and self._trouble.kind == "torn" and self._happens(message)
        if torn:
            target.write(message[: len(message) // 2])
        else:
            # Not `writelines`: Python 3.12's puts a closed connection's number, by now another's, into the selector.
            target.write(b"".join(self._disturbed(message, held)) if ours else message)
        await target.drain()
        if torn:
            self.reset()

    def _disturbed(self, message: bytes, held: list[bytes]) -> list[bytes]:
        """Return what goes on instead of a message of ours; what is held goes behind the next one."""
        late, held[:] = list(held), []
        kind = self._trouble.kind
        if kind not in ("drop", "repeat", "reorder") or not self._happens(message):
            return [message, *late]
        if kind != "drop":
            held.append(message)
        return [message, *late] if kind == "repeat" else late

    def _happens(self, message: bytes) -> bool:
        trouble = self._trouble
        happens = trouble.chance.random() < trouble.amount
        trouble.counts[trouble.kind] += happens and self._is_mirrors and FRAME in message
        return happens


class Hub:
    """Tells the server by which port it reaches a kernel's port; the line is made when first asked for."""

    def __init__(self) -> None:
        self.trouble = Trouble(resets=True)
        self.port = 0
        self._lines: dict[int, Line] = {}

    async def __aenter__(self) -> Hub:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for line in self._lines.values():
            await line.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = int(await reader.readline())
        if upstream not in self._lines:
            line = self._lines[upstream] = Line(upstream, self.trouble, framing.zmtp)
            await line.open()
        writer.write(b"%d\n" % self._lines[upstream].port)
        await writer.drain()
        writer.close()
