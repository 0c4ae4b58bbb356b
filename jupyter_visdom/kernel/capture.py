"""The capture: Visdom's clients, given another carrier than HTTP.

Rules of this file:

- It replaces `_send` and `setup_socket` of the class, as the client's own docstring suggests, and
  `line` (see `shortcut`), and puts them back. A client that talks to another server is left to the original, untouched.
- `_send` does what the original does around its carrier, and hands the message on as plain objects.
- A client that was made before has a thread for its websocket. For that thread, and no other, the
  client's `use_socket` reads False from the moment of its adoption: so it ends by itself, and what
  it still writes is dropped.
"""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Mapping
from typing import Any
from weakref import WeakSet

import visdom

from jupyter_visdom.kernel.shortcut import append_point
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.errors import UnknownEndpoint
from jupyter_visdom.workspace.workspace import Workspace

logger = logging.getLogger("jupyter_visdom")

client: Any = visdom

ALIVE = '{"command":"alive","data":"vis_alive"}'
"""The server's handshake."""

MARK = "_jupyter_visdom"
"""Attribute of a client that has been adopted: the capture that did it."""


def is_ours(vis: Any) -> bool:
    """Whether a client talks to the default server, and does so now."""
    return bool(
        vis.port == 8097
        and vis.send
        and vis.server == "http://localhost"
        and vis.base_url == ""
        and not vis.offline
        and vis.log_to_filename is None
    )


class Capture:
    """Visdom's client class with a workspace as its carrier.

    Parameters
    ----------
    workspace
        What answers.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.clients: WeakSet[Any] = WeakSet()
        self._originals: dict[str, Any] = {}

    def load(self) -> None:
        """Take the class over; twice is fine."""
        if self._originals:
            return
        cls = client.Visdom
        self._originals = {name: getattr(cls, name) for name in ("_send", "setup_socket", "line")}
        cls._send = self._send_function()
        cls.setup_socket = self._setup_function()
        cls.line = self._line_function()
        for name in ("use_socket", "socket_alive"):
            setattr(cls, name, _Guarded(name))

    def unload(self) -> None:
        """Give the class its own methods back; twice is fine."""
        for name, original in self._originals.items():
            setattr(client.Visdom, name, original)
        if self._originals:
            for name in ("use_socket", "socket_alive"):
                delattr(client.Visdom, name)
        self._originals = {}
        for vis in list(self.clients):
            vars(vis).pop(MARK, None)
        self.clients.clear()

    def deliver(self, event: Mapping[str, Any]) -> None:
        """Give an event to the handlers of every client."""
        message = upstream.answer(event)
        for vis in list(self.clients):
            vis._handle_incoming_message(message)

    def adopt(self, vis: Any) -> None:
        """Make a client one of ours."""
        vars(vis)[MARK] = self
        self.clients.add(vis)
        if "socket_thread" in vars(vis):  # it talked to a server before, or tried to
            vis.use_socket = True
            vis._handle_incoming_message(ALIVE)

    # -- the methods -------------------------------------------------------------------------------

    def _send_function(self) -> Any:
        original = self._originals["_send"]
        handle, adopt = self.workspace.handle, self.adopt  # looked up once: this is the hot path

        def _send(
            vis: Any,
            msg: dict[str, Any],
            endpoint: str = "events",
            quiet: bool = False,
            from_log: bool = False,
            create: bool = True,
        ) -> Any:
            """Hand a request to the workspace of this kernel."""
            if not is_ours(vis):
                return original(vis, msg, endpoint, quiet, from_log, create)
            if MARK not in vis.__dict__:
                adopt(vis)
            eid = msg.get("eid")
            if eid is None:
                msg["eid"] = eid = vis.env
            vis.env_list.add(eid)
            if create and "win" in msg and msg["win"] is None:
                msg["win"] = "window_" + client.get_rand_id()
            try:
                return handle(endpoint, msg)
            except UnknownEndpoint as error:
                return _fail(vis, str(error), quiet)

        return _send

    def _line_function(self) -> Any:
        original, scatter = self._originals["line"], client.Visdom.scatter
        workspace = self.workspace

        @functools.wraps(original)
        def line(
            vis: Any,
            Y: Any,
            X: Any = None,
            win: Any = None,
            env: Any = None,
            opts: Any = None,
            update: Any = None,
            name: Any = None,
            Z: Any = None,
            is3d: Any = False,
        ) -> Any:
            plain = update == "append" and opts is None and Z is None and is3d is False
            if plain and MARK in vars(vis) and is_ours(vis) and client.Visdom.scatter is scatter:
                answer = append_point(workspace, vis, Y, X, win, env, name)
                if answer is not None:
                    return answer
            return original(vis, Y, X, win, env, opts, update, name, Z, is3d)

        return line

    def _setup_function(self) -> Any:
        original = self._originals["setup_socket"]

        def setup_socket(vis: Any, polling: bool = False) -> None:
            """Register a client for events; it needs no thread."""
            if is_ours(vis):
                self.adopt(vis)
                vis._handle_incoming_message(ALIVE)
            else:
                original(vis, polling)

        return setup_socket


class _Guarded:
    """An attribute of a client that the thread of its former websocket can't touch."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, vis: Any, owner: type | None = None) -> Any:
        if vis is None:
            return self
        if _is_retired(vis):
            return False
        try:
            return vars(vis)[self._name]
        except KeyError:
            raise AttributeError(self._name) from None

    def __set__(self, vis: Any, value: Any) -> None:
        if not _is_retired(vis):
            vars(vis)[self._name] = value


def _is_retired(vis: Any) -> bool:
    """Whether this is the thread of a websocket that an adopted client had."""
    held = vars(vis)
    return MARK in held and held.get("socket_thread") is threading.current_thread()


def _fail(vis: Any, sentence: str, quiet: bool) -> bool:
    """Do what the client does when a request can't be sent."""
    if vis.raise_exceptions:
        raise ConnectionError(sentence)
    if quiet:
        logger.warning(sentence)
    else:
        print(sentence)
    return False
