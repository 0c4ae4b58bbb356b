"""An interrupt at any line of a call or of a flush leaves everything free and usable."""

import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import visdom

import jupyter_visdom
from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.kernel.capture import Capture
from jupyter_visdom.kernel.flusher import Flusher
from jupyter_visdom.workspace.workspace import Workspace

PACKAGE = str(Path(jupyter_visdom.__file__).parent)


class Interrupt:
    """Raises KeyboardInterrupt at the n-th line that runs inside the package; counts them."""

    def __init__(self, at=0):
        self.at = at
        self.lines = 0

    def __enter__(self):
        sys.settrace(self._call)
        return self

    def __exit__(self, *_):
        sys.settrace(None)

    def _call(self, frame, event, arg):
        return self._line if frame.f_code.co_filename.startswith(PACKAGE) else None

    def _line(self, frame, event, arg):
        if event == "line":
            self.lines += 1
            if self.lines == self.at:
                raise KeyboardInterrupt
        return self._line


class Setup:
    """A client, its workspace, and a flusher (without its thread) into a replica."""

    def __init__(self):
        self.workspace = Workspace("e1")
        self.replica = Replica()
        self.capture = Capture(self.workspace)
        self.capture.load()
        self.flusher = Flusher(self.workspace, self.receive)
        self.flusher._running = True
        self.workspace.on_change = self.flusher.changed
        self.vis = visdom.Visdom()
        for _ in range(12):
            self.append()
        self.flusher.flush()
        self.append()

    def receive(self, data, blob):
        for answer in self.replica.receive(data, blob).send:
            self.flusher.receive_resync(answer["epoch"], answer["cursor"])

    def append(self):
        self.vis.line(np.array([1.0]), np.array([2.0]), win="w", update="append")

    def check_usable(self):
        done = threading.Thread(target=lambda: (self.append(), self.flusher.flush()))
        done.start()
        done.join(10)
        assert not done.is_alive()
        self.flusher.flush()
        assert digest(self.replica.store) == self.workspace.digest()


@pytest.mark.parametrize("what", ["append", "flush"])
def test_interrupt(what):
    """After an interrupt another thread can append and send, and the replica has it all."""

    def act(setup):
        return setup.append if what == "append" else setup.flusher.flush

    setup = Setup()
    with Interrupt() as counted:
        act(setup)()
    setup.capture.unload()
    for at in range(1, counted.lines + 1):
        setup = Setup()
        try:
            with pytest.raises(KeyboardInterrupt), Interrupt(at):
                act(setup)()
            setup.check_usable()
        finally:
            setup.capture.unload()
