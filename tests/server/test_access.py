"""Every route of ours times everybody who may knock."""

from __future__ import annotations

from types import CodeType
from typing import Any, ClassVar, NamedTuple, get_type_hints

import pytest
from frontend import Jupyter, Notebook
from jupyter_server.auth import Authorizer, User
from jupyter_server.auth.decorator import authorized
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.base.handlers import APIHandler
from servers import LocalFactory, LocalServer, until
from tornado import web
from tornado.httpclient import HTTPClientError, HTTPResponse

from jupyter_visdom.core import messages
from jupyter_visdom.server import access
from jupyter_visdom.server.routes import VisdomHandler, make_handlers
from jupyter_visdom.viewer import CommandRefused, Viewer
from jupyter_visdom.workspace.commands import COMMANDS

BODY = {"v": 1, "session": "s", "epoch": None, "cursor": 0, "visible": [], "message": {}}
"""What every route that takes something can read."""

SAFE = {"get", "head", "options"}
"""Methods that change nothing, which jupyter_server asks for no XSRF token."""


class ReadOnly(Authorizer):
    """Lets everybody read, and open kernel websockets."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return action == "read" or resource == "kernels"


class Nothing(Authorizer):
    """Lets nobody near our panes."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        return resource == "kernels"


class Route(NamedTuple):
    """One method of one of our handlers, and where the running application has it."""

    handler: type[VisdomHandler]
    method: str
    path: str

    async def ask(self, jupyter: Jupyter) -> HTTPResponse:
        return await jupyter.fetch(self.path, self.method.upper(), None if self.method in SAFE else BODY)


def our_routes(server: LocalServer, kernel_id: str = "a-b-c-d-e") -> list[Route]:
    """Everything of ours that the running application routes to."""
    rules = server.app.web_app.wildcard_router.rules + [
        rule for group in server.app.web_app.default_router.rules for rule in getattr(group.target, "rules", ())
    ]
    ours = {
        rule.target: rule.matcher.reverse(kernel_id).removeprefix(server.app.base_url)
        for rule in rules
        if getattr(rule.target, "__module__", "").startswith("jupyter_visdom")
    }
    return [
        Route(handler, method, path)
        for handler, path in ours.items()
        for method in map(str.lower, handler.SUPPORTED_METHODS)
        if getattr(handler, method) is not getattr(APIHandler, method)
    ]


async def test_every_route_has_a_row(local: LocalServer):
    """A method of one of our handlers without a rule of the table would be open to whoever is logged in."""
    routes = our_routes(local)
    assert {route.handler for route in routes} == {handler for _, handler, _ in make_handlers(local.relays)}
    for handler, method, _ in routes:
        assert getattr(getattr(handler, method), "visdom_rule", None) in access.ROUTES.values(), (handler, method)


def layers(method: Any) -> list[CodeType]:
    """What a method is wrapped in, outermost first."""
    codes = []
    while inner := getattr(method, "__wrapped__", None):
        codes.append(method.__code__)
        method = inner
    return codes


async def test_every_route_asks_for_a_login_and_then_for_a_right(local: LocalServer):
    """Either alone refuses who is not logged in, so that no request tells whether both are there."""

    def method() -> None: ...

    both = [web.authenticated(method).__code__, authorized("read", access.PANES)(method).__code__]
    for route in our_routes(local):
        assert layers(getattr(route.handler, route.method)) == both, route


async def with_xsrf(stranger: Jupyter) -> Jupyter:
    """Give a stranger what the login page gives to everybody: else only that would be missed where it posts."""
    page = await stranger.fetch("login")
    stranger.headers |= {"Cookie": cookie_header(cookies := cookies_of(page)), "X-XSRFToken": cookies["_xsrf"]}
    return stranger


@pytest.mark.parametrize("token", [None, "wrong"])
async def test_nobody_gets_in_without_the_token(local: LocalServer, token: str | None):
    kernel_id = await local.jupyter.start_kernel()
    for stranger in (Jupyter(local.url, token), await with_xsrf(Jupyter(local.url, token))):
        for route in our_routes(local, kernel_id):
            assert (await route.ask(stranger)).code in (401, 403)
            assert (await route._replace(path=f"{route.path}?token=wrong").ask(stranger)).code in (401, 403)


async def test_the_authorizer_is_asked_for_every_route(make_local: LocalFactory):
    server = await make_local({"ServerApp": {"authorizer_class": Nothing}})
    for route in our_routes(server):
        assert (await route.ask(server.jupyter)).code == 403


class AsToldNow(Authorizer):
    """Allows what a test says at the moment."""

    allowed: ClassVar[set[access.Rule]] = set()

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        ours = access.Rule(action, resource) in (*access.ROUTES.values(), access.COMMAND, access.CALLBACK)
        return not ours or (action, resource) in self.allowed


READ = access.ROUTES["attach"]
FULL = {READ, access.COMMAND, access.CALLBACK}


def reaches_callbacks(command: Any) -> bool:
    """Whether a command returns an event for the clients' handlers: its types say so, and mypy that they are right."""
    return get_type_hints(command)["return"] is not type(None)


def test_every_command_that_reaches_a_callback_runs_code():
    assert {name for name, command in COMMANDS.items() if not reaches_callbacks(command)} == access.EDITS


@pytest.mark.parametrize(
    ("allowed", "may_edit", "may_call"),
    [(FULL, True, True), (FULL - {access.CALLBACK}, True, False), (FULL - {access.COMMAND}, False, False)],
    ids=["full", "no code", "read-only"],
)
async def test_who_may_send_which_command(
    make_local: LocalFactory, allowed: set[access.Rule], may_edit: bool, may_call: bool
):
    """Asked anew for each: who opened the websocket could run code then."""
    AsToldNow.allowed = FULL
    server = await make_local({"ServerApp": {"authorizer_class": AsToldNow}})
    kernel_id = await server.app.kernel_manager.start_kernel()
    async with Notebook(server.jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        await notebook.load()
        await viewer.settled()
        AsToldNow.allowed = allowed
        names = [*COMMANDS, "of a newer kernel"]
        passed = [name for name in names if await passes(viewer, name)]
        assert passed == [name for name in names if (may_edit if name in access.EDITS else may_call)]
        AsToldNow.allowed = FULL
        assert await notebook.run("_it = [m['body']['cmd'] for m in side.seen if m['type'] == 'command']") == passed


async def passes(viewer: Viewer, command: str) -> bool:
    try:
        await viewer.send({"cmd": command})
    except CommandRefused as refused:
        assert "not allowed" in str(refused)
        return False
    return True


@pytest.mark.parametrize("token", [None, "wrong"])
async def test_nobody_sends_a_command_without_the_token(local: LocalServer, token: str | None):
    """Neither through a websocket, which does not open, nor over HTTP in another's name."""
    kernel_id = await local.jupyter.start_kernel()
    stranger = Jupyter(local.url, token)
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.load()
        with pytest.raises(HTTPClientError, match="403"):
            async with Notebook(stranger, kernel_id):
                pass
        for name in COMMANDS:
            said = {"session": notebook.session, "message": messages.command("1", {"cmd": name})}
            answer = await stranger.fetch(f"jupyter_visdom/kernels/{kernel_id}/message", "POST", said)
            assert answer.code in (401, 403)
        assert await notebook.run("_it = [m['type'] for m in side.seen if m['type'] == 'command']") == []


async def test_who_may_only_read_sees_panes_and_changes_none(make_local: LocalFactory):
    server = await make_local({"ServerApp": {"authorizer_class": ReadOnly}})
    kernel_id = await server.app.kernel_manager.start_kernel()
    async with Notebook(server.jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        await notebook.load()
        await notebook.run("side.put('a', 'hello'); side.flush()")
        await until(lambda: viewer.windows() == ["a"])
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
        assert await notebook.attach(eve) == 409
        assert await notebook.attach(ada) == 200


class ByHeader(IdentityProvider):
    """Whoever a header names; another one says whether it was the token that let the request in."""

    async def get_user(self, handler: Any) -> User | None:
        headers = handler.request.headers
        handler._token_authenticated = headers["X-By-Token"] == "yes"
        return User(username=headers["X-User"])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("ada", "t", "yes"), ("ada", "u", "no"), True),
        (("ada", "t", "yes"), ("eve", "t", "yes"), True),
        (("ada", "t", "yes"), ("eve", "u", "yes"), False),
        (("ada", "t", "yes"), ("eve", "t", "no"), False),
        (("ada", "t", "no"), ("eve", "t", "yes"), False),
        (("ada", "", "yes"), ("eve", "", "yes"), False),
    ],
)
async def test_a_token_that_let_both_in_says_that_they_are_one_user(
    make_local: LocalFactory,
    monkeypatch: pytest.MonkeyPatch,
    one: tuple[str, str, str],
    other: tuple[str, str, str],
    same: bool,
):
    """A single-user server makes up a name for each request that has its token alone."""
    monkeypatch.setattr("jupyter_visdom.server.routes.ATTACH_SECONDS", 0.1)
    # A request that no token let in would be asked for an XSRF token first.
    settings = {"identity_provider_class": ByHeader, "disable_check_xsrf": True}
    server = await make_local({"ServerApp": settings})

    def browser(name: str, token: str, by_token: str) -> Jupyter:
        jupyter = Jupyter(server.url, token)
        jupyter.headers |= {"X-User": name, "X-By-Token": by_token}
        return jupyter

    kernel_id = await browser(*one).start_kernel()
    async with Notebook(browser(*one), kernel_id) as notebook:
        assert await notebook.attach(browser(*other)) == (200 if same else 409)


async def test_where_nobody_logs_in_everybody_is_one_user(make_local: LocalFactory):
    server = await make_local({"IdentityProvider": {"token": ""}, "ServerApp": {"disable_check_xsrf": True}})
    kernel_id = await server.jupyter.start_kernel()
    async with Notebook(server.jupyter, kernel_id) as notebook:
        assert await notebook.attach() == 200


def test_no_handler_has_a_check_of_its_own(local: LocalServer):
    """Login, cross-site and origin checks are jupyter_server's, as it has them."""
    checks = ("prepare", "check_xsrf_cookie", "check_origin", "check_referer", "check_host", "get_current_user")
    for handler in {route.handler for route in our_routes(local)}:
        ours = [each for each in handler.__mro__ if each.__module__.startswith("jupyter_visdom")]
        assert [name for each in ours for name in checks if name in vars(each)] == []


def cookies_of(answer: HTTPResponse) -> dict[str, str]:
    return dict(cookie.split(";")[0].split("=", 1) for cookie in answer.headers.get_list("Set-Cookie"))


def cookie_header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


async def logged_in_by_cookie(server: LocalServer) -> tuple[Jupyter, str]:
    """Return a browser that has a login cookie and no token, and what proves that a page of the server asks."""
    cookies = cookies_of(await server.jupyter.fetch("api/kernels"))
    browser = Jupyter(server.url, None)
    browser.headers = {"Cookie": cookie_header(cookies)}
    cookies |= cookies_of(await browser.fetch("login"))
    browser.headers = {"Cookie": cookie_header(cookies)}
    return browser, cookies["_xsrf"]


async def test_a_page_of_another_site_gets_nowhere(local: LocalServer):
    """Its browser sends the login cookie, but it has no XSRF token; with one, its origin is still another."""
    browser, xsrf = await logged_in_by_cookie(local)
    cookie = dict(browser.headers)
    for route in our_routes(local):
        browser.headers = dict(cookie)
        if route.method not in SAFE:
            assert (await route.ask(browser)).code == 403, route
        browser.headers["X-XSRFToken"] = xsrf
        assert b"no-kernel" in (await route.ask(browser)).body, route
        browser.headers["Origin"] = "http://elsewhere.example"
        answer = await route.ask(browser)
        assert (answer.code, b"no-kernel" in answer.body) == (404, False), route
