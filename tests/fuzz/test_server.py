"""What pages and kernels say to a running server: answered, counted or refused, and the server goes on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from frontend import Notebook
from fuzz.hostile import HOSTILE, SENTENCE, broken, tries
from hypothesis import example, given
from hypothesis import strategies as st
from servers import LocalServer, until
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse

from jupyter_visdom.core import messages
from jupyter_visdom.server.page import Page
from jupyter_visdom.server.relay import Relay
from jupyter_visdom.viewer import Viewer

ATTACH = {"v": 1, "session": "s", "epoch": None, "cursor": 0, "visible": [["main", "a"]], "preview": True}
FROM_PAGE = [
    messages.ack(("e", 1, 0)),
    messages.show([("main", "a")]),
    messages.resync("e", 0),
    messages.command("1", {"cmd": "close", "data": "a", "eid": "main"}),
    messages.detach(),
    {**ATTACH, "type": "attach"},
    {"v": 1, "type": "later"},
]
FROM_KERNEL = [
    messages.beat("e", 3),
    messages.reply("0", "no"),
    messages.seed("e2", "r"),
    messages.seeded("e"),
    {"v": 1, "type": "frame", "epoch": "e", "from": 0, "to": 1, "sweep": 1, "index": 0, "events": []},
]
ROUTES = ["attach", "message"]


def bodies() -> st.SearchStrategy[bytes]:
    said = {"session": "s", "message": {"v": 1, "type": "detach"}}
    text = (broken(st.sampled_from([ATTACH, said])) | HOSTILE).map(json.dumps).map(str.encode)
    return text | st.binary(max_size=40) | st.just(b"[" * 100_000)


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_visdom.server.routes.ATTACH_SECONDS", 0)


async def post(server: LocalServer, path: str, body: bytes) -> HTTPResponse:
    request = HTTPRequest(server.url + path, method="POST", headers=server.jupyter.headers, body=body)
    return await AsyncHTTPClient().fetch(request, raise_error=False)


@tries(150)
@given(st.sampled_from(ROUTES), bodies())
async def test_a_body_of_any_bytes_is_answered(no_wait: None, local: LocalServer, route: str, body: bytes) -> None:
    """400 with a sentence, or that there is no such kernel or websocket."""
    path = f"jupyter_visdom/kernels/a-b-c-d-e/{route}"
    answer = await post(local, path, body)
    assert answer.code in (400, 404, 409), (answer.code, answer.body)
    said = json.loads(answer.body)["message"]
    assert said and len(said) < SENTENCE


Attached = tuple[Relay, Page, Notebook, Viewer]


@pytest.fixture
async def attached(local: LocalServer) -> AsyncIterator[Attached]:
    """A page that may say anything, beside a kernel and a viewer that must be well at the end."""
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook, Viewer(local.url, local.token, kernel_id) as viewer:
        await notebook.load()
        await notebook.run("side.put('a', {'x': [0.5] * 9}); side.flush()")
        await viewer.settled()
        assert local.relays is not None
        relay = local.relays.get(kernel_id)
        assert relay is not None
        page = local.relays._pages[kernel_id, notebook.session]
        yield relay, page, notebook, viewer
        relay.receive(page, messages.detach())
        await notebook.run("side.put('b', 'still here'); side.flush()")
        await until(lambda: viewer.windows() == ["a", "b"])
        assert await notebook.run("_it = side.digest()") == relay.digest() == viewer.digest()


@tries(300)
@given(broken(st.sampled_from(FROM_PAGE)) | HOSTILE, st.booleans())
async def test_whatever_a_page_says(attached: Attached, said: Any, anew: bool) -> None:
    relay, page, _, _ = attached
    if anew:
        relay.attach(page, messages.read_attach({**ATTACH, "session": page.session_id}))
    before = relay.counts.copy()
    relay.receive(page, said)
    assert (relay.counts - before).total() <= 1
    assert len(relay.clients) <= 2


@tries(300)
@given(broken(st.sampled_from(FROM_KERNEL)) | HOSTILE, st.none() | st.binary(max_size=16))
@example(FROM_KERNEL[-1], None)
async def test_whatever_a_kernel_says(attached: Attached, said: Any, blob: bytes | None) -> None:
    """What it says of its panes may be a lie. It is told once, and the truth is believed after it."""
    relay, _, _, _ = attached
    before = relay.counts.copy()
    relay.receive_from_kernel(said, None if blob is None else memoryview(blob))
    assert (relay.counts - before).total() <= 2
    await relay.describe()
