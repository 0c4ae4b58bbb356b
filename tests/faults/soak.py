"""The kernel's side of a soak: windows that are drawn in all the time, and hold no more in the end."""

from __future__ import annotations

import contents
from visdom import Visdom

POINTS = 500
"""A line starts anew after so many; a text keeps as many lines."""


def draw(first: int, calls: int) -> int:
    """Make so many calls, and return the number of the next."""
    vis = Visdom()
    for number in range(first, first + calls):
        vis.line([number], [number], "loss", update="append" if number % POINTS else None)
        vis.text(f"line {number};", "log", append=number > 0)
        if number % 20 == 0:
            vis.image(contents.make_picture(number), "picture", "other")
        if number % 1000 == 999:
            vis.close("picture", "other")
    return first + calls
