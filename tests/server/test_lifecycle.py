"""What a connection took is given back, however it ends; one that is alive is not ended."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import pytest
from frontend import Jupyter, Notebook
from servers import LocalFactory, LocalServer, ServerProcess, make_server, until
from throttle import Throttle

from jupyter_visdom.core import messages
from jupyter_visdom.core.limits import COMM_ID
from jupyter_visdom.viewer import Viewer

CONNECTIONS = 500
BEFORE = 500
"""Connections before memory is looked at, so that what a server makes once is there."""

AT_ONCE = 16
HELD_ON = 5.5
"""Seconds for which jupyter_server may hold on to a connection that is gone, with the setting below."""

GROWTH = 24 << 20
"""About what a Jupyter server without us keeps after as many connections: 11 MB after 500."""

BUSY = """
import base64, os, threading, time
side.put("line", [0.5] * 8)
def draw():
    while True:
        side.append("line", [1.5])
        side.put("image", base64.b64encode(os.urandom(30_000)).decode())
        time.sleep(0.1)
threading.Thread(target=draw, daemon=True).start()
side.keep_flushing()
"""


class Connection:
    """A kernel websocket by hand, so that it can end in ways that no client would choose."""

    def __init__(self, server: ServerProcess | LocalServer, kernel_id: str) -> None:
        self._server, self._kernel_id = urlsplit(server.url), kernel_id
        self._token = server.token
        self.session = uuid4().hex
        self._silence: asyncio.Task[None] | None = None
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    async def open(self) -> None:
        where = self._server
        self.reader, self.writer = await asyncio.open_connection(where.hostname, where.port)
        path = f"{where.path}api/kernels/{self._kernel_id}/channels?session_id={self.session}"
        fields = {
            "Host": where.netloc,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            "Authorization": f"token {self._token}",
        }
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = await self.reader.readuntil(b"\r\n\r\n")
        assert b" 101 " in answer.split(b"\r\n")[0], answer

    def attach(self) -> None:
        data = {"v": 1, "type": "attach", "epoch": None, "cursor": 0, "visible": []}
        header = {"msg_id": uuid4().hex, "msg_type": "comm_msg", "session": self.session, "username": ""}
        content = {"comm_id": COMM_ID, "data": data}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self._write(0x81, json.dumps(message).encode())

    def _write(self, head: int, payload: bytes) -> None:
        """Send one frame, masked with zeros."""
        self.writer.write(struct.pack("!BBH4x", head, 0x80 | 126, len(payload)) + payload)

    # -- the ends ------------------------------------------------------------------------------------------------------

    async def say_goodbye(self) -> None:
        self._write(0x88, struct.pack("!H", 1000))
        await self._read_to_the_end()

    async def finish(self) -> None:
        self.writer.close()

    async def reset(self) -> None:
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def fall_silent(self) -> None:
        """Read everything, answer nothing, as a page whose own code does not run any more; the server ends it."""
        self._silence = asyncio.create_task(self._read_to_the_end())

    async def stop_reading(self) -> None:
        """Leave all that comes where it is, and the socket open until the test ends."""
        self.writer.transport.pause_reading()

    async def leave(self) -> None:
        """Give up what is still open."""
        if self._silence is not None:
            await asyncio.wait_for(self._silence, 30)
        elif not self.writer.is_closing():
            await self.reset()

    async def _read_to_the_end(self) -> None:
        while await self.reader.read(1 << 16):
            pass
        self.writer.close()


End = Callable[[Connection], Awaitable[None]]

ENDS: dict[str, tuple[bool, End]] = {
    "attached, goodbye": (True, Connection.say_goodbye),
    "attached, FIN": (True, Connection.finish),
    "attached, RST": (True, Connection.reset),
    "attached, silence": (True, Connection.fall_silent),
    "attached, never reading": (True, Connection.stop_reading),
    "goodbye": (False, Connection.say_goodbye),
    "FIN": (False, Connection.finish),
    "RST": (False, Connection.reset),
}
"""How connections end, each as often: whether they attached, and what they do."""


async def connect(server: ServerProcess | LocalServer, kernel_id: str, attaches: bool) -> Connection:
    """Return an open connection that, if it attaches, was sent something.

    On a busy machine jupyter_server ends some before: the kernel has not answered within its `kernel_info_timeout`.
    A page connects again, and so does this.
    """
    async with asyncio.timeout(60):
        while True:
            connection = Connection(server, kernel_id)
            await connection.open()
            if not attaches:
                return connection
            connection.attach()
            with suppress(asyncio.IncompleteReadError, ConnectionResetError):
                await connection.reader.readexactly(1)
                return connection
            connection.writer.close()


async def come_and_go(server: ServerProcess, kernel_id: str, attaches: bool, end: End) -> Connection:
    connection = await connect(server, kernel_id, attaches)
    await end(connection)
    return connection


async def many(server: ServerProcess, kernel_id: str, count: int) -> None:
    """Let so many connections come and go, a few at once, in every way in turn."""
    ends, slots = list(ENDS.values()), asyncio.Semaphore(AT_ONCE)

    async def one(i: int) -> Connection:
        async with slots:
            return await come_and_go(server, kernel_id, *ends[i % len(ends)])

    connections = await asyncio.gather(*map(one, range(count)))
    jupyter = Jupyter(server.url, server.token)
    async with asyncio.timeout(30):
        while (await jupyter.mirror(kernel_id))["clients"] > 1:
            await asyncio.sleep(0.1)
    for connection in connections:
        await connection.leave()


async def at_rest(server: psutil.Process) -> tuple[int, int]:
    """Return how many descriptors and threads a server has, when they have been the same for a while."""
    held, since = (0, 0), time.monotonic()
    async with asyncio.timeout(60):
        while time.monotonic() < since + HELD_ON:
            await asyncio.sleep(0.1)
            if (now := (server.num_fds(), server.num_threads())) != held:
                held, since = now, time.monotonic()
    return held


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerProcess]:
    """A server that notices soon, and whose allocator gives back at once what is as large as a frame.

    jupyter_server itself holds on to a connection for its `kernel_info_timeout`, to a websocket until its next ping.
    """
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", str(16 << 10))
    options = (
        "--JupyterVisdom.beat=0.2",
        "--JupyterVisdom.patience=3",
        "--MappingKernelManager.kernel_info_timeout=5",
        "--ServerApp.tornado_settings={'ws_ping_interval': 1000}",
    )
    with make_server(tmp_path, *options) as server:
        yield server


@pytest.mark.skipif("JUPYTER_VISDOM_DEEP" not in os.environ, reason="45 s, and a machine that is not busy")
async def test_a_thousand_connections_that_ended_in_every_way_leave_nothing(impatient: ServerProcess):
    """Descriptors and threads are given back exactly, and memory.

    glibc keeps what was freed below what is in use (`malloc_trim` returned it: 350 MB became 129), so that a server's
    memory tells of its peak, which a busy machine raises. Frames have maps of their own here, so it tells what is held.
    What a peak consists of is ZeroMQ's queue for each websocket, of what the kernel sends while the loop is busy.
    """
    server, process = impatient, psutil.Process(impatient.pid)
    jupyter = Jupyter(server.url, server.token)
    kernel_id = await jupyter.start_kernel()
    async with Notebook(jupyter, kernel_id) as notebook:
        await notebook.load()
        await notebook.run(BUSY)
        async with Viewer(server.url, server.token, kernel_id) as healthy:
            await many(server, kernel_id, BEFORE)
            quiet = await at_rest(process)
            memory = process.memory_info().rss
            await many(server, kernel_id, CONNECTIONS)
            after = await at_rest(process)
            grown = process.memory_info().rss - memory
            counts = (await jupyter.mirror(kernel_id))["counts"]
            print(f"{CONNECTIONS} connections: {grown / (1 << 20):+.1f} MiB, {quiet}, {after}; {counts}")
            assert after[0] <= quiet[0] and after[1] <= quiet[1]
            assert counts["silent pages closed"] >= CONNECTIONS // len(ENDS)
            assert healthy.stats.reconnects == 0
            assert grown < GROWTH


PRINTS_LATER = """
import threading, time
from pathlib import Path
def speak(told=Path({told!r})):
    while not told.exists():
        time.sleep(0.01)
    print("later", flush=True)
    told.unlink()
threading.Thread(target=speak, daemon=True).start()
"""


async def test_a_silent_page_is_let_go_of_at_once_and_finds_what_was_printed_since(
    make_local: LocalFactory, tmp_path: Path
):
    """Not after the 5 s in which it may answer our closing: what came then was neither written to it nor kept."""
    server = await make_local(patience=0.5)
    kernel_id, told = await server.jupyter.start_kernel(), tmp_path / "told"

    def connections() -> int:
        return server.app.kernel_manager.kernel_model(kernel_id)["connections"]

    async with Notebook(server.jupyter, kernel_id) as notebook:
        await notebook.load()
        await notebook.run(PRINTS_LATER.format(told=str(told)))
    page = await connect(server, kernel_id, True)
    handler = server.relays._pages[kernel_id, page.session].handler
    await page.fall_silent()
    counts = server.relays.get(kernel_id).counts
    await until(lambda: counts["silent pages closed"])
    assert connections() == 0
    told.touch()
    await until(lambda: not told.exists())
    async with Notebook(server.jupyter, kernel_id, page.session) as back:
        await until(lambda: "later" in back.printed)
        await page.reset()
        await until(lambda: handler.connection is None)
        assert connections() == 1, "a connection ends once"
    await page.leave()


async def test_a_kernel_that_is_culled_leaves_no_relay(make_local: LocalFactory):
    """Nor what anybody had who looked at it to the end."""
    server = await make_local()
    kernel_id = await server.jupyter.start_kernel()
    async with Notebook(server.jupyter, kernel_id) as notebook:
        await notebook.load()
        async with Viewer(server.url, server.token, kernel_id) as viewer:
            await viewer.settled()
            life = server.relays.get(kernel_id)._life
            await server.app.kernel_manager.shutdown_kernel(kernel_id)
            await until(lambda: viewer.kernel == "gone")
            assert len(server.relays) == 1
            looks = server.relays._watches[kernel_id]
            life._unlink()
            assert not life.send(messages.resync(None, 0)) and life._link is None
            await life.look()
            assert not looks.done()
    await until(lambda: not len(server.relays))
    assert not server.relays._pages and not server.relays._watches and not server.relays._waiting
    assert life._iopub._stream.closed()


async def test_a_page_is_silent_only_if_this_process_was_there_to_hear_it(local: LocalServer):
    """A server that slept, or was stopped, finds all its timers late and nothing heard."""
    kernel_id = await local.jupyter.start_kernel()
    async with Notebook(local.jupyter, kernel_id) as notebook:
        assert await notebook.attach() == 200
        relay = local.relays.get(kernel_id)
        [client] = relay.clients.values()
        now = asyncio.get_running_loop().time
        client._check_life(now())
        assert relay.clients, "it spoke just now"
        client._heard -= 1000
        client._check_life(now() - 10)
        assert relay.clients, "the timer is late"
        client._heard -= 1000
        client._check_life(now())
        assert not relay.clients and relay.counts["silent pages closed"] == 1


@asynccontextmanager
async def drawn(folder: Path, code: str) -> AsyncIterator[tuple[Jupyter, str, int]]:
    options = ("--JupyterVisdom.beat=1", "--JupyterVisdom.patience=4")
    with make_server(folder, *options) as server:
        jupyter = Jupyter(server.url, server.token)
        kernel_id = await jupyter.start_kernel()
        async with Notebook(jupyter, kernel_id) as notebook:
            await notebook.load()
            await notebook.run(code)
            yield jupyter, kernel_id, server.port


async def test_a_slow_reader_that_is_well_is_not_closed(tmp_path: Path):
    """20 kB/s, for twice as long as a server waits for a sign of life."""
    draw = "import base64, os\nside.put('image', base64.b64encode(os.urandom(120_000)).decode()); side.flush()"
    async with drawn(tmp_path, draw) as (jupyter, kernel_id, port), Throttle(port, 20_000) as line:
        url = jupyter.url.replace(str(port), str(line.port))
        token = jupyter.headers["Authorization"].split()[1]
        async with Viewer(url, token, kernel_id) as viewer:
            digest = (await jupyter.mirror(kernel_id))["digest"]
            await until(lambda: viewer.digest() == digest, 30)
            assert viewer.stats.reconnects == 0
            assert "silent pages closed" not in (await jupyter.mirror(kernel_id))["counts"]
