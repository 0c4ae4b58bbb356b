"""The peers: what a user would plot a growing line with instead, each as its own documentation says.

What a peer displays goes out on the kernel's iopub. One that publishes its picture anew is read back from the last
message that it published.
"""

from __future__ import annotations

import struct
from base64 import b64decode
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from bench.contender import Contender, points


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


class FigureWidgetTuples(FigureWidget):
    """The same with tuples, which is what its data are when they were given as lists."""

    most = 100_000

    def fill(self, held: int) -> None:
        import plotly.graph_objects as go

        x, y = points(held)
        self.figure = go.FigureWidget(go.Scatter(x=x.tolist(), y=y.tolist()))

    def append(self, x: float, y: float) -> None:
        trace = self.figure.data[0]
        with self.figure.batch_update():
            trace.x += (x,)
            trace.y += (y,)


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


class Published:
    """The last picture of its MIME type that the kernel published as an output."""

    def __init__(self, mime: str) -> None:
        from IPython.core.getipython import get_ipython

        self.mime = mime
        self.data: Any = None
        get_ipython().display_pub.register_hook(self._note)  # type: ignore[union-attr]

    def _note(self, message: Any) -> Any:
        self.data = message["content"].get("data", {}).get(self.mime, self.data)
        return message


class UpdateDisplay(Contender):
    """`update_display` with a Plotly figure: the whole of it, each time."""

    most = 100_000

    def __init__(self) -> None:
        import plotly.io

        self.renderer = plotly.io.renderers["plotly_mimetype"]
        self.published = Published("application/vnd.plotly.v1+json")

    def fill(self, held: int) -> None:
        import plotly.graph_objects as go
        from IPython.display import display

        self.figure = go.Figure(go.Scatter(x=points(held)[0], y=points(held)[1]))
        self.handle: Any = display(self._bundle(), raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def _bundle(self) -> Any:
        return self.renderer.to_mimebundle(self.figure.to_dict())

    def append(self, x: float, y: float) -> None:
        trace = self.figure.data[0]
        trace.x, trace.y = np.append(trace.x, x), np.append(trace.y, y)
        self.handle.update(self._bundle(), raw=True)

    def read(self) -> tuple[int, float]:
        y = self.published.data["data"][0]["y"]
        if isinstance(y, dict):  # a typed array, as base64
            y = np.frombuffer(b64decode(y["bdata"]), y["dtype"])
        return len(y), float(y[-1])


class Redraw(Contender):
    """`clear_output(wait=True)` and the whole picture again by matplotlib, as most notebooks do."""

    most = 100_000

    def __init__(self) -> None:
        from IPython.core.getipython import get_ipython

        get_ipython().run_line_magic("matplotlib", "inline")  # type: ignore[union-attr]
        self.published = Published("image/png")

    def fill(self, held: int) -> None:
        x, y = points(held)
        self.x, self.y = x.tolist(), y.tolist()

    def append(self, x: float, y: float) -> None:
        import matplotlib.pyplot as plt
        from IPython.display import clear_output

        self.x.append(x)
        self.y.append(y)
        clear_output(wait=True)  # type: ignore[no-untyped-call]
        (self.line,) = plt.plot(self.x, self.y)
        plt.show()

    def read(self) -> tuple[int, float]:
        assert self.published.data, "no picture was published"
        y: Any = self.line.get_ydata()
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
