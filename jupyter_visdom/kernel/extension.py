"""The extension: what `%load_ext jupyter_visdom` sets up, and `%unload_ext` takes down.

One session lives as long as the process: its workspace keeps the panes while it is unloaded.
"""

from __future__ import annotations

import atexit
import logging
import os
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from jupyter_visdom.workspace.workspace import Workspace

logger = logging.getLogger("jupyter_visdom")

NOT_A_KERNEL = (
    "jupyter_visdom works inside a Jupyter kernel (ipykernel); nothing was changed here. "
    "Load it in a notebook: %load_ext jupyter_visdom"
)

FORKED = "jupyter_visdom: this is a forked process. What it plots stays in its own copy and does not reach the panel."

_session: Session | None = None


def load(ipython: InteractiveShell) -> None:
    """Capture this kernel's Visdom clients; twice is fine."""
    global _session
    if getattr(ipython, "kernel", None) is None:
        print(NOT_A_KERNEL)
        return
    if _session is None:
        _session = Session(ipython.config)
    _session.load(ipython)


def unload(ipython: InteractiveShell) -> None:
    """Give the clients their own transport back; twice is fine."""
    if _session is not None:
        _session.unload(ipython)


def get_workspace() -> Workspace:
    """Return this kernel's workspace. RuntimeError if the extension was never loaded."""
    if _session is None:
        raise RuntimeError("jupyter_visdom is not loaded; run: %load_ext jupyter_visdom")
    return _session.workspace


class Session:
    """One life of a workspace, and all that it is wired to.

    Parameters
    ----------
    config
        IPython's, for the settings of `VisdomWorkspace`.
    """

    def __init__(self, config: Config) -> None:
        from jupyter_visdom.kernel.capture import Capture
        from jupyter_visdom.kernel.comms import Comms
        from jupyter_visdom.kernel.flusher import Flusher
        from jupyter_visdom.kernel.settings import VisdomWorkspace
        from jupyter_visdom.workspace.workspace import Workspace

        settings = VisdomWorkspace(config=config)
        path, limits = settings.env_path or None, settings.limits()
        self.workspace = Workspace(secrets.token_hex(4), env_path=path, limits=limits)
        self._capture = Capture(self.workspace)
        self._flusher = Flusher(self.workspace, self._send)
        self._comms = Comms(self._flusher, self._carry_out)
        self._loaded = False
        self._begun = False  # what an earlier life had drawn has been taken over, if it was there
        self.workspace.on_change = self._flusher.changed
        if settings.save_at_exit:
            atexit.register(self.workspace.save_changed)
        atexit.register(self._flusher.flush)
        os.register_at_fork(after_in_child=self._after_fork)

    def load(self, ipython: InteractiveShell) -> None:
        """Wire everything; twice is fine."""
        if self._loaded:
            return
        self._comms.load()
        self._maybe_take_over(getattr(ipython, "kernel", None))
        self._flusher.start()
        self._capture.load()
        ipython.events.register("post_run_cell", self._after_cell)
        self._loaded = True

    def unload(self, ipython: InteractiveShell) -> None:
        """Take everything apart; twice is fine."""
        if not self._loaded:
            return
        self._loaded = False
        ipython.events.unregister("post_run_cell", self._after_cell)
        self._capture.unload()
        self._flusher.stop()
        self._comms.unload()

    def _maybe_take_over(self, kernel: Any) -> None:
        """Begin with what the kernel's last life had drawn, once in this one."""
        from jupyter_visdom.kernel import seed

        if self._begun:
            return
        match seed.can_hear(kernel), seed.may_be_answered():
            case True, True:
                self._take_over()
            case True, False:
                self._flusher.audience.mirrored = False
            case False, True:
                print(seed.DEAF)
        self._begun = True

    def _take_over(self) -> None:
        """Ask the server for it, and wait."""
        from jupyter_visdom.kernel import seed

        self._comms.seed = seed.Seed(self.workspace.store.epoch, self._comms.send)
        try:
            before = self._comms.seed.ask()
        except TimeoutError:
            self._flusher.audience.mirrored = False
            print(seed.UNANSWERED)
        else:
            self._flusher.audience.hear_mirror()
            if before is not None:
                self.workspace.take_over(before)
            elif self._comms.seed.error is not None:
                print(f"jupyter_visdom: {self._comms.seed.error}")
        finally:
            self._comms.seed = None

    def _after_cell(self, _: Any = None) -> None:
        self._flusher.flush()

    def _send(self, data: dict[str, Any], blob: bytes) -> None:
        self._comms.send(data, blob)

    def _carry_out(self, body: dict[str, Any]) -> None:
        event = self.workspace.command(body)
        if event is not None:
            self._capture.deliver(event)

    def _after_fork(self) -> None:
        """Cut a forked process off: the sockets are its parent's, the thread was left behind."""
        self.workspace.after_fork()
        self._flusher.after_fork()
        self.workspace.on_change = self._warn_forked

    def _warn_forked(self) -> None:
        self.workspace.on_change = lambda: None
        if self._loaded:
            logger.warning(FORKED)
