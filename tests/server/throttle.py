"""A TCP proxy that lets a server's bytes through no faster than a rate."""

from __future__ import annotations

import asyncio
from typing import Self

from carrier import Carrier

CHUNK = 4096


class Throttle(Carrier):
    """Carries to `upstream`; towards the client at `rate` bytes a second. From `async with` to its end."""

    def __init__(self, upstream: int, rate: float, delay: float = 0.0) -> None:
        super().__init__(upstream, CHUNK)
        self.rate, self.delay = rate, delay

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.upstream, limit=CHUNK)
        try:
            await asyncio.gather(self._pump(reader, far_writer, None), self._pump(far_reader, writer, self.rate))
        except OSError:
            pass
        finally:
            far_writer.close()
            writer.close()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, rate: float | None) -> None:
        """Carry at the rate, each piece `delay` seconds later; what is under way is bounded by both."""
        loop = asyncio.get_running_loop()
        pipe: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1000)

        async def deliver() -> None:
            target.transport.set_write_buffer_limits(CHUNK)
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
                chunk = await source.read(CHUNK)
                free = max(free, loop.time() - 0.02) + (len(chunk) / rate if rate else 0)
                await asyncio.sleep(free - loop.time())
                await pipe.put((loop.time() + self.delay, chunk))
                if not chunk:
                    return

        await asyncio.gather(take(), deliver())
