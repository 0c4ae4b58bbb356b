"""Commands: what pages have asked of one kernel, until it replies.

Those of a page that left still count: they are on their way, and a kernel that is stuck holds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from jupyter_visdom.core.messages import KernelState
from jupyter_visdom.server.limits import COMMAND_BYTES, COMMANDS, KERNEL_COMMANDS

if TYPE_CHECKING:
    from jupyter_visdom.server.client import Client


REFUSALS: dict[KernelState, str] = {
    "gone": "The kernel is gone.",
    "restarting": "The kernel is restarting.",
    "unloaded": "The kernel has not loaded jupyter_visdom.",
}
"""Why a command is refused, by the kernel's state."""


class Asked(NamedTuple):
    """Who asked, None if they left; their reference; the command's size in bytes."""

    client: Client | None
    ref: str
    size: int


class Commands:
    """The commands that wait for one kernel's replies, by our reference."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}
        self._refs: Iterator[str] = map(str, count())

    def __len__(self) -> int:
        """Return how many somebody waits for."""
        return sum(asked.client is not None for asked in self._asked.values())

    def refusal(self, state: KernelState, client: Client, size: int) -> str | None:
        """Return why a kernel in this state is not told another command, of so many bytes; None if it is."""
        if state in REFUSALS:
            return REFUSALS[state]
        asked = self._asked.values()
        if size + sum(each.size for each in asked) > COMMAND_BYTES:
            return f"Commands of more than {COMMAND_BYTES >> 20} MiB can't wait for the kernel."
        if len(asked) >= KERNEL_COMMANDS or sum(each.client is client for each in asked) >= COMMANDS:
            return "Too many commands wait for the kernel."
        return None

    def add(self, client: Client, ref: str, size: int) -> str:
        """Take note of a command, and return our reference for it."""
        ours = next(self._refs)
        self._asked[ours] = Asked(client, ref, size)
        return ours

    def take(self, ours: str) -> tuple[Client | None, str]:
        """Return who waits for a reply, and their reference; nobody waits any more."""
        client, ref, _ = self._asked.pop(ours, Asked(None, "", 0))
        return client, ref

    def take_all(self) -> list[tuple[Client, str]]:
        """Return all who wait; nobody waits any more."""
        asked, self._asked = self._asked, {}
        return [(client, ref) for client, ref, _ in asked.values() if client is not None]

    def forget(self, client: Client) -> None:
        """Take note that a page left."""
        for ours, asked in self._asked.items():
            if asked.client is client:
                self._asked[ours] = asked._replace(client=None)
