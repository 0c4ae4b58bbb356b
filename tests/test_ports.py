"""No second port: server and kernel listen where Jupyter has them listen, and nowhere else."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent / "server"))

from frontend import Jupyter, Notebook
from servers import make_server, until

from jupyter_visdom.viewer import Viewer

DRAW = """
%load_ext jupyter_visdom
from visdom import Visdom
vis = Visdom()
vis.register_event_handler(print, vis.line([1, 2, 3], win='loss'))
vis.text('hello', win='note')
"""
# On this one a kernel takes what its forked children print: in no connection file, and there without us.
CHILDREN = "_it = get_ipython().kernel.iopub_thread._pipe_port"
ZMQ_PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


def listening(pid: int) -> set[int]:
    """Return the ports on which a process and its children take connections, or datagrams."""
    root = psutil.Process(pid)
    return {
        connection.laddr.port
        for process in (root, *root.children(recursive=True))
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN or connection.type == socket.SOCK_DGRAM
    }


async def test_server_and_kernel_listen_on_jupyters_own_ports_alone(tmp_path: Path):
    """With panes drawn, a callback registered and a viewer attached; a listener of the user's own is seen."""
    with make_server(tmp_path) as server:
        jupyter = Jupyter(server.url, server.token)
        kernel_id = await jupyter.start_kernel()
        connection_file = server.home / "runtime" / f"kernel-{kernel_id}.json"
        async with Notebook(jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
            await notebook.run(DRAW)
            await until(lambda: viewer.windows() == ["loss", "note"])
            ports = json.loads(connection_file.read_text())
            children = await notebook.run(CHILDREN)
            expected = {server.port, children, *(ports[name] for name in ZMQ_PORTS)}
            assert listening(server.pid) == expected
            more = await notebook.run(
                "import socket\nmine = socket.create_server(('127.0.0.1', 0))\n_it = mine.getsockname()[1]"
            )
            assert listening(server.pid) == expected | {more}
