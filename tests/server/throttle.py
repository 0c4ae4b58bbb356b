"""A TCP proxy that lets a server's bytes through no faster than a rate."""

from __future__ import annotations

import asyncio
from typing import Self


class Throttle:
    """Listens on a free port and carries to `upstream`; towards the client at `rate` bytes a second."""

    def __init__(self, upstream: int, rate: float, delay: float = 0.0) -> None:
        self.upstream, self.rate, self.delay = upstream, rate, delay
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0, limit=4096)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.upstream, limit=4096)
        try:
            await asyncio.gather(self._pump(reader, far_writer, None), self._pump(far_reader, writer, self.rate))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            far_writer.close()
            writer.close()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, rate: float | None) -> None:
        """Carry at the rate, each piece `delay` seconds later; what is under way is bounded by both."""
        loop = asyncio.get_running_loop()
        pipe: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1000)

        async def deliver() -> None:
            target.transport.set_write_buffer_limits(4096)
            while True:
                due, chunk = await pipe.get()
                await asyncio.sleep(due - loop.time())
                if not chunk:
                    return target.write_eof()
                target.write(chunk)
                await target.drain()

        async def take() -> None:
            free = loop.time()
            while True:
                chunk = await source.read(4096)
                free = max(free, loop.time() - 0.02) + (len(chunk) / rate if rate else 0)
                await asyncio.sleep(free - loop.time())
                await pipe.put((loop.time() + self.delay, chunk))
                if not chunk:
                    return

        await asyncio.gather(take(), deliver())
