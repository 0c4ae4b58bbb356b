"""The filter on iopub streams, and whose class ours is put on top of."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import pytest
import zmq
from frontend import Notebook
from jupyter_server.services.kernels.connection import base, channels
from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from servers import LocalFactory, LocalServer, until
from zmq.eventloop.zmqstream import ZMQStream

from jupyter_visdom.server.connection import VisdomConnection, withhold
from jupyter_visdom.server.limits import MESSAGES_A_TURN
from jupyter_visdom.server.wire import TOPIC
from jupyter_visdom.viewer import Viewer

CLASS = "kernel_websocket_connection_class"


async def test_no_listener_of_an_iopub_stream_hears_our_messages():
    """Whichever way it registers: by `on_recv`, `on_recv_stream`, with frames instead of bytes, or as a coroutine."""
    with zmq.Context() as context, context.socket(zmq.PAIR) as far, context.socket(zmq.PAIR) as near:
        far.bind("inproc://wire")
        near.connect("inproc://wire")
        stream = ZMQStream(near)
        withhold(stream)
        heard: asyncio.Queue[list[bytes]] = asyncio.Queue()

        async def later(parts: list[bytes]) -> None:
            heard.put_nowait(parts)

        ways = [
            lambda: stream.on_recv(heard.put_nowait),
            lambda: stream.on_recv_stream(lambda _, parts: heard.put_nowait(parts)),
            lambda: stream.on_recv(lambda parts: heard.put_nowait([part.bytes for part in parts]), copy=False),
            lambda: stream.on_recv(later),
        ]
        for listen in ways:
            listen()
            for topic in (TOPIC, b"comm-other", TOPIC, TOPIC + b"_commands", b"stream.stdout"):
                far.send_multipart([topic, b"x"])
            got = [(await asyncio.wait_for(heard.get(), 5))[0] for _ in range(3)]
            assert got == [b"comm-other", TOPIC + b"_commands", b"stream.stdout"]
        stream.stop_on_recv()
        assert not stream.receiving()
        stream.close()


@pytest.mark.parametrize("ours, turns", [(0, 1), (MESSAGES_A_TURN - 1, 1), (MESSAGES_A_TURN, 2)])
async def test_our_messages_do_not_wait_for_a_turn_of_the_loop_each(ours: int, turns: int):
    """Else they pile up in ZeroMQ's queue of every page while the loop is busy; but a flood does not hold it up."""
    with zmq.Context() as context, context.socket(zmq.PAIR) as far, context.socket(zmq.PAIR) as near:
        far.bind("inproc://wire")
        near.connect("inproc://wire")
        stream = ZMQStream(near)
        withhold(stream)
        heard: list[list[bytes]] = []
        stream.on_recv(heard.append)
        for topic in [TOPIC] * ours + [b"stream.stdout"]:
            far.send_multipart([topic, b"x"])
        taken = 0
        while not heard:
            assert stream.flush(zmq.POLLIN, limit=1) == 1, "nothing is lost"
            taken += 1
        assert taken == turns
        stream.close()


async def test_what_a_page_says_after_it_was_closed_is_dropped(
    make_local: LocalFactory, monkeypatch: pytest.MonkeyPatch
):
    """A page that wakes does. A closed websocket has no subprotocol, so jupyter_server would take the message for one
    of the older protocol, and its first bytes for the length of a table: of 100 million entries, in 3 GB."""
    read: list[bytes] = []
    monkeypatch.setattr(channels, "deserialize_binary_message", read.append)
    server = await make_local()
    kernel_id = await server.jupyter.start_kernel()
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        await viewer.settled()
        [page] = server.relays._pages.values()
        page.close("silent")
        page.handler.on_message(base.serialize_msg_to_ws_v1([b"{}"] * 4, "shell"))
    assert read == []


class Theirs(ZMQChannelsWebsocketConnection):
    """A deployment's own class, with a `connect` that is a coroutine."""

    seen: ClassVar[list[str]] = []

    async def connect(self):
        self.seen.append("connect")
        return await super().connect()

    def handle_outgoing_message(self, stream, outgoing_msg):
        self.seen.append("message")
        super().handle_outgoing_message(stream, outgoing_msg)


async def test_a_websocket_that_we_close_is_counted_out_once(local: LocalServer):
    """jupyter_server hears of its end twice: from us, and when the socket is gone."""
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook, Notebook(local.jupyter, kernel_id) as other:
        await other.run("1")
        page = local.relays._pages[kernel_id, notebook.session]
        page.close("tired of it")
        assert notebook._task
        await notebook._task
        await until(lambda: page.handler.ws_connection is None)
        assert (await local.jupyter.ask(f"api/kernels/{kernel_id}"))["connections"] == 1


async def test_a_page_is_known_by_the_session_that_it_heard_last(local: LocalServer):
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.run("1")
        [page] = local.relays._pages.values()
        heard = [message["header"]["session"] for message in notebook.received if message["channel"] == "iopub"]
        assert page.kernel_session == heard[-1]


async def test_the_channel_on_which_another_ones_kernel_was_asked_is_closed(
    local: LocalServer, monkeypatch: pytest.MonkeyPatch
):
    kernel_id = await local.jupyter.start_kernel()
    kernels = local.app.kernel_manager
    connect, asked = kernels.connect_control, []

    def connect_control(*arguments: Any) -> ZMQStream:
        asked.append(connect(*arguments))
        return asked[-1]

    with monkeypatch.context() as patch:
        patch.setattr(type(kernels.get_kernel(kernel_id)), "owns_kernel", False)
        patch.setattr(kernels, "connect_control", connect_control)
        async with Notebook(local.jupyter, kernel_id):
            await until(lambda: asked and all(stream.closed() for stream in asked))


async def test_ours_is_put_on_top_of_a_class_of_the_deployments_own(make_local: LocalFactory):
    Theirs.seen.clear()
    server = await make_local({"ServerApp": {CLASS: Theirs}})
    assert issubclass(server.app.web_app.settings[CLASS], Theirs)
    kernel_id = await server.jupyter.start_kernel()
    async with Notebook(server.jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        await notebook.load()
        digest = await notebook.run("side.put('a', 'hello'); side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
    assert Theirs.seen.count("connect") == 2
    assert "message" in Theirs.seen


class Gateway(BaseKernelWebsocketConnection):
    """A class that does not talk to kernels over ZMQ."""


async def test_a_class_without_zmq_is_left_alone_and_there_are_no_routes(make_local: LocalFactory):
    server = await make_local({"ServerApp": {CLASS: Gateway}})
    assert server.app.web_app.settings[CLASS] is Gateway
    assert server.relays is None
    answer = await server.jupyter.fetch("jupyter_visdom/kernels/a-b-c-d-e/attach", "POST", {})
    assert answer.code == 404
    assert b"no-kernel" not in answer.body


async def test_the_trait_switches_it_off(make_local: LocalFactory):
    server = await make_local(in_connection=False)
    assert not issubclass(server.app.web_app.settings[CLASS], VisdomConnection)
    kernel_id = await server.jupyter.start_kernel()
    assert (await server.jupyter.fetch(f"jupyter_visdom/kernels/{kernel_id}")).code == 404
    async with Notebook(server.jupyter, kernel_id) as notebook:
        await notebook.load()
        await notebook.run("side.put('a', 'hello'); side.flush()")
        assert notebook.ours, "frames go straight to the page"


def ours(callbacks: list[Any]) -> list[Any]:
    return [callback for callback in callbacks if callback.__module__.startswith("jupyter_visdom")]


async def test_the_end_of_the_server_closes_every_relay(make_local: LocalFactory):
    """The extension point names the class, so jupyter_server calls its hook."""
    server = await make_local()
    kernel_id = await server.jupyter.start_kernel()
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        await viewer.settled()
        assert len(server.relays) == 1
        [watch] = server.relays._watches.values()
        told = server.app.kernel_manager.get_kernel(kernel_id)._restarter.callbacks
        assert all(map(ours, told.values()))
        await server.app.extension_manager.stop_all_extensions()
        assert not any(map(ours, told.values()))
        assert len(server.relays) == 0
        await until(watch.cancelled)
        assert server.relays.get(kernel_id) is None, "a page's last word makes a relay again"
