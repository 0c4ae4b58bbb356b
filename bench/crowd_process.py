"""A crowd: many kernel websockets in one process, as cheap as can be.

========  =====================================================================
open      connects all of them, a few at a time
reach N   waits until each has come to cursor N
lines     what each had, and when, since the last time that this was asked
gaps      how many were seen
digests   of those that are real viewers
========  =====================================================================
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol
from uuid import uuid4

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from bench.tap import OURS
from bench.worker import obey, token
from jupyter_visdom.core import messages
from jupyter_visdom.core.messages import Message, Position
from jupyter_visdom.viewer import Viewer, wire
from jupyter_visdom.viewer.link import Address, Link

AT_ONCE = 4
"""Connections that are being made: each takes a dozen ZMQ sockets for a moment, and a server has 1,023 of them."""

REACH_SECONDS, LOOK_SECONDS = 60.0, 0.05


class Member(Protocol):
    """One of a crowd."""

    lines: list[tuple[float, int]]  # when, and how far it was then
    gaps: int  # frames that do not follow on the one before

    async def open(self) -> None:
        """Connect."""

    async def read(self) -> None:
        """Read until the end."""


class Onlooker:
    """A page that acknowledges frames, and keeps cursors instead of what is in them."""

    def __init__(self, address: Address) -> None:
        self.lines = [(time.monotonic(), 0)]
        self.gaps = 0
        self._position: Position = None, 0, 0
        self._link = Link(address, self._receive)

    async def open(self) -> None:
        await self._link.open(self._position, [])

    async def read(self) -> None:
        await self._link.read()

    def _receive(self, data: Message, blob: bytes) -> None:
        if data["type"] == "frame":
            self.gaps += data["from"] != self._position[1]
            index = 0 if data["to"] > data["from"] else data["index"] + 1
            self._position = data["epoch"], data["to"], index
            self.lines.append((time.monotonic(), data["to"]))
        self._link.send(messages.ack(self._position))


class Bystander:
    """A plain kernel websocket, which counts the comm messages that come."""

    def __init__(self, address: Address) -> None:
        self.lines = [(time.monotonic(), 0)]
        self.gaps = 0
        self._address = address

    async def open(self) -> None:
        request = HTTPRequest(self._address.websocket, headers=self._address.headers)
        self._websocket = await websocket_connect(request, subprotocols=[wire.V1])

    async def read(self) -> None:
        while message := await self._websocket.read_message():
            if b'"comm_msg"' in message and OURS not in message:  # a kernel beats now and then
                self.lines.append((time.monotonic(), self.lines[-1][1] + 1))


KINDS: dict[str, Callable[[Address], Member]] = {"onlookers": Onlooker, "bystanders": Bystander}


class Crowd:
    """The websockets of this process, and the real viewers among them."""

    def __init__(self, members: list[Member], viewers: list[Viewer]) -> None:
        self._members, self._viewers = members, viewers
        self._reading: list[asyncio.Task[None]] = []
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def answer(self, line: str) -> Any:
        word, *numbers = line.split()
        match word:
            case "open":
                await asyncio.gather(*map(self._open, self._members))
                for viewer in self._viewers:
                    await viewer.__aenter__()
                    await viewer.settled()
            case "reach":
                await self._reach(int(numbers[0]))
            case "lines":
                return [self._taken(member) for member in self._members]
            case "gaps":
                return sum(member.gaps for member in self._members)
            case "digests":
                return [viewer.digest() for viewer in self._viewers]
        return None

    async def _open(self, member: Member) -> None:
        async with self._turns:
            await member.open()
        self._reading.append(asyncio.create_task(member.read()))

    async def _reach(self, cursor: int) -> None:
        async with asyncio.timeout(REACH_SECONDS):
            while any(member.lines[-1][1] < cursor for member in self._members):
                await asyncio.sleep(LOOK_SECONDS)
        for viewer in self._viewers:
            await viewer.settled()

    def _taken(self, member: Member) -> list[tuple[float, int]]:
        taken, member.lines = member.lines, member.lines[-1:]
        return taken


async def main(url: str, kernel_id: str, kind: str, count: str, viewers: str) -> None:
    members = [KINDS[kind](Address(url, token(), kernel_id, uuid4().hex)) for _ in range(int(count))]
    real = [Viewer(url, token(), kernel_id) for _ in range(int(viewers))]
    await obey(Crowd(members, real).answer)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
