"""A viewer beside a browser: Playwright's calls wait in this thread, so the viewer's loop has one of its own."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Self

from jupyter_visdom.viewer import Viewer

SECONDS = 30.0


class ViewerThread:
    """A `Viewer` from `with` to its end, whose answers are waited for."""

    def __init__(self, url: str, token: str, kernel_id: str) -> None:
        self._arguments = (url, token, kernel_id)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="viewer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._viewer: Viewer = self._call(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._viewer.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def settled(self) -> None:
        """Wait until it has all that the server has."""
        self._call(self._viewer.settled(SECONDS))

    def windows(self, env: str = "main") -> list[str]:
        async def ask() -> list[str]:
            return self._viewer.windows(env)

        result: list[str] = self._call(ask())
        return result

    def window(self, win: str, env: str = "main") -> dict[str, Any]:
        async def ask() -> dict[str, Any]:
            return self._viewer.window(win, env)

        result: dict[str, Any] = self._call(ask())
        return result

    async def _open(self) -> Viewer:
        return await Viewer(*self._arguments).__aenter__()

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(SECONDS + 5)
