"""Nothing secret is where others may look: in the server's log, in addresses, in answers, in a notebook's file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from frontend import Jupyter, Notebook
from servers import LocalServer, make_server, until

from jupyter_visdom.core import messages
from jupyter_visdom.kernel.widgets import PANE_MIME
from jupyter_visdom.viewer import Viewer

DRAW = """\
%load_ext jupyter_visdom
from jupyter_visdom import Pane
from visdom import Visdom
Visdom().text('hello', win='a')
Pane('a')"""
KEY = "import json, ipykernel\n_it = json.load(open(ipykernel.get_connection_file()))['key']"


async def session(server: Any, notebook: Notebook) -> list[bytes]:
    """Draw, look, attach, send a right and a wrong command; return what the routes answered."""
    jupyter, kernel_id = notebook.jupyter, notebook.kernel_id
    await notebook.run(DRAW)
    path = f"jupyter_visdom/kernels/{kernel_id}"
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        await until(lambda: viewer.windows() == ["a"])
        attach = {"v": 1, "session": notebook.session, "epoch": None, "cursor": 0, "visible": []}
        comment = messages.command("1", {"cmd": "update_comment", "eid": "main", "win": "a", "data": "a note"})
        answers = [
            await jupyter.fetch(f"{path}/attach", "POST", attach),
            await jupyter.fetch(f"{path}/message", "POST", {"session": notebook.session, "message": comment}),
            await jupyter.fetch(f"{path}/message", "POST", {"session": notebook.session, "message": {"v": 2}}),
            await jupyter.fetch(f"{path}/message", "POST", {"session": "nobody's", "message": comment}),
            await jupyter.fetch(path),
        ]
        await until(lambda: viewer.window("a").get("comment") == "a note")
    return [answer.body for answer in answers]


async def saved(notebook: Notebook) -> str:
    """Return the file of a notebook that was saved with all that its cell has put out."""
    outputs = [
        nbformat.v4.output_from_msg(message)
        for message in notebook.received
        if message["msg_type"] in ("stream", "display_data", "execute_result", "error")
    ]
    assert outputs
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(DRAW, outputs=outputs)])
    body = {"type": "notebook", "format": "json", "content": content}
    await notebook.jupyter.ask("api/contents/saved.ipynb", "PUT", body)
    return "saved.ipynb"


async def test_no_secret_is_in_log_answers_or_notebook(tmp_path: Path):
    """Neither the server's token nor the kernel's key, not even where everything is logged."""
    with make_server(tmp_path, "--log-level=DEBUG") as server:
        jupyter = Jupyter(server.url, server.token)
        kernel_id = await jupyter.start_kernel()
        async with Notebook(jupyter, kernel_id) as notebook:
            answers = await session(server, notebook)
            file = tmp_path / await saved(notebook)
            key = str(await notebook.run(KEY))
    log = server.log.read_text()
    assert len(key) > 20
    assert "[D " in log and kernel_id in log
    assert PANE_MIME in file.read_text()
    for place in (log, file.read_text(), *map(bytes.decode, answers)):
        assert server.token not in place
        assert key not in place


async def test_no_secret_is_in_an_address(local: LocalServer, monkeypatch: pytest.MonkeyPatch):
    """An address is logged, kept in histories and sent on to other sites; what proves a login goes in a header."""
    application, asked = local.app.web_app, []

    def find_handler(request: Any, **kwargs: Any) -> Any:
        asked.append(request)
        return type(application).find_handler(application, request, **kwargs)

    monkeypatch.setattr(application, "find_handler", find_handler)
    kernel_id = await local.jupyter.start_kernel()
    async with Viewer(local.url, local.token, kernel_id) as viewer:
        await viewer.settled()
    addresses = [request.uri for request in asked]
    assert any("/channels" in address for address in addresses)
    assert any("/attach" in address for address in addresses)
    assert [address for address in addresses if local.token in address] == []
    assert all(local.token in request.headers["Authorization"] for request in asked)
