"""Hostile receivers of messages for tests, and the receiver's side of a signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = Callable[[socket.socket], None]


def drips_header(line: socket.socket) -> None:
    """A byte of the answer's head now and then, for ever."""
    line.sendall(b"HTTP/1.1 200 OK\r\nx: ")
    with suppress(OSError):
        while True:
            line.sendall(b"a")
            time.sleep(0.05)


def says_nothing(line: socket.socket) -> None:
    """The request is taken and nothing comes."""
    with suppress(OSError):
        while line.recv(4096):
            pass


def endless_body(line: socket.socket) -> None:
    """A good head, and a body that never ends."""
    with suppress(OSError):
        line.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
        while True:
            line.sendall(b"x" * 65536)


def no_http(line: socket.socket) -> None:
    """Not a web server at all."""
    with suppress(OSError):
        line.sendall(b"220 mail.example ESMTP\r\n\r\n")
        line.recv(100_000)
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def hostile(answer: Answer) -> Iterator[str]:
    """The address of a receiver that answers in its own way."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    lines: list[socket.socket] = []

    def serve() -> None:
        while not over.is_set():
            try:
                line, _ = listening.accept()
            except OSError:
                return
            lines.append(line)
            threading.Thread(target=answer, args=(line,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        over.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        thread.join()


def verifies(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """The receiver's side, written from the Standard Webhooks text and not from the product."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    head = headers["webhook-id"] + "." + headers["webhook-timestamp"] + "."
    wanted = base64.b64encode(hmac.new(key, head.encode() + body, hashlib.sha256).digest())
    given = [one.split(",", 1) for one in headers["webhook-signature"].split(" ")]
    return any(
        version == "v1" and hmac.compare_digest(made.encode(), wanted) for version, made in given
    )
