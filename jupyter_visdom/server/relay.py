"""A relay: one kernel's workspace in the server, and the browsers that look at it.

Rules of this file:

- The mirror answers whoever attaches; the kernel is not asked, and may be busy, or gone.
- A frame that does not fit makes the mirror ask the kernel once, and every second while nothing comes.
- The panes of a life that ended stay until the next one's first sweep is whole; what browsers are told is
  the kernel's state.
- The mirror is a copy. It may be *dropped* while nobody looks at it and the kernel can send it again: then what the
  kernel goes on sending is passed over, until a page attaches.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

from jupyter_visdom.core import messages
from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.frames import check_version, field
from jupyter_visdom.core.messages import Attach, KernelState, Message
from jupyter_visdom.core.replica import Outcome, Replica
from jupyter_visdom.core.store import Store
from jupyter_visdom.server import access
from jupyter_visdom.server.client import Client
from jupyter_visdom.server.commands import Commands
from jupyter_visdom.server.description import Description
from jupyter_visdom.server.life import Life
from jupyter_visdom.server.limits import Limits
from jupyter_visdom.server.seed import Seed

if TYPE_CHECKING:
    from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

    from jupyter_visdom.server.page import Page


class Relay:
    """One kernel's mirror, and the clients that read it.

    Parameters
    ----------
    kernels
        The server's kernel manager.
    kernel_id
        Which of its kernels.
    limits
        What a deployment has set.
    log
        The server's log.
    """

    def __init__(self, kernels: MappingKernelManager, kernel_id: str, limits: Limits, log: logging.Logger) -> None:
        self.kernel_id = kernel_id
        self.limits = limits
        self.log = log
        self.mirror = Replica()
        self.clients: dict[str, Client] = {}  # by the session id of their websocket
        self.counts: Counter[str] = Counter()
        self.weight = 0  # of the mirror, in bytes, at the last look
        self.looked_at = time.monotonic()  # when the last page left
        self.dropped = False  # the mirror: what there is is a store without anything
        self._description = Description()
        self._seed = Seed(self.counts)
        self._owed: Message | None = None  # the resync that the kernel has not answered yet
        self._moved = False  # a frame came since the last look
        self._known = False  # to the kernel, in this life
        self._commands = Commands()
        self._attaching: dict[Page, asyncio.Task[None]] = {}
        self._life = Life(kernels, kernel_id, self)

    @property
    def store(self) -> Store:
        """What clients read."""
        return self.mirror.store

    @property
    def state(self) -> KernelState:
        """The kernel's state."""
        return self._life.state

    @property
    def session(self) -> str | None:
        """The kernel's own session id, where it is known."""
        return self._life.session

    def digest(self) -> str:
        """Return the hash of everything in the mirror."""
        return digest(self.store)

    async def describe(self) -> Message:
        """Return what `GET jupyter_visdom/kernels/<id>` answers, without the version."""
        return await self._description.of(self)

    def where(self) -> Message:
        """Return where the mirror is, and the kernel's state."""
        cursor = self.store.cursor if self.mirror.epoch else None
        return {"epoch": self.mirror.epoch, "cursor": cursor, "kernel": self.state}

    def close(self) -> None:
        """Let go of everything."""
        for client in list(self.clients.values()):
            client.close()
        self._life.close()

    async def look(self) -> None:
        """See to what no message tells: called once every `WATCH_SECONDS`."""
        await self._life.look()
        moved, self._moved = self._moved, False
        if (self.mirror.stale or self._owed) and not moved:
            self._ask(self._owed or messages.resync(*self.mirror.position[:2]))
        self._weigh()

    # -- the mirror's size -----------------------------------------------------------------------------------------

    def _weigh(self) -> None:
        self.weight = self.mirror.weight
        if self.weight > self.limits.mirror_bytes and self.clients and not self.counts["looked at above the limit"]:
            self.counts["looked at above the limit"] += 1
            self.log.warning(
                "jupyter_visdom: the panes of kernel %s take more here than JupyterVisdom.mirror_bytes; "
                "they stay as long as somebody looks at them",
                self.kernel_id,
            )

    @property
    def is_spare(self) -> bool:
        """Whether nobody looks at the mirror, and the kernel has all that is in it."""
        return not self.clients and not self.dropped and self.state == "alive"

    def drop(self) -> None:
        """Let go of the mirror, until a page attaches."""
        counts, self.mirror = self.mirror.counts, Replica()
        self.mirror.counts = counts
        self.weight, self._owed, self.dropped = 0, None, True
        self.counts["copies dropped"] += 1

    def _maybe_fetch(self) -> None:
        """Ask the kernel for everything, where the mirror was dropped; again every second until it comes."""
        if self.dropped:
            self.dropped = False
            self._owed = messages.resync(None, 0)
            self._ask(self._owed)

    # -- browsers --------------------------------------------------------------------------------------------------

    def attach(self, page: Page, attach: Attach) -> None:
        """Serve a page from now on; what it had before is replaced."""
        self.detach(page)
        page.text = attach.text
        self._maybe_fetch()
        self.clients[page.session_id] = Client(page, self, attach)
        self._life.maybe_introduce()

    def detach(self, page: Page) -> None:
        """Forget a page at once."""
        client = self.clients.get(page.session_id)
        if client is not None and client.page is page:
            client.close()

    def remove(self, client: Client) -> None:
        """Forget a client that has closed, and the replies that it awaits."""
        if self.clients.get(client.page.session_id) is client:
            del self.clients[client.page.session_id]
            self.looked_at = time.monotonic()
        self._commands.forget(client)

    async def attach_here(self, page: Page, data: Message) -> None:
        """Serve a page that asks in its websocket, where HTTP does not get through to us."""
        try:
            attach = messages.read_attach({"session": page.session_id, **data})
        except ValueError as error:
            self.counts["malformed from a page"] += 1
            self.log.warning("jupyter_visdom: a page of %s: attach: %s", self.kernel_id, error)
            return
        if await access.allows(page.handler, access.ROUTES["attach"]):
            with suppress(WebSocketClosedError, StreamClosedError):
                await page.write(messages.attached(self.welcome()), b"", self.session)
                self.attach(page, attach)

    def welcome(self) -> Message:
        """Return what a page is told when it attaches."""
        return {
            **self.where(),
            "mirror": True,
            "beat": self.limits.beat,
            "patience": self.limits.patience,
            "frame": self.limits.frame_bytes,
        }

    def receive(self, page: Page, data: Any) -> None:
        """Take what a page says."""
        client = self.clients.get(page.session_id)
        if isinstance(data, dict) and data.get("type") == "attach":
            if page not in self._attaching:  # else the answer is on its way
                self._attaching[page] = task = asyncio.get_running_loop().create_task(self.attach_here(page, data))
                task.add_done_callback(lambda _: self._attaching.pop(page, None))
        elif client is None:
            self.counts["from pages not attached"] += 1
        else:
            client.receive(data)

    def send_command(self, client: Client, ref: str, body: dict[str, Any]) -> None:
        """Pass a command on to the kernel, or refuse it with a sentence."""
        size = len(encode_json(body))
        refusal = self._commands.refusal(self.state, client, size)
        if refusal is None:
            ours = self._commands.add(client, ref, size)
            if self._life.send(messages.command(ours, body)):
                return
            self._commands.take(ours)
            refusal = "Too much waits for the kernel."
        self.counts["commands refused"] += 1
        client.reply(messages.reply(ref, refusal))

    # -- the kernel ------------------------------------------------------------------------------------------------

    def receive_from_kernel(self, data: Message, blob: memoryview | None) -> None:
        """Take one of our messages from the kernel; one that is wrong is counted, and logged once."""
        try:
            check_version(data)
            self._take(data, blob)
        except (ValueError, AttributeError) as error:  # a field is wrong, or it is not an object
            self.refuse(str(error))

    def _take(self, data: Message, blob: memoryview | None) -> None:
        match data.get("type"):
            case "frame" | "beat" if self.dropped:
                self.counts["passed over while dropped"] += 1
            case "frame":
                self._moved = True
                if "blob" in data and not self._known:  # it does not know that there is a mirror, which takes bytes
                    self._known = self._life.send({**messages.ack(self.mirror.position), "mirror": True})
                self._settle(self.mirror.receive(data, blob))
            case "beat":
                self._settle(self.mirror.receive_beat(*messages.read_position({"index": 0, **data})))
            case "seed":
                store = None if self.limits.on_restart == "clear" else self.store
                if answer := self._seed.answer(messages.read_epoch(data), field(data, "ref", str), store):
                    self._life.send_all(answer)
            case "reply":
                self._receive_reply(field(data, "ref", str), data.get("error"))
            case _:
                self.counts["unknown type"] += 1

    def _settle(self, outcome: Outcome) -> None:
        """Do what a frame or beat calls for."""
        if outcome.error:
            self.refuse(outcome.error)
        for message in outcome.send:
            self._owed = message
            self._ask(message)
        if outcome.kind == "applied":
            self._owed = None
            for client in list(self.clients.values()):
                client.follow()

    def _receive_reply(self, ref: str, error: Any) -> None:
        client, theirs = self._commands.take(ref)
        if client is not None:
            client.reply(messages.reply(theirs, None if error is None else str(error)))

    def refuse(self, why: str) -> None:
        """Take note of a message from the kernel that is wrong."""
        if not self.counts["refused from the kernel"]:
            self.log.warning("jupyter_visdom: kernel %s: %s", self.kernel_id, why)
        self.counts["refused from the kernel"] += 1

    def _ask(self, resync: Message) -> None:
        self.counts["resyncs asked"] += 1
        self._life.send({**resync, "mirror": True})

    def kernel_found(self) -> None:
        """Ask for what the kernel has; it had said nothing while we listened."""
        epoch, cursor, _ = self.mirror.position
        self._ask(messages.resync(epoch, cursor))

    def life_ended(self) -> None:
        """Take note that the kernel's process ended: what it owed will not come."""
        self._owed, self._known = None, False
        self._seed.lost |= self.dropped
        self.dropped = False
        for client, ref in self._commands.take_all():
            client.reply(messages.reply(ref, "The kernel ended before it answered."))

    def tell(self, state: KernelState) -> None:
        """Tell the browsers the kernel's state."""
        for client in list(self.clients.values()):
            client.tell()
        if self.clients:
            self._life.maybe_introduce()
