"""A viewer in a process of its own.

========  ================================================================
settle    waits until it has what the server has
digest    the hash of what it holds
counts    messages and bytes so far: ours, and the comm messages of others
timeline  when its websocket opened, and what it had at each frame
leave     closes its connection and keeps what it holds
return    connects again
========  ================================================================
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from bench.tap import Tap, Watcher
from bench.worker import obey, token


async def answer(viewer: Watcher, tap: Tap, word: str) -> Any:
    match word:
        case "settle":
            await viewer.settled(120)
        case "digest":
            return viewer.digest()
        case "counts":
            return {"ours": tap.ours, "others": tap.others}
        case "timeline":
            return {"opened": tap.opened, "lines": viewer.timeline}
        case "leave":
            await viewer.__aexit__()
        case "return":
            await viewer.__aenter__()
    return None


async def main(url: str, kernel_id: str) -> None:
    tap = Tap()
    tap.install()
    async with Watcher(tap, url, token(), kernel_id) as viewer:
        await obey(lambda word: answer(viewer, tap, word))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
