"""What every contender does: it makes a window that holds points, appends one, and is read back. Runs inside a kernel.

So a call that does nothing can't win. A *floor* has no window: it is what nobody on this road can go below.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

import numpy as np


class Contender:
    """One way to show a growing line."""

    most: ClassVar[int] = 1_000_000
    """Most points for which it is tried."""

    def fill(self, held: int) -> None:
        """Make the window anew, with so many points."""

    def append(self, x: float, y: float) -> None:
        """Append one point."""
        raise NotImplementedError

    def finish(self) -> None:
        """Wait for what `append` left to another thread; nothing for those that leave it a constant amount."""

    def read(self) -> tuple[int, float] | None:
        """Return how many points the window has, and the last y; None of a floor."""
        return None


def points(held: int) -> tuple[Any, Any]:
    """Return x and y for a window that holds points already."""
    x = np.arange(held) / 2
    return x, np.sin(x / 50)


class VisdomClient(Contender):
    """`vis.line(update="append")`, to whatever the client talks to."""

    WIN = "bench"

    def __init__(self, **options: Any) -> None:
        from visdom import Visdom

        self.vis: Any = Visdom(**options)

    def fill(self, held: int) -> None:
        x, y = points(held)
        self.vis.line(y, x, win=self.WIN)

    def append(self, x: float, y: float) -> None:
        self.vis.line([y], [x], win=self.WIN, update="append")

    def read(self) -> tuple[int, float] | None:
        if not self.vis.send:
            return None
        y = json.loads(self.vis.get_window_data(self.WIN))["content"]["data"][0]["y"]
        return len(y), y[-1]


class ProxiedClient(VisdomClient):
    """The same to a server behind jupyter-server-proxy, which adds milliseconds and nothing that grows.

    It draws in an env of its own, beside whoever comes to the server directly. The client has no option for a token, so
    what its constructor asks is refused; what it is told to draw is not.
    """

    most = 10_000

    def __init__(self, token: str, **options: Any) -> None:
        super().__init__(env="proxied", use_incoming_socket=False, **options)
        self.vis.session.headers["Authorization"] = f"token {token}"
