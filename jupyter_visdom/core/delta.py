"""A delta: what changed in a store since a cursor.

All readers of a store that stand at one cursor lack the same. A small delta, as each frame of a training loop is, is
found and read once, however many look on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.events import EnvChanged, EnvsChanged, Event
from jupyter_visdom.core.lack import EVENT_BYTES, Lack
from jupyter_visdom.core.limits import SHARED_BYTES, SHARED_DELTAS
from jupyter_visdom.core.store import Key, Store


class Delta(NamedTuple):
    """What changed after one cursor, up to the store's own."""

    goal: int
    """The store's cursor."""
    lists: tuple[Event, ...]
    keys: tuple[Key, ...]
    """Panes that changed, oldest change first."""
    size: int
    """About the bytes that lists and panes take in a frame."""
    panes: tuple[Event, ...] | None
    """What brings the panes; None where that is more than is shared."""


def delta_since(store: Store, start: int) -> Delta:
    """Return what changed after the cursor `start`; the same to all who ask before the store's cursor moves.

    Events hold immutable states of the moment: to a later reader they are as good, whatever a pane has become since.
    """
    goal, shared = store.deltas
    if goal != store.cursor:
        shared = {}
        store.deltas = store.cursor, shared
    delta = shared.get(start)
    if delta is None:
        delta = _find(store, start)
        if delta.panes is not None and len(shared) < SHARED_DELTAS:
            shared[start] = delta
    return delta


def _find(store: Store, start: int) -> Delta:
    lists = tuple(lists_since(store, start))
    changed = sorted((pane.cursor, key, pane) for key, pane in store.panes() if pane.cursor > start)
    keys = tuple(key for _, key, _ in changed)
    lacks = [lack for _, key, pane in changed if (lack := Lack.since(key, pane, start))]
    size = sum(map(list_size, lists)) + sum(lack.size for lack in lacks)
    panes = tuple(lack.event() for lack in lacks) if size <= SHARED_BYTES else None
    return Delta(store.cursor, lists, keys, size, panes)


def lists_since(store: Store, start: int) -> Iterator[Event]:
    """Yield the lists that changed after the cursor `start`."""
    envs = store.envs
    if envs.cursor > start:
        yield EnvsChanged(envs.cursor, tuple(envs))
    for name, env in envs.items():
        if env.cursor > start:
            yield EnvChanged(env.cursor, name, env.wins, env.reload)


def list_size(event: Event) -> int:
    """Return about the bytes that a list takes in a frame."""
    if isinstance(event, EnvChanged):
        return EVENT_BYTES + len(event.env) + len(encode_json([event.wins, event.reload]))
    return EVENT_BYTES + (len(encode_json(event.names)) if isinstance(event, EnvsChanged) else 0)
