"""The mirror against a kernel whose messages are lost, wrong or late, and what it tells the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import zmq
from frontend import Notebook
from jupyter_client.session import Session
from servers import LocalServer, ServerProcess, until
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError
from zmq.eventloop.zmqstream import ZMQStream

from jupyter_visdom.server import iopub as iopub_module
from jupyter_visdom.server.iopub import Iopub
from jupyter_visdom.server.kernel import KernelLink
from jupyter_visdom.server.limits import COMMANDS
from jupyter_visdom.server.wire import OUR_SESSION, TOPIC, causes_status
from jupyter_visdom.viewer import Viewer

LOSE = "lost = side.comm.send; side.comm.send = lambda *a, **k: None; side.flush(); side.comm.send = lost\n"


async def test_a_lost_frame_is_noticed_at_the_next_and_asked_for(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('a', '1'); side.flush()")
        await notebook.run(f"side.put('b', '2')\n{LOSE}")
        digest = await notebook.run("side.put('c', '3'); side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
        assert viewer.windows() == ["a", "b", "c"]


async def test_a_lost_last_frame_is_noticed_by_the_beat(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('a', '1'); side.flush()")
        digest = await notebook.run(f"side.put('b', '2')\n{LOSE}side.send_beat(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)


async def test_a_resync_that_is_not_answered_is_asked_again(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('a', '1'); side.flush()")
        await notebook.run("deaf = []; side.commands.on_msg(deaf.append)")
        digest = await notebook.run(f"side.put('b', '2')\n{LOSE}side.put('c', '3'); side.flush(); _it = side.digest()")
        await notebook.until("len(deaf) >= 2")
        await notebook.run("side.commands.on_msg(side._receive)")
        await until(lambda: viewer.digest() == digest)
        types = await notebook.run("_it = {m['content']['data']['type'] for m in deaf}")
        assert types == {"resync"}


async def test_a_new_life_of_which_only_the_beginning_came_is_asked_for(server: ServerProcess, notebook: Notebook):
    """Although no beat says that there is more."""
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('old', '1'); side.flush()")
        await until(lambda: viewer.windows() == ["old"])
        digest = await notebook.run(
            "Side.send_beat = lambda self: None\n"
            "side = Side()\n"
            "for win in 'abc': side.put(win, 'x' * 600_000)\n"
            "from jupyter_visdom.core import frames\n"
            "data, blob = frames.encode(side.reader.frame_to_send())\n"
            "side.comm.send(data, buffers=[blob])\n"
            "_it = side.digest()"
        )
        await until(lambda: viewer.digest() == digest)


async def test_wrong_messages_from_the_kernel_are_counted_and_change_nothing(
    local: LocalServer, caplog: pytest.LogCaptureFixture
):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook, Viewer(local.url, local.token, kernel_id) as viewer:
        await notebook.load()
        digest = await notebook.run("side.put('a', '1'); side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
        relay = local.relays.get(kernel_id)
        await notebook.run(
            "for wrong in (3, {}, {'v': 2, 'type': 'frame'}, {'v': 1, 'type': 'frame', 'epoch': 3},\n"
            "              {'v': 1, 'type': 'beat', 'epoch': 3}, {'v': 1, 'type': 'reply'},\n"
            "              {'v': 1, 'type': 'news'}):\n"
            "    side.comm.send(wrong)\n"
            "get_ipython().kernel.session.send(get_ipython().kernel.iopub_socket, 'comm_close',\n"
            "    {'comm_id': 'jupyter_visdom', 'data': {}}, ident=b'comm-jupyter_visdom')"
        )
        await until(lambda: relay.counts["unknown type"] == 1)
        assert relay.counts["refused from the kernel"] == 6
        await until(lambda: not relay.mirror.stale)
        assert viewer.digest() == digest == relay.digest()
        said = [record for record in caplog.records if "jupyter_visdom: kernel" in record.getMessage()]
        assert len(said) == 1, "the first of them is logged"


async def test_nothing_is_said_to_a_kernel_that_never_loaded_us_but_the_question(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        async with Viewer(local.url, local.token, kernel_id) as one, Viewer(local.url, local.token, kernel_id) as two:
            await one.settled()
            await two.settled()
            await notebook.run("_it = None")
        asked = [m for m in notebook.received if str(m["parent_header"].get("session")).startswith(OUR_SESSION)]
        kernel = local.app.kernel_manager.get_kernel(kernel_id)
        assert asked == []
        assert local.relays.get(kernel_id)._life._link._subshell is None
        await until(lambda: kernel.execution_state == "idle")


async def test_a_kernel_is_asked_once_and_only_if_nothing_was_heard_of_it(
    local: LocalServer, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    ask = KernelLink._ask
    monkeypatch.setattr(KernelLink, "_ask", lambda link, kind, *args: (asked.append(kind), ask(link, kind, *args)))
    for load, kinds in ((False, ["comm_info_request"]), (True, [])):
        asked.clear()
        kernel_id = await local.jupyter.start_kernel()
        async with Notebook(local.jupyter, kernel_id) as notebook:
            if load:
                await notebook.load()
                await until(lambda: local.relays.get(kernel_id).state == "alive")  # noqa: B023  it is waited for here
            for _ in range(3):
                async with Viewer(local.url, local.token, kernel_id) as viewer:
                    await viewer.settled()
        assert [kind for kind in asked if kind == "comm_info_request"] == kinds


async def test_a_kernel_that_nobody_looks_at_is_not_even_asked(local: LocalServer):
    """A websocket alone is no reason: most kernels never load us, and each would cost two more sockets."""
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id):
        life = local.relays.get(kernel_id)._life
        await until(lambda: life._told == "unloaded")
        assert life._link is None


async def test_the_subshell_is_given_back_when_the_relay_closes(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.load()
        async with Viewer(local.url, local.token, kernel_id) as viewer:
            await viewer.settled()
            await viewer.send({"cmd": "put", "win": "a", "content": "x"})
        subshells = "sum(t.name.startswith('subshell-') for t in threading.enumerate())"
        assert await notebook.run(f"import threading; _it = {subshells}") == 1
        await local.relays.close()
        await notebook.until(f"{subshells} == 0")


@pytest.mark.parametrize(
    ("error", "ends"),
    [(RuntimeError("a fault of ours"), True), (WebSocketClosedError(), False), (StreamClosedError(), False)],
)
async def test_a_page_that_can_not_be_served_is_let_go_of(
    local: LocalServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, ends: bool
):
    """After a fault of ours it is told to come again; one that is gone anyway is no news."""
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as page:
        await page.load()
        assert await page.attach() == 200
        relay = local.relays.get(kernel_id)
        [client] = relay.clients.values()

        async def fail() -> None:
            raise error

        monkeypatch.setattr(client, "_write_next", fail)
        client.tell()
        await until(lambda: not relay.clients)
        await until(lambda: client.page.handler.ws_connection is None) if ends else await page.run("1")
        assert ("a page of" in caplog.text) == ends
        assert not relay.counts["silent pages closed"], "at once, not when its patience ends"


async def test_pages_are_let_go_of_when_the_server_ends(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as page:
        await page.load()
        assert await page.attach() == 200
        relay = local.relays.get(kernel_id)
        assert relay.clients
        await local.relays.close()
        assert not relay.clients


async def test_two_pages_may_use_the_same_reference(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as one, Notebook(local.jupyter, kernel_id) as two:
        await one.load()
        for page, command in ((one, "refuse"), (two, "put")):
            assert await page.attach() == 200
            body = {"cmd": command, "win": "a", "content": "x"}
            await page.say({"v": 1, "type": "command", "ref": "mine", "body": body})

        def replies(page: Notebook) -> list[object]:
            data = [m["content"]["data"] for m in page.ours]
            return [(d["ref"], d["error"]) for d in data if d["type"] == "reply"]

        await until(lambda: replies(one) and replies(two))
        assert replies(one) == [("mine", "I will not.")]
        assert replies(two) == [("mine", None)]


async def test_commands_that_the_kernel_does_not_answer_are_bounded(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as page:
        await page.load()
        assert await page.attach() == 200
        life = local.relays.get(kernel_id)._life
        # Until then they wait with what else there is to say, and of that there is a bound too.
        await until(lambda: life._link and life._link._subshell)
        for ref in range(COMMANDS + 1):
            await page.say({"v": 1, "type": "command", "ref": str(ref), "body": {"cmd": "never"}})
        await until(lambda: any(m["content"]["data"]["type"] == "reply" for m in page.ours))
        replies = [m["content"]["data"] for m in page.ours if m["content"]["data"]["type"] == "reply"]
        assert [(r["ref"], "Too many" in r["error"]) for r in replies] == [(str(COMMANDS), True)]
        assert len(local.relays.get(kernel_id)._commands) == COMMANDS


async def test_what_a_page_is_sent_bears_the_kernels_own_session_through_a_restart(local: LocalServer):
    """JupyterLab drops the user's output when ours looks as if it came from another kernel."""
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as page:
        await page.load()
        assert await page.attach() == 200
        await page.run("side.put('a', '1'); side.flush()")
        await until(lambda: page.ours)
        await local.jupyter.ask(f"api/kernels/{kernel_id}/restart", "POST")
        await page.load()
        await page.run("side.put('b', '2'); side.flush()")
        await until(lambda: any(m["content"]["data"].get("kernel") == "unloaded" for m in page.ours))
        seen = len(page.ours)
        await until(lambda: len(page.ours) > seen + 1)
        sessions: list[str] = []
        for message in page.received:
            if message["channel"] == "iopub" and message["header"]["username"] != "jupyter_visdom":
                sessions.append(message["header"]["session"])
            elif message in page.ours:
                assert message["header"]["session"] in (sessions[-1:] or [message["header"]["session"]])
        assert len(set(sessions)) > 1


async def test_attaching_again_replaces_the_first(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as page:
        await page.load()
        clients = []
        for _ in range(3):
            assert await page.attach() == 200
            clients += local.relays.get(kernel_id).clients.values()
        assert len(local.relays.get(kernel_id).clients) == 1
        await until(lambda: [client._task.done() for client in clients] == [True, True, False])
        assert [client._timer.cancelled() for client in clients] == [True, True, False], "none closes the page later"


async def test_a_websocket_that_closes_late_takes_nothing_from_the_one_that_replaced_it(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as before:
        await before.load()
        [old] = local.relays._pages.values()
        async with Notebook(local.jupyter, kernel_id, before.session) as page:
            assert await page.attach() == 200
            local.relays.closed(old)
            [new], [client] = local.relays._pages.values(), local.relays.get(kernel_id).clients.values()
            assert new is client.page is not old


def make_parts(session: Session, data: object, topic: bytes = TOPIC) -> list[bytes]:
    message = session.msg("comm_msg", {"comm_id": "jupyter_visdom", "data": data})
    return session.serialize(message, ident=topic)


@contextmanager
def iopub_of(session: Session, heard: list[Any], refused: list[str]) -> Iterator[zmq.Socket]:
    """Where a kernel with that session publishes, with an `Iopub` that listens."""
    with zmq.Context() as context, context.socket(zmq.PUB) as far, context.socket(zmq.SUB) as near:
        far.bind("inproc://iopub")
        near.connect("inproc://iopub")
        near.setsockopt(zmq.SUBSCRIBE, b"")  # as `connect_iopub` does
        kernel = SimpleNamespace(session=session, connect_iopub=lambda: ZMQStream(near))
        iopub = Iopub(kernel, heard.append, refused.append)
        yield far
        iopub.close()
        assert near.closed


async def test_messages_that_the_kernel_did_not_sign_are_refused():
    session, heard, refused = Session(key=b"the kernel's"), [], []
    with iopub_of(session, heard, refused) as far:
        good = make_parts(session, {"n": 1})
        for parts in ([TOPIC], [TOPIC, b"x"], make_parts(Session(key=b"other"), {"n": 0}), good[:-1], good):
            far.send_multipart(parts)
        await until(lambda: len(heard) + len(refused) == 5)
    assert [message.content["data"] for message in heard] == [{"n": 1}]
    assert len(refused) == 4


async def test_of_a_kernel_only_our_messages_and_its_status_are_heard(monkeypatch: pytest.MonkeyPatch):
    """Results come too, for their topic begins like that of a status: however large they are, they are passed over."""
    session, heard, refused = Session(key=b"the kernel's"), [], []
    result = session.serialize(session.msg("execute_result", {"data": "x" * 2000}), ident=b"kernel.1-2.execute_result")
    monkeypatch.setattr(iopub_module, "MESSAGE_BYTES", 1000)
    with iopub_of(session, heard, refused) as far:
        far.send_multipart(session.serialize(session.msg("stream", {"text": "printed"}), ident=b"stream.stdout"))
        far.send_multipart(result)
        far.send_multipart(
            session.serialize(session.msg("status", {"execution_state": "busy"}), ident=b"kernel.1-2.status")
        )
        far.send_multipart(make_parts(session, {"n": 1}))
        await until(lambda: len(heard) >= 2)
    assert [message.kind for message in heard] == ["status", "comm_msg"]
    assert refused == []


def test_only_a_status_that_the_server_caused_is_withheld():
    server, page = Session(key=b"", session=f"{OUR_SESSION}1"), Session(key=b"", session="page")
    for session, withheld in ((server, True), (page, False)):
        parent = session.msg("comm_msg")["header"]
        status = page.serialize(
            page.msg("status", {"execution_state": "idle"}, parent=parent), ident=b"kernel.1.status"
        )
        stream = page.serialize(page.msg("stream", {"text": OUR_SESSION}, parent=parent), ident=b"stream.stdout")
        assert causes_status(status) == withheld
        assert not causes_status(stream)
