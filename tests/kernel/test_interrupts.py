"""An interrupt at any line of a call or of a flush leaves everything free and usable."""

import threading

import numpy as np
import pytest
import visdom
from interrupts import Interrupt

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.kernel.capture import Capture
from jupyter_visdom.kernel.flusher import Flusher
from jupyter_visdom.workspace.workspace import Workspace


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
