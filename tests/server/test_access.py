"""Every route of ours times everybody who may knock."""

from __future__ import annotations

from typing import Any

import pytest
from frontend import Jupyter, Notebook
from jupyter_server.auth import Authorizer, User
from jupyter_server.auth.identity import IdentityProvider
from servers import LocalFactory, LocalServer

from jupyter_visdom.server import access
from jupyter_visdom.server.routes import VisdomHandler, make_handlers
from jupyter_visdom.viewer import CommandRefused, Viewer

METHODS = ("get", "post", "put", "patch", "delete", "head")


class ReadOnly(Authorizer):
    """Lets everybody read, and open kernel websockets."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return action == "read" or resource == "kernels"


class Nothing(Authorizer):
    """Lets nobody near our panes."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return resource == "kernels"


def our_routes(server: LocalServer) -> list[tuple[type[VisdomHandler], str]]:
    """Every (handler, method) of ours that the running application routes to."""
    rules = server.app.web_app.wildcard_router.rules + [
        rule for group in server.app.web_app.default_router.rules for rule in getattr(group.target, "rules", ())
    ]
    handlers = {rule.target for rule in rules if getattr(rule.target, "__module__", "").startswith("jupyter_visdom")}
    return [(handler, name) for handler in handlers for name in METHODS if name in vars(handler)]


async def test_every_route_has_a_row(local: LocalServer):
    """A method of one of our handlers without a rule of the table would be open to whoever is logged in."""
    routes = our_routes(local)
    assert {handler for handler, _ in routes} == {handler for _, handler, _ in make_handlers(local.relays)}
    for handler, name in routes:
        assert getattr(vars(handler)[name], "visdom_rule", None) in access.ROUTES.values(), (handler, name)


def requests(kernel_id: str) -> list[tuple[str, str, Any]]:
    body = {"v": 1, "session": "s", "epoch": None, "cursor": 0, "visible": []}
    path = f"jupyter_visdom/kernels/{kernel_id}"
    said = {"session": "s", "message": {"v": 1, "type": "detach"}}
    return [("GET", path, None), ("POST", f"{path}/attach", body), ("POST", f"{path}/message", said)]


@pytest.mark.parametrize("token", [None, "wrong"])
async def test_nobody_gets_in_without_the_token(local: LocalServer, token: str | None):
    kernel_id = await local.jupyter.start_kernel()
    stranger = Jupyter(local.url, token)
    assert len(requests(kernel_id)) == len(our_routes(local))
    for method, path, body in requests(kernel_id):
        assert (await stranger.fetch(path, method, body)).code in (401, 403)
        assert (await stranger.fetch(f"{path}?token=wrong", method, body)).code in (401, 403)


async def test_the_authorizer_is_asked_for_every_route(make_local: LocalFactory):
    server = await make_local({"ServerApp": {"authorizer_class": Nothing}})
    for method, path, body in requests("a-b-c-d-e"):
        assert (await server.jupyter.fetch(path, method, body)).code == 403


async def test_who_may_only_read_sees_panes_and_changes_none(make_local: LocalFactory):
    server = await make_local({"ServerApp": {"authorizer_class": ReadOnly}})
    kernel_id = await server.app.kernel_manager.start_kernel()
    async with Notebook(server.jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        await notebook.load()
        await notebook.run("side.put('a', 'hello'); side.flush()")
        await viewer.settled()
        assert viewer.windows() == ["a"]
        with pytest.raises(CommandRefused, match="not allowed"):
            await viewer.send({"cmd": "put", "win": "a", "content": "other"})
        assert await notebook.run("_it = [m['type'] for m in side.seen if m['type'] == 'command']") == []


class ByName(IdentityProvider):
    """Two users, each with a token that is a name."""

    async def get_user(self, handler: Any) -> User | None:
        name = handler.request.headers.get("Authorization", "").removeprefix("token ")
        handler._token_authenticated = bool(name)
        return User(username=name) if name in ("ada", "eve") else None


async def test_attach_reaches_only_a_websocket_of_the_same_user(
    make_local: LocalFactory, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("jupyter_visdom.server.routes.ATTACH_SECONDS", 0.1)
    server = await make_local({"ServerApp": {"identity_provider_class": ByName}})
    ada, eve = Jupyter(server.url, "ada"), Jupyter(server.url, "eve")
    kernel_id = await ada.start_kernel()
    async with Notebook(ada, kernel_id) as notebook:
        body = {"v": 1, "session": notebook.session, "epoch": None, "cursor": 0, "visible": []}
        path = f"jupyter_visdom/kernels/{kernel_id}/attach"
        assert (await eve.fetch(path, "POST", body)).code == 409
        assert (await ada.fetch(path, "POST", body)).code == 200


async def test_a_page_without_a_token_needs_the_xsrf_cookie(local: LocalServer):
    """A cookie alone is what a foreign site could make a browser send."""
    stranger = Jupyter(local.url, None)
    answer = await local.jupyter.fetch("api/kernels")
    cookies = [c.split(";")[0] for c in answer.headers.get_list("Set-Cookie")]
    stranger.headers = {"Cookie": "; ".join(cookies)}
    assert (await stranger.fetch("jupyter_visdom/kernels/a-b-c-d-e/attach", "POST", {})).code == 403
