"""A reverse proxy as a hub has one: HTTP and websockets below one prefix, and nothing of the server's outside it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Self

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, WebSocketHandler, websocket_connect

# Of one connection only (RFC 9110, 7.6.1), or made anew by whoever speaks.
NOT_FORWARDED = {"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
MESSAGE_BYTES = 1 << 28


def forwarded(request: HTTPServerRequest) -> HTTPHeaders:
    """The browser's own headers, its `Host` included, and where it came from."""
    headers = HTTPHeaders()
    for name, value in request.headers.get_all():
        if name.lower() not in NOT_FORWARDED and not name.lower().startswith("sec-websocket"):
            headers.add(name, value)
    headers["X-Forwarded-For"] = str(request.remote_ip)
    headers["X-Forwarded-Proto"] = "http"
    return headers


class _Forward(WebSocketHandler):
    """One request, or one websocket, to the server behind."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    upstream: WebSocketClientConnection | None = None

    def initialize(self, proxy: ReverseProxy) -> None:
        self.proxy = proxy

    async def get(self, *_: Any) -> None:
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            await self.forward()
        elif await self.reach():
            await super().get()

    async def forward(self, *_: Any) -> None:
        request = HTTPRequest(
            self.proxy.behind("http", self.request),
            method=self.request.method or "GET",
            headers=forwarded(self.request),
            body=self.request.body or None,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            decompress_response=False,
        )
        answer = await self.proxy.client.fetch(request, raise_error=False)
        self.set_status(answer.code, answer.reason)
        self.clear_header("Content-Type")
        for name, value in answer.headers.get_all():
            if name.lower() not in NOT_FORWARDED:
                self.add_header(name, value)
        if answer.body and self.request.method != "HEAD":
            self.write(answer.body)
        await self.finish()

    head = post = put = patch = delete = options = forward

    async def reach(self) -> bool:
        """Open the websocket behind; say what the server says if it refuses."""
        asked = self.request.headers.get("Sec-WebSocket-Protocol", "")
        request = HTTPRequest(self.proxy.behind("ws", self.request), headers=forwarded(self.request))
        protocols = [name.strip() for name in asked.split(",")] if asked else None
        try:
            self.upstream = await websocket_connect(request, subprotocols=protocols, max_message_size=MESSAGE_BYTES)
        except HTTPClientError as error:
            self.set_status(error.code)
            await self.finish()
        return self.upstream is not None

    def check_origin(self, origin: str) -> bool:
        return True  # that is for the server behind to judge, which sees the same header

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return self.upstream.selected_subprotocol if self.upstream else None

    async def open(self, *_: Any) -> None:
        self.proxy.keep(asyncio.get_running_loop().create_task(self.pump()), self)

    async def pump(self) -> None:
        assert self.upstream
        try:
            while (message := await self.upstream.read_message()) is not None:
                await self.write_message(message, binary=isinstance(message, bytes))
        except WebSocketClosedError:
            pass
        self.close(self.upstream.close_code)

    async def on_message(self, message: str | bytes) -> None:
        if self.upstream:
            await self.upstream.write_message(message, binary=isinstance(message, bytes))

    def on_close(self) -> None:
        if self.upstream:
            self.upstream.close()


class _Stray(WebSocketHandler):
    """Whatever is asked for outside the prefix: a hub would answer it, and not with ours."""

    def initialize(self, proxy: ReverseProxy) -> None:
        proxy.strays.append(str(self.request.uri))

    async def get(self, *_: Any) -> None:
        self.set_status(404)
        await self.finish("the hub")

    head = post = put = patch = delete = options = get


class ReverseProxy:
    """Listens on a free port and forwards what is below `prefix` to `upstream`, from `with` to its end."""

    def __init__(self, upstream: int, prefix: str) -> None:
        self.upstream, self.prefix = upstream, prefix
        self.port = 0
        self.strays: list[str] = []
        self._pumps: dict[asyncio.Task[None], _Forward] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="reverse proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def behind(self, scheme: str, request: HTTPServerRequest) -> str:
        return f"{scheme}://127.0.0.1:{self.upstream}{request.uri}"

    def keep(self, pump: asyncio.Task[None], websocket: _Forward) -> None:
        """Remember a websocket until both its ends are closed."""
        self._pumps[pump] = websocket
        pump.add_done_callback(self._pumps.pop)

    async def _listen(self) -> None:
        self.client = AsyncHTTPClient(force_instance=True, max_clients=50)
        routes = [(f"{self.prefix}.*", _Forward, {"proxy": self}), (".*", _Stray, {"proxy": self})]
        self._server = HTTPServer(Application(routes, log_function=lambda _: None))
        sockets = bind_sockets(0, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        self._server.add_sockets(sockets)

    async def _close(self) -> None:
        self._server.stop()
        pumps = dict(self._pumps)
        for websocket in pumps.values():
            websocket.on_close()
        await asyncio.gather(*pumps, return_exceptions=True)
        await self._server.close_all_connections()
        self.client.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
