"""The HTTP routes: `attach`, and what a mirror holds (`docs/protocol.md`, section 3)."""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import APIHandler

from jupyter_visdom.core.limits import PROTOCOL_VERSION
from jupyter_visdom.core.messages import Attach, read_attach
from jupyter_visdom.server import access
from jupyter_visdom.server.limits import ATTACH_SECONDS
from jupyter_visdom.server.relay import Relay
from jupyter_visdom.server.relays import Relays

KERNEL = r"jupyter_visdom/kernels/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class VisdomHandler(APIHandler):
    """What our routes have in common."""

    def initialize(self, relays: Relays) -> None:
        """Take what the route was added with."""
        self.relays = relays

    def find(self, kernel_id: str) -> Relay | None:
        """Return a kernel's relay; None, and the answer is 404, if there is no such kernel."""
        relay = self.relays.get(kernel_id)
        if relay is None:
            self.fail(404, "no-kernel", "There is no such kernel.")
        return relay

    def fail(self, status: int, reason: str | None, message: str) -> None:
        """Answer with an error that a page can read."""
        self.set_status(status)
        self.finish({"reason": reason, "message": message})


class KernelHandler(VisdomHandler):
    """What the mirror of a kernel's workspace holds."""

    @access.to("describe")
    async def get(self, kernel_id: str) -> None:
        """Answer epoch, cursor, digest, sizes and counts."""
        relay = self.find(kernel_id)
        if relay is not None:
            self.finish({"v": PROTOCOL_VERSION, **await relay.describe()})


class AttachHandler(VisdomHandler):
    """Frames for a page that names its kernel websocket."""

    @access.to("attach")
    async def post(self, kernel_id: str) -> None:
        """Serve a websocket of the same user from now on."""
        try:
            attach = self._read()
        except ValueError as error:
            self.fail(400, None, str(error))
            return
        relay = self.find(kernel_id)
        if relay is None:
            return
        page = await self.relays.page(kernel_id, attach.session, ATTACH_SECONDS)
        if page is None or not access.same_user(self, page.handler):
            # The same for both: whether somebody else has such a session is nobody's affair.
            self.fail(409, "no-websocket", "That session has no open websocket.")
            return
        relay.attach(page, attach)
        self.finish(_welcome(relay))

    def _read(self) -> Attach:
        body: Any = self.get_json_body()
        if not isinstance(body, dict):
            raise ValueError("the body must be a JSON object")
        return read_attach(body)


def _welcome(relay: Relay) -> dict[str, Any]:
    limits = relay.limits
    return {
        "v": PROTOCOL_VERSION,
        "epoch": relay.mirror.epoch,
        "cursor": relay.store.cursor if relay.mirror.epoch else None,
        "kernel": relay.state,
        "beat": limits.beat,
        "patience": limits.patience,
        "frame": limits.frame_bytes,
    }


def make_handlers(relays: Relays) -> list[tuple[str, type[VisdomHandler], dict[str, Any]]]:
    """Return all routes, without the base URL."""
    bound = {"relays": relays}
    return [(KERNEL, KernelHandler, bound), (rf"{KERNEL}/attach", AttachHandler, bound)]
