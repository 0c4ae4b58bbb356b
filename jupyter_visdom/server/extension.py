"""The server extension: traits, and the wiring of everything else."""

from __future__ import annotations

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets import Bool, CaselessStrEnum, Float, Int

from jupyter_visdom.core.limits import FRAME_BYTES, FRAME_BYTES_LEAST
from jupyter_visdom.server.connection import visdom_connection_class
from jupyter_visdom.server.limits import BEAT_SECONDS, MIRROR_BYTES, MIRRORS_BYTES, PATIENCE_SECONDS, Limits
from jupyter_visdom.server.relays import Relays
from jupyter_visdom.server.routes import make_handlers

CLASS = "kernel_websocket_connection_class"


class JupyterVisdom(ExtensionApp):
    """Live Visdom panes, over Jupyter's own connection."""

    name = "jupyter_visdom"

    beat = Float(
        BEAT_SECONDS,
        min=0.05,
        config=True,
        help="""Seconds between two beats to a page.
        Within one a lost last frame is noticed, within three a dead connection.""",
    )

    patience = Float(
        PATIENCE_SECONDS,
        min=0.1,
        config=True,
        help="""Seconds of silence after which a page's websocket is closed.
        Three beats, so that two may be late; what waits for a page that is gone is bounded by it.""",
    )

    frame_bytes = Int(
        FRAME_BYTES,
        min=FRAME_BYTES_LEAST,
        config=True,
        help="""Most bytes in one frame to a page.
        One frame waits for each page. Large enough for a fast network, small enough to leave quickly.""",
    )

    in_connection = Bool(
        True,
        config=True,
        help="""Whether to put a subclass in place of the kernel websocket's connection class.
        Without it pages get their frames straight from the kernel, as from a server without this extension.""",
    )

    on_restart = CaselessStrEnum(
        ["keep", "clear"],
        "keep",
        config=True,
        help="""What a kernel finds when it loads jupyter_visdom in another life: what it had drawn, or nothing.
        A Visdom server outlives the kernel, so code that appends goes on where it was.""",
    )

    mirror_bytes = Int(
        MIRROR_BYTES,
        min=0,
        config=True,
        help="""Most bytes kept of a kernel's panes while nobody looks at them.
        Above it the copy is let go of, and fetched again from the kernel when a page attaches.
        A page that is attached sees everything, whatever the size; and what a kernel had drawn before its process
        ended is not let go of, for there is no other copy.""",
    )

    mirrors_bytes = Int(
        MIRRORS_BYTES,
        min=0,
        config=True,
        help="""Most bytes kept of the panes of all kernels.
        Above it copies that nobody looks at are let go of, those first that were looked at least recently.""",
    )

    relays: Relays | None = None

    def initialize_settings(self) -> None:
        """Put our connection class in place of the one configured, if we can."""
        base = self.settings[CLASS]
        if not self.in_connection:
            self.log.info("jupyter_visdom: switched off by JupyterVisdom.in_connection")
        elif not (isinstance(base, type) and issubclass(base, ZMQChannelsWebsocketConnection)):
            self.log.info(
                "jupyter_visdom: left alone %r, which does not talk to kernels over ZMQ (a gateway?); "
                "pages get their frames straight from the kernel",
                base,
            )
        else:
            limits = Limits(*(getattr(self, name) for name in Limits._fields))
            self.relays = Relays(self.settings["kernel_manager"], limits, self.log)
            self.settings[CLASS] = visdom_connection_class(base, self.relays)

    def initialize_handlers(self) -> None:
        """Add our routes; without the connection there are none, and pages learn that from the 404."""
        if self.relays is not None:
            self.handlers.extend(make_handlers(self.relays))

    async def stop_extension(self) -> None:
        """Close all relays."""
        if self.relays is not None:
            await self.relays.close()


_load_jupyter_server_extension = JupyterVisdom._load_jupyter_server_extension
"""For servers that find this module by name, without the class."""
