"""What the last life had drawn: asked for until somebody answers, and taken whole or not at all."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from jupyter_visdom.core import frames, messages
from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.store import Store
from jupyter_visdom.kernel import seed as seed_module
from jupyter_visdom.kernel.seed import Seed


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed_module, "ASK_SECONDS", 0.01)
    monkeypatch.setattr(seed_module, "ANSWER_SECONDS", 0.2)


@pytest.fixture
def before() -> Store:
    store = Store("old")
    for win in ("a", "b"):
        store.put("main", win, Pane.of({"id": win, "content": "x" * 1000}, store.next_cursor()))
    return store


def answer(store: Store) -> list[tuple[dict[str, Any], memoryview]]:
    reader, sent = Reader(store, acknowledged=False), []
    while frame := reader.frame_to_send(1200):
        data, blob = frames.encode(frame)
        sent.append((data, memoryview(blob)))
    return sent


class Server:
    """Answers the n-th question, on another thread as a subshell does."""

    def __init__(self, said: list[tuple[dict[str, Any], Any]], nth: int = 1) -> None:
        self.asked: list[dict[str, Any]] = []
        self.seed = Seed("new", self.receive)
        self._said, self._nth = said, nth

    def receive(self, question: dict[str, Any]) -> None:
        self.asked.append(question)
        if len(self.asked) == self._nth:
            threading.Thread(target=self.say).start()

    def say(self) -> None:
        for data, blob in self._said:
            self.seed.receive(data, blob)


@pytest.mark.parametrize("nth", [1, 3], ids=["at once", "when it hears"])
def test_the_answer_is_what_the_last_life_had(before: Store, nth: int):
    server = Server([*answer(before), (messages.seeded("old"), None)], nth)
    assert digest(server.seed.ask()) == digest(before)
    assert {(question["epoch"], question["type"]) for question in server.asked} == {("new", "seed")}
    assert len({question["ref"] for question in server.asked}) == 1, "the same question"


def test_there_may_be_nothing():
    assert Server([(messages.seeded(None), None)]).seed.ask() is None


@pytest.mark.parametrize("lost", [0, 1, -1, slice(None)], ids=["first", "second", "end", "all"])
def test_what_is_not_whole_is_not_used(before: Store, lost: Any):
    said = [*answer(before), (messages.seeded("old"), None)]
    del said[lost]
    with pytest.raises(TimeoutError):
        Server(said).seed.ask()
