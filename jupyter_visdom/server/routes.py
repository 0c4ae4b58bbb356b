"""The HTTP routes: `attach`, `message`, and what a mirror holds (`docs/protocol.md`, section 3)."""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import APIHandler

from jupyter_visdom.core.frames import field
from jupyter_visdom.core.limits import PROTOCOL_VERSION
from jupyter_visdom.core.messages import name, read_attach
from jupyter_visdom.server import access
from jupyter_visdom.server.limits import ATTACH_SECONDS
from jupyter_visdom.server.page import Page
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

    def read(self) -> dict[str, Any]:
        """Return the request's body. ValueError unless it is a JSON object."""
        body: Any = self.get_json_body()
        if not isinstance(body, dict):
            raise ValueError("the body must be a JSON object")
        return body

    async def find_page(self, kernel_id: str, session: str, seconds: float) -> Page | None:
        """Return a websocket of the same user, waiting for it; None, and the answer is 409, if it is not open."""
        page = await self.relays.page(kernel_id, session, seconds)
        if page is not None and access.same_user(self, page.handler):
            return page
        # The same for both: whether somebody else has such a session is nobody's affair.
        self.fail(409, "no-websocket", "That session has no open websocket.")
        return None

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
            attach = read_attach(self.read())
        except ValueError as error:
            self.fail(400, None, str(error))
            return
        relay = self.find(kernel_id)
        if relay and (page := await self.find_page(kernel_id, attach.session, ATTACH_SECONDS)):
            relay.attach(page, attach)
            self.finish({"v": PROTOCOL_VERSION, **relay.welcome()})


class MessageHandler(VisdomHandler):
    """What a page says, where JupyterLab would hold it back."""

    @access.to("message")
    async def post(self, kernel_id: str) -> None:
        """Take a message as if it had come through the page's websocket."""
        try:
            body = self.read()
            session, message = name(body, "session"), field(body, "message", dict)
        except ValueError as error:
            self.fail(400, None, str(error))
            return
        relay = self.find(kernel_id)
        if relay and (page := await self.find_page(kernel_id, session, 0)):
            relay.receive(page, message)
            self.set_status(204)


def make_handlers(relays: Relays) -> list[tuple[str, type[VisdomHandler], dict[str, Any]]]:
    """Return all routes, without the base URL."""
    bound = {"relays": relays}
    return [
        (KERNEL, KernelHandler, bound),
        (rf"{KERNEL}/attach", AttachHandler, bound),
        (rf"{KERNEL}/message", MessageHandler, bound),
    ]
