"""What a server sends leaves at once."""

from __future__ import annotations

import socket

import pytest

from agent.faces.listening import listen


def test_an_accepted_connection_sends_small_pieces_at_once() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()) as there:
        here, _ = listening.accept()
        with here:
            assert here.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            here.sendall(b"hello")
            assert there.recv(5) == b"hello"


def test_a_port_that_is_taken_is_refused() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError):
        listen("127.0.0.1", first.getsockname()[1])
