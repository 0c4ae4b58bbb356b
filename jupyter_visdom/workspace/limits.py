"""What a workspace keeps at most: Visdom's own limits, each of which may be overridden."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """The limits of one workspace, with the defaults of Visdom's server."""

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
