"""What every TCP proxy of these tests is: a port of its own, and a task for each connection."""

from __future__ import annotations

import asyncio


class Carrier:
    """Listens on a free port, from `open` to `close`; what becomes of a connection is said by `carry`.

    Parameters
    ----------
    upstream
        The port to carry to.
    ahead
        Bytes that are read ahead of what has been carried on.
    """

    def __init__(self, upstream: int, ahead: int) -> None:
        self.upstream, self.ahead = upstream, ahead
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=self.ahead)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            await self.carry(reader, writer)
        except asyncio.CancelledError:
            pass  # we are being closed; Python 3.12's streams log a cancelled connection as an error
        finally:
            self._tasks.discard(task)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to its end, and close both of its ends."""
        raise NotImplementedError
