"""Deployments that change what a kernel's websocket does: what is drawn arrives all the same."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from frontend import DIGEST, LOAD, Notebook
from servers import LocalFactory, until
from tornado.websocket import websocket_connect

from jupyter_visdom.viewer import Viewer
from jupyter_visdom.viewer import link as viewer_link

DRAW = """
for step in range(300):
    vis.line([float(step)], [step], win='loss', update='append')
vis.image([[[0.5] * 128] * 128] * 3, win='picture')
vis.heatmap([[float(i * j) for i in range(300)] for j in range(300)], win='heat')"""

CONNECTION = "ZMQChannelsWebsocketConnection"
SLOW = {"limit_rate": True, "iopub_msg_rate_limit": 10, "iopub_data_rate_limit": 10_000}
"""A hundredth of jupyter_server's own limits."""

DEPLOYMENTS: dict[str, dict[str, Any]] = {
    "rate limits at a hundredth": {CONNECTION: SLOW},
    "messages but for comms allowed": {
        "MappingKernelManager": {
            "allowed_message_types": ["execute_request", "kernel_info_request", "interrupt_request"]
        }
    },
    "compressed websockets": {"ServerApp": {"websocket_compression_options": {}}},
    "one protocol, the older": {CONNECTION: {"kernel_ws_protocol": ""}},
    "no offline buffer": {"MappingKernelManager": {"buffer_offline_messages": False}},
}


@pytest.fixture
def compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A viewer that asks for compression, as browsers do; a server that does not know it says no."""
    connect = functools.partial(websocket_connect, compression_options={})
    monkeypatch.setattr(viewer_link, "websocket_connect", connect)


@pytest.mark.parametrize("name", DEPLOYMENTS)
@pytest.mark.usefixtures("compressed")
async def test_what_is_drawn_arrives_and_what_is_asked_is_done(make_local: LocalFactory, name: str):
    server = await make_local(DEPLOYMENTS[name])
    kernel_id = await server.jupyter.start_kernel()
    async with (
        Viewer(server.url, server.token, kernel_id) as viewer,
        Notebook(server.jupyter, kernel_id) as notebook,
    ):
        await notebook.run(LOAD)
        await notebook.run(DRAW)
        digest = await notebook.run(DIGEST)
        await until(lambda: viewer.digest() == digest)
        await viewer.send({"cmd": "close", "data": "heat", "eid": "main"})
        await until(lambda: sorted(viewer.windows()) == ["loss", "picture"])
        assert not notebook.ours
    await server.jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")
