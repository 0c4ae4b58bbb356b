"""The store: envs and their panes, each at the cursor of its last change.

The store is the buffer. Nothing is queued for anyone: *what changed since cursor c* is computed from it.

Every change becomes visible in one assignment, after all that it needs has been built, and the cursor is raised before.
So an interrupt at any line leaves the old state or the new one, and at worst a cursor that names no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_visdom.core.pane import Pane, refuse_forbidden_keys

if TYPE_CHECKING:
    from jupyter_visdom.core.delta import Delta

Key = tuple[str, str]
"""A pane's name: (env, win)."""


class Env:
    """One environment; `cursor` is that of the last change to its list of windows or to `reload` (its saved layout).

    In a replica a window may be listed some frames before its pane arrives.
    """

    __slots__ = ("cursor", "panes", "reload", "wins")

    def __init__(self, cursor: int, wins: tuple[str, ...], panes: dict[str, Pane], reload: dict[str, Any]) -> None:
        self.cursor = cursor
        self.wins = wins
        self.panes = panes
        self.reload = reload


class Envs(dict[str, Env]):
    """All environments, in order; `cursor` is that of the last change to the list of their names."""

    __slots__ = ("cursor",)

    def __init__(self, cursor: int, envs: Mapping[str, Env]) -> None:
        super().__init__(envs)
        self.cursor = cursor


class Store:
    """Envs and panes of one epoch."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.cursor = 0
        self.read = (
            0  # the last cursor that any reader has seen: growth since then is one mark, however many appends it had
        )
        self.envs = Envs(0, {})
        self.deltas: tuple[int, dict[int, Delta]] = 0, {}  # the cursor, and by where they start what changed up to it

    def next_cursor(self) -> int:
        """Return a cursor for a change that is about to be made."""
        self.cursor += 1
        return self.cursor

    def pane(self, env: str, win: str) -> Pane | None:
        """Return one pane, or None."""
        held = self.envs.get(env)
        return None if held is None else held.panes.get(win)

    def panes(self) -> Iterator[tuple[Key, Pane]]:
        """Yield every pane with its name."""
        for name, env in self.envs.items():
            for win, pane in env.panes.items():
                yield (name, win), pane

    def snapshot(self) -> Store:
        """Return a store with the same panes, which never change, in dictionaries of its own."""
        copy = Store(self.epoch)
        envs = {name: Env(env.cursor, env.wins, dict(env.panes), env.reload) for name, env in self.envs.items()}
        copy.envs, copy.cursor = Envs(self.envs.cursor, envs), self.cursor
        return copy

    def put(self, env: str, win: str, pane: Pane) -> None:
        """Store a pane, new or changed; its env is made if there is none."""
        held = self.envs.get(env)
        if held is not None and win in held.panes:
            held.panes[win] = pane
        else:
            panes, reload = (held.panes, held.reload) if held else ({}, {})
            self._put_env(env, Env(pane.cursor, (*panes, win), {**panes, win: pane}, reload))

    def put_env(
        self, env: str, panes: Mapping[str, Pane] | None = None, reload: Mapping[str, Any] | None = None
    ) -> None:
        """Make an env, or give it other panes or another layout; what is None stays (or is empty, in a new one).

        A pane that comes from elsewhere (another env, an earlier time) becomes a new one: readers that have passed its
        cursor would not send it, others only what grew since theirs.
        """
        refuse_forbidden_keys(reload)
        held = self.envs.get(env)
        cursor = self.next_cursor()
        old_panes, old_reload = (held.panes, held.reload) if held else ({}, {})
        new = {
            win: pane if pane is old_panes.get(win) or pane.all_after(self.read) else pane.moved(cursor)
            for win, pane in (old_panes if panes is None else panes).items()
        }
        self._put_env(env, Env(cursor, tuple(new), new, dict(old_reload if reload is None else reload)))

    def close(self, env: str, wins: Iterable[str]) -> None:
        """Remove panes of an env; those that are not there don't matter."""
        gone = set(wins)
        self.put_env(env, {win: pane for win, pane in self.envs[env].panes.items() if win not in gone})

    def delete_env(self, env: str) -> None:
        """Remove an env and its panes."""
        cursor = self.next_cursor()
        self.envs = Envs(cursor, {name: held for name, held in self.envs.items() if name != env})

    def _put_env(self, name: str, env: Env) -> None:
        if name in self.envs:
            self.envs[name] = env
        else:
            self.envs = Envs(env.cursor, {**self.envs, name: env})

    def __len__(self) -> int:
        """Return the number of bytes held in panes."""
        return sum(len(pane) for _, pane in self.panes())

    @property
    def weight(self) -> int:
        """About the memory that the panes take, in bytes."""
        return sum(pane.weight for _, pane in self.panes())
