"""Who may: one row for each thing that can be asked of the server.

A route without a row does not import, and a test walks all routes. Whoever may open a kernel's websocket
has `execute` on `kernels` already: jupyter_server asks for it there.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

Method = Callable[..., Awaitable[None] | None]


class Rule(NamedTuple):
    """What the authorizer is asked."""

    action: str
    resource: str


PANES = "jupyter_visdom:panes"
COMMANDS = "jupyter_visdom:commands"

ROUTES = {
    "attach": Rule("read", PANES),
    "describe": Rule("read", PANES),
    "message": Rule("read", PANES),  # a command inside it is asked for apart, as in the websocket
}
"""By the name that a route's method is decorated with."""

COMMAND = Rule("write", COMMANDS)
"""For every command in an open websocket."""

CALLBACK = Rule("execute", "kernels")
"""For one that reaches a user's callbacks too: it runs code."""

EDITS = frozenset(
    {
        "delete_env",
        "layout_item_update",
        "load_env",
        "pop_embeddings_pane",
        "save",
        "save_all",
        "save_layouts",
        "undo",
        "update_comment",
        "update_plot_layout",
        "upload_env",
    }
)
"""Commands that reach no callback. Any other one may, those included that only a newer kernel knows."""


async def allows(handler: JupyterHandler, rule: Rule) -> bool:
    """Ask the authorizer whether the user of an open websocket may do something."""
    return bool(await ensure_async(handler.authorizer.is_authorized(handler, handler.current_user, *rule)))


async def allows_command(handler: JupyterHandler, name: str) -> bool:
    """Ask the authorizer whether the user of an open websocket may send a command."""
    return await allows(handler, COMMAND) and (name in EDITS or await allows(handler, CALLBACK))


def to(name: str) -> Callable[[Method], Any]:
    """Let only those call a handler's method who are logged in and may do what `ROUTES` says of it."""
    rule = ROUTES[name]

    def decorate(method: Method) -> Any:
        guarded = web.authenticated(authorized(rule.action, rule.resource)(method))
        guarded.visdom_rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def same_user(one: JupyterHandler, other: JupyterHandler) -> bool:
    """Return whether two requests come from the same user.

    A single-user server knows nobody by name: each request with its token alone gets a new anonymous
    user. There the same token, accepted in both requests, says who it is.
    """
    if _username(one) == _username(other):
        return True
    provider = one.identity_provider
    if not provider.auth_enabled:  # anybody is anybody
        return True
    if not (one.token_authenticated and other.token_authenticated):
        return False
    tokens = [provider.get_token(request) or "" for request in (one, other)]
    return bool(tokens[0]) and hmac.compare_digest(tokens[0].encode(), tokens[1].encode())


def _username(request: JupyterHandler) -> str:
    user = request.current_user
    return str(getattr(user, "username", user))
