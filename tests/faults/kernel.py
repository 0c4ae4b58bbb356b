"""The kernel of a run: cells and signals reach it directly, whatever its lines do."""

from __future__ import annotations

import ast
import asyncio
import os
import signal
from contextlib import suppress
from typing import Any

import psutil
from frontend import Jupyter
from jupyter_client.asynchronous import AsyncKernelClient
from servers import ServerProcess, until

READY_SECONDS = 60.0
"""How long the next life, or a cell, may take."""


class Kernel:
    """One kernel of a server."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.jupyter = Jupyter(server.url, server.token)
        self.died = asyncio.Event()  # of the life that runs now
        self.id = ""

    async def start(self) -> None:
        self.id = await self.jupyter.start_kernel()

    async def stop(self) -> None:
        await self.jupyter.fetch(f"api/kernels/{self.id}", "DELETE")

    @property
    def process(self) -> psutil.Process | None:
        """The kernel's process, None between two lives."""
        for child in psutil.Process(self.server.pid).children():
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if self.id in " ".join(child.cmdline()):
                    return child
        return None

    async def run(self, code: str) -> Any:
        """Run a cell in this life, and return its value; None if it was interrupted, or the life ended."""
        client = AsyncKernelClient()
        client.load_connection_file(str(self.server.home / "runtime" / f"kernel-{self.id}.json"))
        client.start_channels(iopub=False, stdin=False, hb=False)
        try:
            return await self._run(client, code)
        finally:
            client.stop_channels()

    async def _run(self, client: AsyncKernelClient, code: str) -> Any:
        request = client.execute(code, silent=True, stop_on_error=False, user_expressions={"it": "_it"})
        reply = asyncio.create_task(self._reply(client, request))
        died = self.died
        death = asyncio.create_task(died.wait())
        await asyncio.wait([reply, death], return_when=asyncio.FIRST_COMPLETED, timeout=READY_SECONDS)
        for task in (reply, death):
            task.cancel()
        await asyncio.gather(reply, death, return_exceptions=True)
        if reply.cancelled():
            assert died.is_set(), "the kernel does not answer"
            return None
        content = reply.result()
        if content["status"] == "ok":
            content = content["user_expressions"]["it"]  # an interrupt may come even here
        if content["status"] == "ok":
            return ast.literal_eval(content["data"]["text/plain"])
        assert content["ename"] == "KeyboardInterrupt", "\n".join(content["traceback"])
        return None

    @staticmethod
    async def _reply(client: AsyncKernelClient, request: str) -> dict[str, Any]:
        while (message := await client.get_shell_msg())["parent_header"].get("msg_id") != request:
            pass
        return dict(message["content"])

    # -- what is done to it --------------------------------------------------------------------------------------------

    async def kill(self) -> None:
        """Kill it; the server starts it again."""
        process = self.process
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)
            await self._next_life(process)

    async def restart(self) -> None:
        """Restart it as a page does. The answer does not matter: the server may miss the new life's."""
        process = self.process
        if process is not None:
            asking = asyncio.create_task(self.jupyter.fetch(f"api/kernels/{self.id}/restart", "POST"))
            await self._next_life(process)
            await asking

    async def interrupt(self) -> None:
        await self.jupyter.fetch(f"api/kernels/{self.id}/interrupt", "POST")

    async def _next_life(self, old: psutil.Process) -> None:
        await until(lambda: self.process not in (None, old), READY_SECONDS)
        died, self.died = self.died, asyncio.Event()
        died.set()
