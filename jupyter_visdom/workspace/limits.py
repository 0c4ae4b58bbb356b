"""What a workspace keeps at most, each of which may be overridden: Visdom's own limits, and some where it has none.

The latter are out of the way of work that a page and a kernel can bear; 0 lifts one.
"""

from __future__ import annotations

from typing import NamedTuple

from jupyter_visdom.core.limits import FRAME_BYTES, PANE_BYTES


class Limits(NamedTuple):
    """The limits of one workspace."""

    text_lines: int = 500
    """Lines of a text; the oldest ones are dropped."""

    image_history: int = 4
    """Frames of an image's history; the oldest ones are dropped."""

    old_content: int = 50
    """States of an embedding that one can go back to."""

    undo: int = 4
    """Closed windows of an env that can be brought back."""

    upload_bytes: int = 100 << 20
    """Size of an env that a page uploads."""

    trace_points: int = 10_000_000
    """Points of a trace; the oldest ones are dropped. A day at a hundred a second, 160 MB, and drawn thinned."""

    pane_bytes: int = PANE_BYTES
    """Bytes of a pane: what may be in transit, so a larger one would never arrive."""

    env_panes: int = 10_000
    """Windows of an env. Its list goes out anew with each that opens or closes, at 45 bytes a window."""

    envs: int = 10_000
    """Environments, those on disk included; likewise."""

    kernel_bytes: int = 1 << 30
    """Bytes of all windows: a fourth of what a browser's tab may hold, and of a kernel's machine of 4 GiB."""

    reload_bytes: int = FRAME_BYTES
    """Bytes of an env's saved layouts and views, as JSON: what is sent in one piece fits into a frame."""
