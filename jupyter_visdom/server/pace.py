"""Pace: how many bytes the next frame to a browser may have. No clock; seconds come in.

A frame that used most of its budget is a measurement: acknowledged quickly, the budget doubles; slowly,
it becomes half a second's worth of the measured rate. A small frame says nothing about a large one's
speed, unless it was so slow that even half the budget would take too long.
"""

from __future__ import annotations

from jupyter_visdom.core.limits import FRAME_BYTES, FRAME_BYTES_FIRST, FRAME_BYTES_LEAST
from jupyter_visdom.server.limits import ANSWERED_QUICKLY, FRAME_SECONDS


class Pace:
    """The byte budget of one browser's frames."""

    def __init__(self, most: int = FRAME_BYTES) -> None:
        self._most = most
        self.budget = min(FRAME_BYTES_FIRST, most)

    def acknowledged(self, size: int, seconds: float) -> None:
        """Take note that a frame of `size` bytes was acknowledged after `seconds`."""
        used = size * 2 >= self.budget
        if seconds <= ANSWERED_QUICKLY:
            wanted = self.budget * 2 if used else self.budget
        elif used or seconds > FRAME_SECONDS:
            wanted = min(int(size / seconds * FRAME_SECONDS), self.budget * 2)
        else:
            return
        self.budget = min(max(wanted, FRAME_BYTES_LEAST), self._most)
