"""The seed of a workspace: what the kernel's last life had drawn, handed back by the Jupyter server.

A Visdom server outlives the kernel, so code that appends goes on where it was. Here the server's mirror outlives it.

Rules of this file:

- It is asked before anything else is drawn, and waited for: the next line of the cell may append. The answer comes on a
  subshell's thread, while the main one waits here.
- Only where somebody may answer: a kernel that a Jupyter server on this machine started, and that has subshells; one
  without them says that it can't ask. Elsewhere (behind a gateway, in a console) a kernel that can hear sends nothing
  until somebody says that he listens.
- What came is whole or not used: a life that was cut off in the middle of an answer begins with nothing.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_runtime_dir

from jupyter_visdom.core import messages
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.core.store import Store

ASK_SECONDS = 0.25
"""Between two questions: the server hears of a kernel's new ports up to a second late."""

ANSWER_SECONDS = 2.0
"""How long nothing may be heard: a kernel without a page has nobody in the server who would answer."""

UNANSWERED = (
    "jupyter_visdom: the Jupyter server did not say what this kernel had drawn before it restarted, if it had; "
    "nothing is taken over. Is jupyter_visdom installed in the server, too?"
)

DEAF = (
    "jupyter_visdom: this kernel takes no messages while a cell runs (it has no subshells), so it can't ask what it "
    "had drawn before it restarted, if it had; nothing is taken over."
)


def can_hear(kernel: Any) -> bool:
    """Whether this kernel takes messages while it runs a cell."""
    return "kernel subshells" in kernel.kernel_info.get("supported_features", ())


def may_be_answered() -> bool:
    """Whether this kernel was started by a Jupyter server on this machine."""
    return (Path(jupyter_runtime_dir()) / f"jpserver-{os.environ.get('JPY_PARENT_PID', '')}.json").exists()


class Seed:
    """The question and the answer.

    Parameters
    ----------
    epoch
        That of the life that asks.
    send
        Sends a message to the server.
    """

    def __init__(self, epoch: str, send: Callable[[dict[str, Any]], None]) -> None:
        self._question = messages.seed(epoch, secrets.token_hex(4))
        self._send = send
        self._replica = Replica()
        self._heard = threading.Event()
        self._over = False
        self.error: str | None = None  # why there is nothing any more

    def ask(self) -> Store | None:
        """Return what the last life had drawn; None if nothing. TimeoutError if nobody answers, or not to the end."""
        deadline = time.monotonic() + ANSWER_SECONDS
        self._send(self._question)
        while not self._over:
            if self._heard.wait(ASK_SECONDS):
                self._heard.clear()
                deadline = time.monotonic() + ANSWER_SECONDS
            elif time.monotonic() > deadline:
                raise TimeoutError
            else:
                self._send(self._question)
        return self._replica.store if self._replica.epoch else None

    def receive(self, data: dict[str, Any], blob: memoryview | None) -> None:
        """Take a frame of the answer, or what ends it, on another thread."""
        if data["type"] == "frame":
            self._replica.receive(data, blob)
        else:
            self._over = messages.read_epoch(data) == self._replica.epoch
            self.error = messages.text_or_none(data, "error")
        self._heard.set()
