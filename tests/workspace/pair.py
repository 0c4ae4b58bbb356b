"""A real Visdom server and ours, told the same by Visdom's own client, and held side by side.

Rules of this file:

- Both clients are unmodified: one talks to a server process, the other is captured as in a kernel.
- After a call everything is compared: its answer, and all windows of all envs, but for what is new each
  time (`contentID`, time stamps). Ids of windows that a client makes are given out the same on both sides.
- After a fault of the real server the two differ on purpose, for it has done half of something: both begin anew.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import re
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import visdom
from workspace.calls import Call

from jupyter_visdom.core.digest import digest_json
from jupyter_visdom.kernel.capture import Capture
from jupyter_visdom.workspace.workspace import Workspace

State = dict[str, dict[str, Any]]
"""Env -> window -> pane."""

SERVER = """
import sys
from visdom.server.run_server import start_server
port = int(sys.argv[1])
print_port = lambda port: print(port, flush=True)
start_server(port=port, hostname="127.0.0.1", base_url="", env_path=sys.argv[2], bind_local=True,
             print_func=print_port)
"""

NEW_EACH_TIME = frozenset({"contentID", "created_at", "finished_at", "timestamp"})

Make = Callable[..., Any]
"""Makes a workspace: the class itself, or another's."""


class Outcome(NamedTuple):
    """What a call came to on one side: its answer or exception, and all that is held after it."""

    answer: Any
    state: State


class Differs(AssertionError):
    """The two sides differ after a call, and no listed difference explains it."""


@contextlib.contextmanager
def server_process(env_path: str) -> Iterator[int]:
    """Run a real Visdom server in a process of its own; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVER, str(port), env_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None and process.stdout.readline()
        try:
            yield port
        finally:
            process.kill()


class Real:
    """The real server and a client of it."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port)
        self.client = visdom.Visdom(server="http://127.0.0.1", port=port, raise_exceptions=True)

    def close(self) -> None:
        self.client.use_socket = False
        self._http.close()

    def begin(self) -> None:
        """Remove all envs and windows."""
        forget(self.client)
        for name in self._ask("env_state", {}):
            if name == "main":
                self._ask("close", {"win": None, "eid": name})
            else:
                self._ask("delete_env", {"eid": name})

    def outcome(self, call: Call, number: int) -> Outcome:
        """Make a call; ids of windows come from its number."""
        answer = answered(self.client, call, number)
        return Outcome(answer, {name: self._ask("env_state", {"eid": name}) for name in self._ask("env_state", {})})

    def _ask(self, endpoint: str, message: dict[str, Any]) -> Any:
        self._http.request("POST", f"/{endpoint}", json.dumps(message))
        return json.loads(self._http.getresponse().read() or "null")


class Replayed:
    """What the real side said to the same calls before."""

    def __init__(self, heard: list[Outcome]) -> None:
        self._heard = heard

    def begin(self) -> None:
        pass

    def outcome(self, call: Call, number: int) -> Outcome:
        """Return the outcome of the call of that number."""
        return self._heard[number]


class Ours:
    """A workspace and a captured client.

    Parameters
    ----------
    env_path
        A folder in which each workspace gets one for its envs.
    """

    def __init__(self, env_path: Path) -> None:
        self._folders = (env_path / str(i) for i in itertools.count())
        self.capture = Capture(Workspace("e1"))
        self.capture.load()
        self.client = visdom.Visdom(raise_exceptions=True)
        self.close()

    def close(self) -> None:
        """Let go of the client's class, until the next beginning."""
        self.capture.unload()
        self.capture.workspace.saver.finish()

    def begin(self, make: Make) -> None:
        """Take a new workspace."""
        self.close()
        forget(self.client)
        self.capture = Capture(make("e1", env_path=next(self._folders)))
        self.capture.load()

    def outcome(self, call: Call, number: int) -> Outcome:
        """Make a call; ids of windows come from its number."""
        return Outcome(answered(self.client, call, number), self.state())

    def state(self) -> State:
        workspace = self.capture.workspace
        return {name: json.loads(workspace.handle("env_state", {"eid": name})) for name in workspace.store.envs}


class Pair:
    """Both sides, told the same."""

    def __init__(self, real: Real | Replayed, ours: Ours, make: Make = Workspace) -> None:
        self.real, self.ours, self.make = real, ours, make
        self.heard: list[Outcome] = []  # from the real server, call by call
        self.begin()

    def begin(self) -> None:
        self.real.begin()
        self.ours.begin(self.make)
        self.before = self.ours.state()

    def call(self, call: Call) -> Any:
        """Make a call on both sides and compare; returns ours' answer. Differs says where they differ."""
        number = len(self.heard)
        real, ours = self.real.outcome(call, number), self.ours.outcome(call, number)
        self.heard.append(real)
        if compare(call, real, ours, self.before):
            self.before = ours.state
        else:
            self.begin()
        return ours.answer

    def __getattr__(self, method: str) -> Callable[..., Any]:
        """Be a client oneself: what the pair is asked, both sides are."""
        if not hasattr(visdom.Visdom, method):  # what hypothesis asks to print a pair is no call
            raise AttributeError(method)
        return lambda *args, **kwargs: self.call(Call(method, args, kwargs))


def compare(call: Call, real: Outcome, ours: Outcome, before: State) -> bool:
    """Hold a call's outcomes beside each other; whether the two sides can go on from here.

    Parameters
    ----------
    call
        The call, with what is expected of it.
    real, ours
        Its outcomes.
    before
        All that ours held before the call.
    """
    fault = is_fault(real.answer)
    seen = "fault" if fault else "raises" if isinstance(real.answer, Raised) else "same"
    if call.expected not in (seen, "any") and (call.expected, seen) != ("refused", "same"):
        raise Differs(f"{call}\nexpected {call.expected}, and the real server said {said(real.answer)}")
    if fault or call.expected == "refused":
        if not is_refusal(ours.answer, of=real.answer):
            raise Differs(f"{call}\nthe real server said {said(real.answer)}\nours, not refusing, {said(ours.answer)}")
        check_equal(call, before, ours.state, "before", "after")
        return False
    if plain(real.answer) != plain(ours.answer):
        raise Differs(f"{call}\nthe real server said {said(real.answer)}\nours {said(ours.answer)}")
    check_equal(call, real.state, ours.state, "the real server", "ours")
    return True


def check_equal(call: Call, left: State, right: State, *sides: str) -> None:
    """Compare all that is held, the order of windows too. Differs names the first pane that is another."""
    if sorted(left) != sorted(right):
        raise Differs(f"{call}\nenvs of {sides[0]}: {sorted(left)}, of {sides[1]}: {sorted(right)}")
    for env, panes in left.items():
        if list(panes) != list(right[env]):
            raise Differs(f"{call}\nwindows of {env!r}, {sides[0]}: {list(panes)}, {sides[1]}: {list(right[env])}")
        for win, pane in panes.items():
            a, b = settled(pane), settled(right[env][win])
            if a != b or digest_json(a) != digest_json(b):
                raise Differs(f"{call}\nwindow {win!r} of {env!r}\n{sides[0]}: {a}\n{sides[1]}: {b}")


# -- answers ---------------------------------------------------------------------------------------


class Raised(NamedTuple):
    """An exception as an answer."""

    kind: str
    text: str


def answered(client: Any, call: Call, number: int) -> Any:
    """Return what a client answers to a call, or its exception."""
    try:
        with warnings.catch_warnings(), predictable(number):
            warnings.simplefilter("ignore")
            return getattr(client, call.method)(*copied(call.args), **copied(call.kwargs))
    except Exception as error:
        return Raised(type(error).__name__, str(error))


@contextlib.contextmanager
def predictable(number: int) -> Iterator[None]:
    """Take chance out of a client: the ids of windows that it makes, and where embeddings are drawn."""
    ids = itertools.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visdom, "get_rand_id", lambda: f"{number}.{next(ids)}")
        patch.setattr(visdom, "do_tsne", lambda features: visdom._normalize_tsne(np.asarray(features)[:, :2]))
        yield


def is_fault(answer: Any) -> bool:
    """Whether an answer is the server's error page, or its word for a bad request."""
    return isinstance(answer, str) and answer.startswith(("<", "win is not image_", "image slider index"))


def is_refusal(answer: Any, of: str) -> bool:
    """Whether an answer refuses a request in one sentence, with the real server's own in it where that said one."""
    sentence = of if is_fault(of) and not of.startswith("<") else ""
    return isinstance(answer, str) and answer.startswith("jupyter_visdom refused ") and sentence in answer


def said(answer: Any) -> str:
    """Return an answer for a message; of an error page, the error."""
    error = re.findall(r'error-(?:type|message)">(.*?)</div>', str(answer))
    return ": ".join(error) or repr(answer)


def forget(client: Any) -> None:
    """Make a client as good as new."""
    client.event_handlers.clear()
    client.win_data.clear()


def copied(value: Any) -> Any:
    """Copy containers: a client changes the opts that it is given, so each gets its own."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return type(value)(map(copied, value)) if type(value) in (list, tuple) else value


def plain(answer: Any) -> Any:
    """Return an answer without what is new each time."""
    with contextlib.suppress(TypeError, ValueError):
        answer = json.loads(answer)
    return settled(answer)


def settled(value: Any) -> Any:
    """Return JSON without what is new each time."""
    if isinstance(value, dict):
        return {key: settled(item) for key, item in value.items() if key not in NEW_EACH_TIME}
    return [settled(item) for item in value] if isinstance(value, list) else value
