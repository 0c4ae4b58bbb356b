"""The proxy does to a connection what its modes say."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from proxy import TcpProxy


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that sends back what it gets, one thread a connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                while chunk := connection.recv(1024):
                    connection.sendall(chunk)
            except OSError:
                pass

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=[connection], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


@pytest.fixture
def wire(echo: int) -> Iterator[TcpProxy]:
    with TcpProxy(echo) as running:
        yield running


def connect(wire: TcpProxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", wire.port), timeout=2)


def ask(connection: socket.socket, text: bytes) -> bytes:
    connection.sendall(text)
    return connection.recv(1024)


def test_pass_carries_both_ways(wire: TcpProxy) -> None:
    with connect(wire) as connection:
        assert ask(connection, b"hello") == b"hello"


def test_cut_resets_what_is_open_and_refuses_what_comes(wire: TcpProxy) -> None:
    with connect(wire) as connection:
        assert ask(connection, b"hello") == b"hello"
        wire.set_mode("cut")
        with pytest.raises(ConnectionResetError):
            connection.recv(1024)
        with pytest.raises(ConnectionRefusedError):
            connect(wire)


def test_after_a_cut_the_same_port_carries_again(wire: TcpProxy) -> None:
    port = wire.port
    wire.set_mode("cut")
    wire.set_mode("pass")
    with connect(wire) as connection:
        assert (wire.port, ask(connection, b"back")) == (port, b"back")


def test_a_blackhole_keeps_the_connection_and_carries_nothing(wire: TcpProxy) -> None:
    with connect(wire) as before:
        assert ask(before, b"hello") == b"hello"
        wire.set_mode("blackhole")
        with connect(wire) as during:
            for connection in (before, during):
                connection.settimeout(0.2)
                with pytest.raises(TimeoutError):
                    ask(connection, b"anyone?")


def test_a_swallowed_connection_stays_swallowed(wire: TcpProxy) -> None:
    with connect(wire) as old:
        assert ask(old, b"hello") == b"hello"
        wire.set_mode("blackhole")
        wire.set_mode("pass")
        old.settimeout(0.2)
        with pytest.raises(TimeoutError):
            ask(old, b"anyone?")
        with connect(wire) as new:
            assert ask(new, b"hello") == b"hello"
