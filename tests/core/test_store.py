"""The store: envs and their panes, each at the cursor of its last change."""

from typing import Any

import pytest

from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.store import Store


def pane(store: Store, text: str = "t") -> Pane:
    return Pane.of({"content": text}, store.next_cursor())


@pytest.fixture
def store() -> Store:
    store = Store("e1")
    store.put("main", "a", pane(store))
    store.put("main", "b", pane(store))
    return store


def test_empty() -> None:
    """A new store is at cursor 0 and holds nothing."""
    store = Store("e1")
    assert (store.cursor, dict(store.envs), list(store.panes()), len(store)) == (0, {}, [], 0)


def test_put_a_new_pane(store: Store) -> None:
    """A new pane changes its env's list; the first one of an env the list of envs."""
    assert (store.envs.cursor, store.envs["main"].cursor, store.envs["main"].wins) == (1, 2, ("a", "b"))


def test_put_a_known_pane(store: Store) -> None:
    """A pane that changes is no change of lists."""
    changed = pane(store, "new")
    store.put("main", "a", changed)
    assert store.pane("main", "a") is changed
    assert (store.cursor, store.envs["main"].cursor, store.envs.cursor) == (3, 2, 1)


def test_pane_that_is_not_there(store: Store) -> None:
    """A missing pane is None, and so is one of a missing env."""
    assert (store.pane("main", "z"), store.pane("z", "a")) == (None, None)


def test_close(store: Store) -> None:
    """A closed pane is gone at a new cursor; names that are not there don't matter."""
    store.close("main", ["a", "z"])
    assert (store.envs["main"].wins, store.envs["main"].cursor, list(store.envs["main"].panes)) == (("b",), 3, ["b"])


def test_put_env(store: Store) -> None:
    """What is not named stays."""
    before = dict(store.envs["main"].panes)
    store.put_env("main", reload={"a": 1})
    assert (store.envs["main"].panes, store.envs["main"].reload, store.envs.cursor) == (before, {"a": 1}, 1)
    store.put_env("main", {})
    assert (store.envs["main"].panes, store.envs["main"].reload) == ({}, {"a": 1})


def test_put_new_env(store: Store) -> None:
    """A new env is empty and changes the list of envs."""
    store.put_env("two")
    assert (list(store.envs), store.envs.cursor, store.envs["two"].wins) == (["main", "two"], 3, ())


def test_put_env_with_a_layout_that_no_page_would_take(store: Store) -> None:
    cursor, envs = store.cursor, list(store.envs)
    with pytest.raises(ValueError, match="__proto__"):
        store.put_env("new", reload={"w": {"__proto__": 1}})
    assert (store.cursor, list(store.envs)) == (cursor, envs)


def test_put_env_with_panes_from_elsewhere(store: Store) -> None:
    """A pane that is put where readers have never seen it becomes a new one, or they would not be sent it."""
    store.read = store.cursor
    store.put_env("two", store.envs["main"].panes)
    moved = [(key, held.cursor) for key, held in store.panes() if key[0] == "two"]
    assert moved == [(("two", "a"), 3), (("two", "b"), 3)]


def test_put_env_with_a_pane_that_grew(store: Store) -> None:
    """So does one that only grew since a reader was there."""
    held = store.pane("main", "a")
    assert held
    store.read = store.cursor
    store.put("main", "a", Pane.of({"content": "t", "x": [1] * 9}, store.next_cursor(), held))
    store.put_env("two", store.envs["main"].panes)
    assert store.pane("two", "a").all_after(store.read)  # type: ignore[union-attr]


def test_put_env_with_new_panes(store: Store) -> None:
    """A pane that nobody can have passed stays as it is."""
    new = pane(store)
    store.put_env("two", {"n": new})
    assert store.pane("two", "n") is new


def test_delete_env(store: Store) -> None:
    """A deleted env is gone with its panes."""
    store.delete_env("main")
    assert (dict(store.envs), store.envs.cursor, list(store.panes())) == ({}, 3, [])


@pytest.mark.parametrize("change", ["put", "close", "put_env", "delete_env"])
def test_changes_are_one_assignment(store: Store, change: str) -> None:
    """What a reader took hold of before a change of lists is as it was."""
    envs, env, panes = store.envs, store.envs["main"], dict(store.envs["main"].panes)
    arguments: dict[str, tuple[Any, ...]] = {
        "put": ("main", "c", pane(store)),
        "close": ("main", ["a"]),
        "put_env": ("main", {}),
    }
    getattr(store, change)(*arguments.get(change, ("main",)))
    assert (list(envs), env.wins, env.panes) == (["main"], ("a", "b"), panes)


def test_len(store: Store) -> None:
    """The length is that of all panes."""
    assert len(store) == sum(len(held) for _, held in store.panes()) > 0
