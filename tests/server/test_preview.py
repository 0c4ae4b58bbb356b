"""A page on a slow line sees all its panes, thinned, long before it has them."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.messages import Attach, ack
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.core.store import Store
from jupyter_visdom.server import client as client_module
from jupyter_visdom.server.client import Client
from jupyter_visdom.server.limits import Limits

PANES, POINTS = 100, 10_000
MB = 1_000_000


class Line:
    """A page at the end of a line that carries so many bytes a second, in its own time; it acknowledges at once."""

    session_id = "s"

    def __init__(self, rate: float, delay: float = 0.01) -> None:
        self.rate, self.delay = rate, delay
        self.now = 1.0  # seconds
        self.replica = Replica()
        self.types: Counter[str] = Counter()
        self.carried = self.unread = self.most_unread = 0
        self.seen_all_after: int | None = None
        self._seen: set[str] = set()
        self._messages: asyncio.Queue[tuple[dict[str, Any], bytes]] = asyncio.Queue()

    async def write(self, data: dict[str, Any], blob: bytes, session: str | None) -> None:
        self._messages.put_nowait((data, blob))
        self.unread += data["type"] != "beat"
        self.most_unread = max(self.unread, self.most_unread)

    async def receive(self, client: Client) -> None:
        data, blob = await asyncio.wait_for(self._messages.get(), 10)
        self.types[data["type"]] += 1
        if data["type"] == "beat":
            return
        self.unread -= 1
        self.carried += len(blob)
        self.now += self.delay + len(blob) / self.rate
        if data["type"] == "frame":
            self.replica.receive(data, blob)
        self._seen |= {event["win"] for event in data["events"] if event["op"] == "pane" and not event.get("more")}
        if self.seen_all_after is None and len(self._seen) == PANES:
            self.seen_all_after = self.carried
        client.receive(ack(self.replica.position))


@pytest.fixture(scope="module")
def store() -> Store:
    store, x = Store("e"), [i / 2 for i in range(POINTS)]
    store.put_env("main")
    for i in range(PANES):
        y = np.sin(np.arange(POINTS) / (i + 10)).tolist()
        pane = {"type": "plot", "content": {"data": [{"type": "scatter", "x": x, "y": y}]}, "version": 1}
        store.put("main", f"w{i}", Pane.of(pane, store.next_cursor()))
    return store


@pytest.fixture
def attach(store, monkeypatch):
    """Let a page at the end of a line attach."""

    def attach(line: Line, epoch: str | None = None, preview: bool = True) -> Client:
        monkeypatch.setattr(client_module, "time", SimpleNamespace(monotonic=lambda: line.now))
        counts, log = Counter(), logging.getLogger()
        relay: Any = SimpleNamespace(
            store=store, limits=Limits(), log=log, counts=counts, state="alive", session="k", remove=lambda client: None
        )
        return Client(line, relay, Attach("s", epoch, 0, [], preview))

    return attach


async def read_all(store: Store, line: Line, client: Client) -> None:
    """Read until the page has everything."""
    while line.replica.epoch is None:
        await line.receive(client)
    client.close()
    assert digest(line.replica.store) == digest(store)


async def test_on_a_slow_line_all_panes_are_seen_after_an_eighth_of_the_bytes(store, attach):
    line = Line(rate=1 * MB)
    await read_all(store, line, attach(line))
    assert line.types["preview"] > 1
    assert line.seen_all_after <= 2 * MB
    assert line.carried <= len(store) + 2 * MB
    assert line.most_unread == 1, "one at a time is on its way, thinned or not"


@pytest.mark.parametrize(("rate", "preview"), [(100 * MB, True), (1 * MB, False)], ids=["quick", "not asked for"])
async def test_else_there_are_none(store, attach, rate: float, preview: bool):
    line = Line(rate)
    await read_all(store, line, attach(line, preview=preview))
    assert line.types["preview"] == 0
    assert line.carried <= len(store) + MB / 10


async def test_a_page_that_has_an_earlier_life_keeps_that(attach):
    """Its panes are there, marked; thinned ones would be no better."""
    line = Line(rate=MB / 10)
    client = attach(line, epoch="an earlier one")
    for _ in range(5):
        await line.receive(client)
    client.close()
    assert line.types["preview"] == 0
