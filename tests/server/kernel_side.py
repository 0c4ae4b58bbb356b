"""The kernel's side in miniature, for tests of the server: a store, a reader and the two comms.

Runs inside a kernel. It stands on `jupyter_visdom.core` alone, so that the server can be tested without the
rest of the kernel's code, and can be made to misbehave.
"""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

from comm import get_comm_manager
from ipykernel.comm import Comm

from jupyter_visdom.core import digest, frames, messages
from jupyter_visdom.core.limits import COMM_ID, COMMAND_COMM_ID
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.store import Store


def make_comm(comm_id: str) -> Comm:
    comm = Comm(target_name=comm_id, comm_id=comm_id, primary=False, show_warning=False)
    get_comm_manager().register_comm(comm)
    return comm


class Side:
    """A workspace, a flusher that is called by hand or in a thread, and an ear for commands."""

    def __init__(self) -> None:
        self.store = Store(uuid.uuid4().hex)
        self.reader = Reader(self.store, acknowledged=False)
        self.lock = threading.Lock()
        self.seen: list[dict[str, Any]] = []  # messages on the command comm
        self.threads: set[str] = set()  # where they were handled
        self.comm = make_comm(COMM_ID)
        self.commands = make_comm(COMMAND_COMM_ID)
        self.commands.on_msg(self._receive)
        self.store.put_env("main", {})
        self.send_beat()

    # -- changes -------------------------------------------------------------------------------------------------------

    def put(self, win: str, content: Any, env: str = "main", kind: str = "text") -> None:
        """Make a window, or give it other content."""
        with self.lock:
            before = self.store.pane(env, win)
            cursor = self.store.next_cursor()
            version = 1 if before is None else before.version + 1
            json = {"id": win, "type": kind, "title": win, "content": content, "version": version, "contentID": "c"}
            self.store.put(env, win, Pane.of(json, cursor, before, self.store.read))

    def append(self, win: str, xs: list[float], env: str = "main") -> None:
        """Grow the line of a window, made by `put(win, {"x": [...]})`."""
        with self.lock:
            pane = self.store.pane(env, win)
            cursor = self.store.next_cursor()
            (column,) = pane.skeleton.columns.values()
            grown = pane.parts[column.part].grow(encode(column.kind, xs), cursor, self.store.read)
            parts = {**pane.parts, column.part: grown}
            self.store.put(env, win, Pane(cursor, pane.version, pane.content_id, pane.skeleton, parts))

    # -- sending -------------------------------------------------------------------------------------------------------

    def flush(self) -> int:
        """Send what changed, and a beat; return the number of frames."""
        sent = 0
        while True:
            with self.lock:
                frame = self.reader.frame_to_send()
            if frame is None:
                break
            data, blob = frames.encode(frame)
            self.comm.send(data, buffers=[blob])
            sent += 1
        self.send_beat()
        return sent

    def send_beat(self) -> None:
        epoch, cursor, index = self.reader.position
        self.comm.send(messages.beat(epoch, cursor, None, index))

    def keep_flushing(self, seconds: float = 0.05) -> None:
        """Flush from a thread for as long as the kernel lives."""

        def run() -> None:
            while True:
                if self.reader.behind():
                    self.flush()
                time.sleep(seconds)

        threading.Thread(target=run, daemon=True, name="flusher").start()

    # -- the server speaks ---------------------------------------------------------------------------------------------

    def _receive(self, message: dict[str, Any]) -> None:
        data = message["content"]["data"]
        self.seen.append(data)
        self.threads.add(threading.current_thread().name)
        if data["type"] == "resync":
            with self.lock:
                self.reader.receive_resync(data["epoch"], data["cursor"])
            self.flush()
        elif data["type"] == "command":
            self._obey(data["ref"], data["body"])

    def _obey(self, ref: str, body: dict[str, Any]) -> None:
        if body["cmd"] == "refuse":
            self.comm.send(messages.reply(ref, "I will not."))
        elif body["cmd"] != "never":
            if body["cmd"] == "put":
                self.put(body["win"], body["content"])
                self.flush()
            self.comm.send(messages.reply(ref))

    def digest(self) -> str:
        with self.lock:
            return digest.digest(self.store)


def encode(kind: str, xs: list[float]) -> bytes:
    from jupyter_visdom.core.columns import encode_items

    return encode_items(kind, xs)
