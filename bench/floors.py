"""The floors: what a road costs that carries a point and shows nothing. Runs inside a kernel."""

from __future__ import annotations

import asyncio
import struct
import subprocess
import sys
from threading import Thread
from typing import Any

from bench.contender import Contender
from scripts.jupyter_process import free_port


class BareComm(Contender):
    """One comm message a point, of 16 bytes or more."""

    def __init__(self, size: int = 16) -> None:
        from comm import create_comm

        self.comm = create_comm(target_name="bench")
        self.rest = bytes(size - 16)

    def append(self, x: float, y: float) -> None:
        self.comm.send({}, buffers=[struct.pack("<dd", x, y) + self.rest])


READ_ON = """
import sys, websocket
socket = websocket.create_connection(sys.argv[1], timeout=None)
while socket.recv(): pass
"""
"""A client that reads and forgets, until the socket closes."""


class BareWebsocket(Contender):
    """One message of 16 bytes a point, by tornado in a thread of the kernel, to a client on this machine."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, daemon=True).start()
        self.write = asyncio.run_coroutine_threadsafe(self._connect(free_port()), self.loop).result(30)

    async def _connect(self, port: int) -> Any:
        from tornado.web import Application
        from tornado.websocket import WebSocketHandler

        opened: asyncio.Future[WebSocketHandler] = self.loop.create_future()

        class Handler(WebSocketHandler):
            def open(self) -> None:
                opened.set_result(self)

        Application([("/", Handler)]).listen(port, "127.0.0.1")
        self.client = subprocess.Popen([sys.executable, "-c", READ_ON, f"ws://127.0.0.1:{port}/"])
        return (await opened).write_message

    def append(self, x: float, y: float) -> None:
        self.loop.call_soon_threadsafe(self.write, struct.pack("<dd", x, y), True)

    def finish(self) -> None:
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self.loop).result()


class Nothing(Contender):
    """The floor of floors: what the loop around an append costs."""

    def append(self, x: float, y: float) -> None:
        pass
