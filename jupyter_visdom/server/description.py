"""The description of a relay, for who asks by HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from jupyter_visdom.core.digest import digest

if TYPE_CHECKING:
    from jupyter_visdom.core.messages import Message
    from jupyter_visdom.server.relay import Relay


class Description:
    """What a relay says of itself, and the hash of its mirror.

    All as of one moment. The hash of a large workspace takes time and copies: it is taken in a thread, one at a time,
    and again only after a change.
    """

    def __init__(self) -> None:
        self._taking = asyncio.Lock()
        self._known = -1, ""  # after how many changes, and the digest

    async def of(self, relay: Relay) -> Message:
        """Return the description."""
        async with self._taking:
            summary = _summary(relay)
            changes = relay.mirror.counts["applied"] + relay.counts["copies dropped"]
            if self._known[0] != changes:
                self._known = changes, await asyncio.to_thread(digest, relay.store.snapshot())
            return {**summary, "digest": self._known[1]}


def _summary(relay: Relay) -> Message:
    return {
        **relay.where(),
        "envs": {name: len(env.panes) for name, env in relay.store.envs.items()},
        "bytes": len(relay.store),
        "dropped": relay.dropped,
        "clients": len(relay.clients),
        "counts": dict(relay.counts + relay.mirror.counts),
    }
