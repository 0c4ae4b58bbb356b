"""The settings of a kernel's workspace, as IPython's configuration gives them when the extension is loaded first.

In `ipython_config.py`: `c.VisdomWorkspace.text_lines = 5000`; in a notebook, before `%load_ext jupyter_visdom`:
`get_ipython().config.VisdomWorkspace.text_lines = 5000`. The folder may also be named by the environment variable
`JUPYTER_VISDOM_ENV_PATH`, where the empty string stands for no folder at all.
"""

from __future__ import annotations

import os

from traitlets import Bool, Int, Unicode, default
from traitlets.config import Configurable

from jupyter_visdom.core.limits import PANE_BYTES
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.limits import Limits

ENV_PATH = "JUPYTER_VISDOM_ENV_PATH"
"""Environment variable that names the folder of the environments."""

DEFAULTS = Limits()


class VisdomWorkspace(Configurable):
    """What may be set of a workspace; the defaults are Visdom's, and generous where it has none."""

    env_path = Unicode(
        help="Folder in which environments are saved, as Visdom's server does; nothing is saved if it is empty."
    ).tag(config=True)
    save_at_exit = Bool(
        True, help="Whether environments are saved at the end of the kernel, as by Visdom's server."
    ).tag(config=True)
    text_lines = Int(DEFAULTS.text_lines, min=1, help="Lines that a text window keeps.").tag(config=True)
    image_history = Int(DEFAULTS.image_history, min=1, help="Frames that the history of an image keeps.").tag(
        config=True
    )
    old_content = Int(DEFAULTS.old_content, min=1, help="Steps that one can go back in a pane of embeddings.").tag(
        config=True
    )
    undo = Int(DEFAULTS.undo, min=0, help="Closed windows of an environment that can be brought back.").tag(config=True)
    upload_bytes = Int(DEFAULTS.upload_bytes, min=0, help="Size of an environment that may be uploaded.").tag(
        config=True
    )

    trace_points = Int(
        DEFAULTS.trace_points, min=0, help="Points that a trace keeps, the newest ones; 0 for all of them."
    ).tag(config=True)
    pane_bytes = Int(
        DEFAULTS.pane_bytes,
        min=0,
        max=PANE_BYTES,
        help="Bytes that a window may hold; 0 for no limit of its own: one that can't be sent whole is not shown.",
    ).tag(config=True)
    env_panes = Int(DEFAULTS.env_panes, min=0, help="Windows that an environment may have; 0 for any number.").tag(
        config=True
    )
    envs = Int(
        DEFAULTS.envs, min=0, help="Environments that there may be, those on disk included; 0 for any number."
    ).tag(config=True)
    kernel_bytes = Int(
        DEFAULTS.kernel_bytes, min=0, help="Bytes that all windows together may take; 0 for no limit."
    ).tag(config=True)
    reload_bytes = Int(
        DEFAULTS.reload_bytes, min=0, help="Bytes of an environment's saved layouts, and of all views; 0 for no limit."
    ).tag(config=True)

    @default("env_path")
    def _default_env_path(self) -> str:
        return os.environ.get(ENV_PATH, upstream.ENV_PATH)

    def limits(self) -> Limits:
        """Return what the workspace keeps at most."""
        return Limits(*(getattr(self, name) for name in Limits._fields))
