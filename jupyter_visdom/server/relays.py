"""The relays: one for each kernel that a browser has connected to; and every page, attached or not."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from jupyter_visdom.server.limits import WATCH_SECONDS, Limits
from jupyter_visdom.server.relay import Relay

if TYPE_CHECKING:
    from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

    from jupyter_visdom.server.page import Page

Name = tuple[str, str]
"""A page's: (kernel id, session id)."""


class Relays:
    """Makes relays, forgets them when their kernels are gone, and brings pages to them."""

    def __init__(self, kernels: MappingKernelManager, limits: Limits, log: logging.Logger) -> None:
        self._kernels = kernels
        self.limits = limits
        self.log = log
        self._relays: dict[str, Relay] = {}
        self._watches: dict[str, asyncio.Task[None]] = {}
        self._pages: dict[Name, Page] = {}
        self._waiting: defaultdict[Name, list[asyncio.Event]] = defaultdict(list)
        self._closed = False

    def __len__(self) -> int:
        """Return the number of relays."""
        return len(self._relays)

    def get(self, kernel_id: str) -> Relay | None:
        """Return a kernel's relay, None if there is neither one nor such a kernel, or the server ends."""
        if kernel_id not in self._relays and kernel_id in self._kernels and not self._closed:
            self._relays[kernel_id] = relay = Relay(self._kernels, kernel_id, self.limits, self.log)
            self._watches[kernel_id] = asyncio.get_running_loop().create_task(self._watch(relay))
        return self._relays.get(kernel_id)

    async def page(self, kernel_id: str, session_id: str, seconds: float) -> Page | None:
        """Return an open websocket, waiting for it at most `seconds`; None if it does not come."""
        name = kernel_id, session_id
        if name not in self._pages:
            arrival = asyncio.Event()
            self._waiting[name].append(arrival)
            with suppress(TimeoutError):
                await asyncio.wait_for(arrival.wait(), seconds)
            self._stop_waiting(name, arrival)
        return self._pages.get(name)

    def _stop_waiting(self, name: Name, arrival: asyncio.Event) -> None:
        self._waiting[name].remove(arrival)
        if not self._waiting[name]:
            del self._waiting[name]

    async def close(self) -> None:
        """Close every relay: the server ends. What a page still says makes none again."""
        self._closed = True
        for kernel_id in list(self._relays):
            self._watches[kernel_id].cancel()
            self._forget(kernel_id)

    async def _watch(self, relay: Relay) -> None:
        """Look at a kernel until it is gone and nobody is attached."""
        while relay.state != "gone" or relay.clients:
            try:
                await relay.look()
                self._keep_within_limits()
            except Exception:
                self.log.exception("jupyter_visdom: kernel %s", relay.kernel_id)
            await asyncio.sleep(WATCH_SECONDS)
        self._forget(relay.kernel_id)

    def _keep_within_limits(self) -> None:
        """Drop mirrors that nobody looks at, those left longest ago first: large ones, and any while all are too much.

        A large one stays for a moment after its last page left, which may be back at once.
        """
        total = sum(relay.weight for relay in self._relays.values())
        recently = time.monotonic() - self.limits.patience
        for relay in sorted(self._relays.values(), key=lambda relay: relay.looked_at):
            large = relay.weight > self.limits.mirror_bytes and relay.looked_at < recently
            if relay.is_spare and (large or total > self.limits.mirrors_bytes):
                total -= relay.weight
                relay.drop()

    def _forget(self, kernel_id: str) -> None:
        del self._watches[kernel_id]
        self._relays.pop(kernel_id).close()

    # -- websockets --------------------------------------------------------------------------------

    def opened(self, page: Page) -> None:
        """Take note of a new websocket; one before it of the same session is replaced."""
        name = page.kernel_id, page.session_id
        before = self._pages.get(name)
        if before is not None:
            self.closed(before)
        self._pages[name] = page
        self.get(page.kernel_id)
        for arrival in self._waiting.get(name, ()):
            arrival.set()

    def closed(self, page: Page) -> None:
        """Take note that a websocket is gone, and all that was its with it."""
        name = page.kernel_id, page.session_id
        if self._pages.get(name) is page:
            del self._pages[name]
        relay = self._relays.get(page.kernel_id)
        if relay is not None:
            relay.detach(page)

    def receive(self, page: Page, data: Any) -> None:
        """Take what a page says."""
        relay = self.get(page.kernel_id)
        if relay is not None:
            relay.receive(page, data)
