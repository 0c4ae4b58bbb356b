"""The contenders: what a user would log points with. Runs inside a kernel.

Each makes a window that holds points, appends one point to it as its own documentation says, and reads the window back,
so that a call that does nothing can't win. A *floor* has no window: it is what nobody on this road can go below.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from tempfile import mkdtemp
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


class FigureWidget(Contender):
    """Plotly's live widget, with numpy arrays."""

    def fill(self, held: int) -> None:
        import plotly.graph_objects as go

        x, y = points(held)
        self.figure = go.FigureWidget(go.Scatter(x=x, y=y))

    def append(self, x: float, y: float) -> None:
        trace = self.figure.data[0]
        with self.figure.batch_update():
            trace.x = np.append(trace.x, x)
            trace.y = np.append(trace.y, y)

    def read(self) -> tuple[int, float]:
        y = self.figure.data[0].y
        return len(y), float(y[-1])


class Bokeh(Contender):
    """`ColumnDataSource.stream` in a `jupyter_bokeh` widget."""

    def fill(self, held: int) -> None:
        from bokeh.models import ColumnDataSource
        from bokeh.plotting import figure
        from jupyter_bokeh import BokehModel

        x, y = points(held)
        self.source = ColumnDataSource({"x": x, "y": y})
        plot = figure()
        plot.line("x", "y", source=self.source)
        self.widget = BokehModel(plot)

    def append(self, x: float, y: float) -> None:
        self.source.stream({"x": [x], "y": [y]})

    def read(self) -> tuple[int, float]:
        y = self.source.data["y"]
        return len(y), float(y[-1])


class TensorboardX(Contender):
    """`SummaryWriter.add_scalar`: a file, and no picture; its length has no bearing on it."""

    def fill(self, held: int) -> None:
        from tensorboardX import SummaryWriter

        self.folder = Path(mkdtemp(prefix="bench-tensorboard-"))
        self.writer = SummaryWriter(str(self.folder))
        self.held, self.last = held, 0.0

    def append(self, x: float, y: float) -> None:
        self.writer.add_scalar("loss", y, int(x))
        self.last = y

    def read(self) -> tuple[int, float]:
        self.writer.close()
        (file,) = self.folder.iterdir()
        data, at, records = file.read_bytes(), 0, 0
        while at < len(data):  # length, its checksum, the record, its checksum
            at += 16 + struct.unpack_from("<Q", data, at)[0]
            records += 1
        return self.held + records - 1, self.last  # the first says which version wrote it


class BareComm(Contender):
    """A floor: one comm message of 16 bytes a point."""

    def __init__(self) -> None:
        from comm import create_comm

        self.comm = create_comm(target_name="bench")

    def append(self, x: float, y: float) -> None:
        self.comm.send({}, buffers=[struct.pack("<dd", x, y)])


class Nothing(Contender):
    """The floor of floors: what the loop around an append costs."""

    def append(self, x: float, y: float) -> None:
        pass


OURS, FLOOR, SERVER = "ours", "visdom `send=False`", "visdom server"


def make(name: str, port: int | None = None) -> Contender:
    """Return a contender by its name; ours needs the extension loaded, the server a port."""
    makers: dict[str, Any] = {
        OURS: VisdomClient,
        FLOOR: lambda: VisdomClient(send=False),
        SERVER: lambda: VisdomClient(port=port),
        "FigureWidget, numpy": FigureWidget,
        "jupyter_bokeh stream": Bokeh,
        "tensorboardX add_scalar": TensorboardX,
        "bare comm, 16 bytes": BareComm,
        "empty loop": Nothing,
    }
    contender: Contender = makers[name]()
    return contender
