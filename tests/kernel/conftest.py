"""What the tests of the kernel's side share: real kernels, and a replica that listens to one."""

import time

import pytest
import zmq
from jupyter_client.manager import start_new_kernel
from jupyter_client.session import Session

from jupyter_visdom.core import messages
from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.limits import COMM_ID, COMMAND_COMM_ID
from jupyter_visdom.core.replica import Replica

TIMEOUT = 30


class Kernel:
    """A kernel, what it prints, and what it says on our comm."""

    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name="python3")
        self.session = Session(key=self.client.session.key)  # its own memory of signatures seen
        self.replica = Replica()
        self.heard = []
        self.beats = []
        self.replies = {}
        self.welcome = None  # the answer to an attach
        self.socket = self.manager.connect_iopub()
        self.socket.setsockopt(zmq.UNSUBSCRIBE, b"")
        self.socket.setsockopt(zmq.SUBSCRIBE, f"comm-{COMM_ID}".encode())
        self.socket.setsockopt(zmq.LINGER, 0)

    def close(self):
        self.socket.close()
        self.client.stop_channels()
        if self.manager.is_alive():
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    # -- cells -----------------------------------------------------------------------------------

    def run(self, code):
        """Run a cell to its end; return what it printed or said in an error."""
        printed = []

        def take(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "execute_result":
                printed.append(content["data"]["text/plain"])
            elif message["msg_type"] == "error":
                printed.append(f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, output_hook=take, timeout=TIMEOUT)
        return "".join(printed)

    def start(self, code):
        """Begin a cell, and return once it has printed `started`. Where it fails, what is sent next runs too."""
        parent = self.client.execute(code, stop_on_error=False)
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") == parent and message["msg_type"] == "stream":
                assert "started" in message["content"]["text"]
                return parent

    def finish(self, parent):
        """Wait for a cell's end."""
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == parent:
                return reply["content"]

    # -- our comm --------------------------------------------------------------------------------

    def listen(self, until, timeout=TIMEOUT):
        """Take what comes on our comm until a condition holds."""
        end = time.monotonic() + timeout
        while not until():
            left = end - time.monotonic()
            assert left > 0, (self.replica.position, self.replica.counts, self.heard[-3:])
            if self.socket.poll(int(left * 1000) + 1):
                self._take(self.socket.recv_multipart())

    def _take(self, parts):
        identities, parts = self.session.feed_identities(parts)
        if not identities:
            return
        message = self.session.deserialize(parts)
        if message["msg_type"] == "iopub_welcome":
            return
        self.heard.append((identities[0].decode(), message["msg_type"]))
        data, blob = message["content"]["data"], (message["buffers"] or [None])[0]
        if data["type"] == "frame":
            outcome = self.replica.receive(data, blob)
        elif data["type"] == "beat":
            self.beats.append(data)
            outcome = self.replica.receive_beat(data["epoch"], data["cursor"])
        elif data["type"] == "attached":
            self.welcome = data
            return
        else:
            self.replies[data["ref"]] = data["error"]
            return
        for answer in outcome.send:
            self.send(answer)

    def send(self, data, subshell=None):
        """Send a message on the command comm."""
        content = {"comm_id": COMMAND_COMM_ID, "data": data}
        message = self.client.session.msg("comm_msg", content)
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)

    def subshell(self):
        """Make a subshell, and return its id."""
        self.client.control_channel.send(self.client.session.msg("create_subshell_request", {}))
        return self.client.get_control_msg(timeout=TIMEOUT)["content"]["subshell_id"]

    def converge(self):
        """Wait until the replica holds what the kernel's workspace holds."""
        wanted = self.run("print(get_workspace().digest())").strip()
        self.listen(lambda: digest(self.replica.store) == wanted)

    def command(self, ref, body, subshell=None):
        """Send a command, and return its answer."""
        self.send(messages.command(ref, body), subshell)
        self.listen(lambda: ref in self.replies)
        return self.replies[ref]


PRELUDE = """
import numpy as np, visdom, jupyter_visdom as jv
from jupyter_visdom.kernel.extension import get_workspace
"""

CLEAR = """
jv.load_ipython_extension(get_ipython())
vis = visdom.Visdom()
vis.close(None)
vis.delete_envs([env for env in get_workspace().store.envs if env != "main"])
"""


@pytest.fixture
def fresh():
    """A kernel without the extension."""
    kernel = Kernel()
    yield kernel
    kernel.close()


@pytest.fixture
def loaded(fresh):
    """A kernel of its own with the extension loaded."""
    return prepared(fresh)


@pytest.fixture(scope="module")
def shared():
    kernel = Kernel()
    yield prepared(kernel)
    kernel.close()


@pytest.fixture
def kernel(shared):
    """A kernel that others have used before: loaded, and empty."""
    shared.run(CLEAR)
    shared.converge()
    shared.heard.clear()
    shared.beats.clear()
    shared.replies.clear()
    return shared


def prepared(kernel):
    assert kernel.run(f"%load_ext jupyter_visdom\n{PRELUDE}") == ""
    assert "error" not in kernel.run("vis = visdom.Visdom()").lower()
    kernel.send({**messages.ack((None, 0, 0)), "mirror": True})
    return kernel
