"""The tap: what crosses a viewer's websocket, noted between tornado and the viewer."""

from __future__ import annotations

import time
from typing import Any

from jupyter_visdom.core.limits import COMM_ID
from jupyter_visdom.viewer import Viewer, wire
from jupyter_visdom.viewer import link as _link

link: Any = _link
OURS = COMM_ID.encode()


class Tap:
    """Counts of one process's viewer, and the time its websocket opened."""

    def __init__(self) -> None:
        self.opened = 0.0
        self.ours = [0, 0]  # messages, bytes
        self.others = [0, 0]  # the comm messages of somebody else
        self._connect, self._read = link.websocket_connect, wire.read

    def install(self) -> None:
        """Step in between."""
        link.websocket_connect = self._timed_connect
        wire.read = self._counted_read

    async def _timed_connect(self, *arguments: Any, **options: Any) -> Any:
        websocket = await self._connect(*arguments, **options)
        self.opened = time.monotonic()
        return websocket

    def _counted_read(self, message: str | bytes, *, v1: bool) -> Any:
        data = message.encode() if isinstance(message, str) else message
        if b'"comm_msg"' in data:
            counts = self.ours if OURS in data else self.others
            counts[0] += 1
            counts[1] += len(data)
        return self._read(message, v1=v1)


class Watcher(Viewer):
    """A viewer that notes at each frame how much it has.

    A line of `timeline` is: when, panes whose data arrived since the websocket opened, panes that can be read, points
    of the window `bench`, bytes of our messages so far.
    """

    def __init__(self, tap: Tap, *arguments: str) -> None:
        super().__init__(*arguments)
        self.timeline: list[tuple[float, int, int, int, int]] = []
        self._tap = tap
        self._arrived = 0

    def _receive(self, data: Any, blob: bytes) -> None:
        super()._receive(data, blob)
        if data.get("type") == "frame":
            events = data["events"]
            self._arrived += sum(event["op"] == "pane" and not event.get("more") for event in events)
            readable = sum(len(env.panes) for env in self._replica.shown.envs.values())
            line = time.monotonic(), self._arrived, readable, self._points(), self._tap.ours[1]
            self.timeline.append(line)

    def _points(self) -> int:
        """Return how many points the window `bench` has, without reading them."""
        pane = self._replica.store.pane("main", "bench")
        if pane is None:
            return 0
        column = pane.skeleton.columns.get(("content", "data", 0, "y"))
        return len(pane.parts[column.part]) // 8 if column else 0
