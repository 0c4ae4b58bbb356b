"""A front end in miniature: a kernel websocket that runs code, attaches to nothing and remembers what it was sent."""

from __future__ import annotations

import ast
import asyncio
import json
from collections.abc import Callable
from typing import Any, Self
from uuid import uuid4

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

from jupyter_visdom.core.limits import COMM_ID

LOAD = "%load_ext jupyter_visdom\nfrom visdom import Visdom\nvis = Visdom()"
DIGEST = "from jupyter_visdom.kernel.extension import get_workspace\n_it = get_workspace().digest()"


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until a condition holds, looking whenever the loop has had its turn."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


class Jupyter:
    """Requests to a server, with the token in a header."""

    def __init__(self, url: str, token: str | None) -> None:
        self.url = url
        self.headers = {"Authorization": f"token {token}"} if token else {}

    async def fetch(self, path: str, method: str = "GET", body: Any = None) -> HTTPResponse:
        """Return the answer, whatever its status."""
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        if method == "POST" and text is None:
            text = "{}"
        request = HTTPRequest(self.url + path, method=method, headers=self.headers, body=text, request_timeout=60)
        client = AsyncHTTPClient(force_instance=True)
        try:
            return await client.fetch(request, raise_error=False)
        finally:
            client.close()

    async def ask(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """Return what an answer says; it must be a success."""
        answer = await self.fetch(path, method, body)
        assert answer.code < 300, (answer.code, answer.body)
        return json.loads(answer.body) if answer.body else None

    async def start_kernel(self) -> str:
        return str((await self.ask("api/kernels", "POST", {"name": "python3"}))["id"])

    async def mirror(self, kernel_id: str) -> dict[str, Any]:
        return await self.ask(f"jupyter_visdom/kernels/{kernel_id}")


class Notebook:
    """One websocket to a kernel, from `async with` to its end."""

    def __init__(self, jupyter: Jupyter, kernel_id: str, session: str | None = None) -> None:
        self.jupyter, self.kernel_id = jupyter, kernel_id
        self.session = session or uuid4().hex
        self.received: list[dict[str, Any]] = []
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._websocket: WebSocketClientConnection | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        url = self.jupyter.url.replace("http", "ws", 1)
        url += f"api/kernels/{self.kernel_id}/channels?session_id={self.session}"
        request = HTTPRequest(url, headers=self.jupyter.headers)
        self._websocket = await websocket_connect(request, max_message_size=1 << 30)
        self._task = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._websocket and self._task
        self._websocket.close()
        await self._task

    async def _read(self) -> None:
        assert self._websocket
        while (text := await self._websocket.read_message()) is not None:
            if isinstance(text, bytes):
                size = int.from_bytes(text[4:8], "big")
                end = int.from_bytes(text[8:12], "big") if int.from_bytes(text[:4], "big") > 1 else None
                text = text[size:end].decode()
            message = json.loads(text)
            self.received.append(message)
            reply = self._waiting.get(message["parent_header"].get("msg_id"))
            if reply and not reply.done() and message["channel"] in ("shell", "control"):
                reply.set_result(message)

    async def attach(self, jupyter: Jupyter | None = None) -> int:
        """Ask for frames as a page that has nothing, or have somebody else ask; return the answer's status."""
        body = {"v": 1, "session": self.session, "epoch": None, "cursor": 0, "visible": []}
        path = f"jupyter_visdom/kernels/{self.kernel_id}/attach"
        return (await (jupyter or self.jupyter).fetch(path, "POST", body)).code

    @property
    def ours(self) -> list[dict[str, Any]]:
        """What it was sent of our comm; nothing, unless something is wrong."""
        return [m for m in self.received if COMM_ID in json.dumps(m["content"].get("comm_id", ""))]

    @property
    def printed(self) -> str:
        return "".join(m["content"]["text"] for m in self.received if m["msg_type"] == "stream")

    async def say(self, data: Any, channel: str = "shell") -> None:
        """Send one of our messages, as JSON."""
        await self.send("comm_msg", {"comm_id": COMM_ID, "data": data}, channel)

    async def send(
        self, kind: str, content: dict[str, Any], channel: str = "shell", subshell_id: str | None = None
    ) -> str:
        assert self._websocket
        header = {"msg_id": uuid4().hex, "msg_type": kind, "session": self.session, "username": "", "version": "5.3"}
        if subshell_id is not None:
            header["subshell_id"] = subshell_id
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
        await self._websocket.write_message(json.dumps({**message, "channel": channel}))
        return header["msg_id"]

    async def begin(self, code: str) -> asyncio.Future[dict[str, Any]]:
        """Send code; the future is its reply. If it fails, what is sent next is run all the same."""
        options = {"silent": False, "store_history": True, "stop_on_error": False}
        return await self.ask("execute_request", {"code": code, "user_expressions": {"it": "_it"}, **options})

    async def ask(self, kind: str, content: dict[str, Any], channel: str = "shell") -> asyncio.Future[dict[str, Any]]:
        """Send a request; the future is its reply."""
        future = asyncio.get_running_loop().create_future()
        self._waiting[await self.send(kind, content, channel)] = future
        return future

    async def run(self, code: str) -> Any:
        """Run code, and return what it left in `_it`."""
        reply = await asyncio.wait_for(await self.begin(f"_it = None\n{code}"), 60)
        content = reply["content"]
        assert content["status"] == "ok", content
        text = content["user_expressions"]["it"]["data"]["text/plain"]
        return ast.literal_eval(text)

    async def occupy(self) -> asyncio.Future[dict[str, Any]]:
        """Begin a cell that an interrupt ends; return its reply's future when it runs, for before none is heard."""
        reply = await self.begin("print('occupied', flush=True)\nimport time\ntime.sleep(600)")
        await until(lambda: "occupied" in self.printed)
        return reply

    async def make_subshell(self) -> str:
        """Return a subshell of our own, as JupyterLab has one for widgets."""
        reply = await asyncio.wait_for(await self.ask("create_subshell_request", {}, "control"), 60)
        return str(reply["content"]["subshell_id"])

    async def speak_on(self, subshell_id: str) -> None:
        """Send a widget's message on a subshell, and wait for its end."""
        said = await self.send("comm_msg", {"comm_id": "a widget's", "data": {}}, subshell_id=subshell_id)
        await until(
            lambda: any(
                message["parent_header"].get("msg_id") == said and message["content"].get("execution_state") == "idle"
                for message in self.received
            )
        )

    async def until(self, expression: str, seconds: float = 20.0) -> None:
        """Ask the kernel until an expression is true."""
        async with asyncio.timeout(seconds):
            while not await self.run(f"_it = {expression}"):
                pass

    async def load(self) -> None:
        """Load the kernel's side of these tests."""
        await self.run("from kernel_side import Side\nside = Side()")
