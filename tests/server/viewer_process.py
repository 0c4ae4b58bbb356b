"""A viewer in a process of its own, which can be stopped: prints what it holds for each line that it is told.

Told `digest`, it prints its digest; told `stats`, its counts; told `settle`, it waits until it has everything.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from jupyter_visdom.viewer import Viewer


async def answer(viewer: Viewer, word: str) -> object:
    if word == "settle":
        await viewer.settled(300)
        return True
    return viewer.digest() if word == "digest" else asdict(viewer.stats)


async def main(url: str, token: str, kernel_id: str) -> None:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with Viewer(url, token, kernel_id) as viewer:
        while word := (await lines.readline()).decode().strip():
            print(json.dumps(await answer(viewer, word)), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))


class ViewerProcess:
    """The other end of that process."""

    def __init__(self, url: str, token: str, kernel_id: str) -> None:
        self._arguments = (sys.executable, str(Path(__file__)), url, token, kernel_id)

    async def __aenter__(self) -> ViewerProcess:
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(*self._arguments, stdin=pipe, stdout=pipe)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.process.kill()
        await self.process.wait()
        self.process._transport.close()

    async def ask(self, word: str, seconds: float = 310.0) -> object:
        self.process.stdin.write(f"{word}\n".encode())
        return json.loads(await asyncio.wait_for(self.process.stdout.readline(), seconds))
