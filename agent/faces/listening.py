"""The socket that a server listens on, set up so that answers in pieces are not held back."""

from __future__ import annotations

import socket


def listen(host: str, port: int) -> socket.socket:
    """A TCP socket that listens at an address; port 0 takes a free one. Raises OSError where that cannot be had.

    An answer's head and body are two small packets. Without TCP_NODELAY the second waits for the receipt of the first,
    which the other side delays: 40 ms an answer. asyncio sets it only on sockets that name their protocol, which those
    of `socket.create_server` do not; accepted connections take the option over from here.
    """
    listening = socket.create_server((host, port))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
