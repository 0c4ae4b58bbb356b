"""A server whose kernels run behind a gateway, which passes on nothing but text: the kernel answers, or the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from frontend import DIGEST, LOAD, Jupyter, Notebook
from servers import ServerProcess, make_server

from jupyter_visdom.core import messages
from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.limits import COMMAND_COMM_ID
from jupyter_visdom.core.replica import Replica

DRAW = """
for step in range(300):
    vis.line([step / 7], [step], win='loss', update='append')
vis.image([[[0.5] * 64] * 64] * 3, win='picture')
"""
SWITCHED_OFF = "--JupyterVisdom.in_connection=False"


@pytest.fixture(params=[(SWITCHED_OFF,), ()], ids=["without", "with"])
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server in front of one without our extension, or with it: jupyter_server is a gateway too."""
    with make_server(tmp_path_factory.mktemp("gateway"), *request.param, base_url="/") as gateway:
        where = f"--GatewayClient.url={gateway.url}", f"--GatewayClient.auth_token={gateway.token}"
        with make_server(tmp_path_factory.mktemp("front"), *where) as running:
            yield running


async def follow(notebook: Notebook, replica: Replica, wanted: str) -> None:
    """Take what was sent of our comm, and answer as a page does, until the replica has what the kernel has."""
    taken = 0
    async with asyncio.timeout(20):
        while digest(replica.store) != wanted:
            for message in notebook.ours[taken:]:
                taken += 1
                data = message["content"]["data"]
                if data["type"] == "frame":
                    for answer in replica.receive(data, None).send:
                        await say(notebook, answer)
                    await say(notebook, messages.ack(replica.position))
            await asyncio.sleep(0.01)


async def say(notebook: Notebook, data: messages.Message) -> None:
    await notebook.send("comm_msg", {"comm_id": COMMAND_COMM_ID, "data": data})


async def test_a_page_has_everything_and_the_notebook_goes_on(front: ServerProcess):
    """A message that is no text would end what the gateway says, the cells' own output included."""
    jupyter = Jupyter(front.url, front.token)
    kernel_id = await jupyter.start_kernel()
    async with Notebook(jupyter, kernel_id) as notebook:
        wanted = await notebook.run(f"{LOAD}\n{DRAW}\n{DIGEST}")
        await say(notebook, {**messages.resync(None, 0), "type": "attach", "visible": [], "text": True})
        replica = Replica()
        await follow(notebook, replica, wanted)
        wanted = await notebook.run(f"vis.line([0.5], [300], win='loss', update='append')\n{DIGEST}")
        await follow(notebook, replica, wanted)
    await jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")
