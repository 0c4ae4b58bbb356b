"""A kernel that somebody else started: it outlives the Jupyter server, which finds it by its connection file."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from servers import ENVIRONMENT

CELL_SECONDS = 60.0


class OutsideKernel:
    """A kernel whose connection file lies in `folder`, from `async with` to its end; cells reach it directly."""

    def __init__(self, folder: Path) -> None:
        self.id = str(uuid4())
        file = folder / f"kernel-{self.id}.json"
        self._manager = AsyncKernelManager(kernel_name="python3", connection_file=str(file))

    async def __aenter__(self) -> Self:
        await self._manager.start_kernel(env={**os.environ, **ENVIRONMENT})
        self._client = self._manager.client()
        self._client.start_channels(iopub=False, stdin=False, hb=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._client.stop_channels()
        await self._manager.shutdown_kernel(now=True)

    def begin(self, code: str) -> str:
        """Send code, and return the request's id."""
        return self._client.execute(code, user_expressions={"it": "_it"})

    async def end(self, request: str) -> Any:
        """Wait until that code has run, and return what it left in `_it`."""
        while (message := await self._client.get_shell_msg(timeout=CELL_SECONDS))["parent_header"]["msg_id"] != request:
            pass
        content = message["content"]
        assert content["status"] == "ok", content
        return ast.literal_eval(content["user_expressions"]["it"]["data"]["text/plain"])

    async def run(self, code: str) -> Any:
        return await self.end(self.begin(f"_it = None\n{code}"))
