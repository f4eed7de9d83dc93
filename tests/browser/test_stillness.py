"""Nothing moves while a page comes, however slowly its line brings it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Route

from browser.judging import measure_shift
from browser.surfing import DESKTOP, Surfer

_PARTS = 16
# In seconds; longer than a frame, so that what has come is painted if it may be.
_PAUSE = 0.06
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


@contextmanager
def dripping(page: bytes) -> Iterator[str]:
    """A server that gives one page in parts, with time to paint each, and nothing else."""
    over = threading.Event()

    def drip(line: socket.socket) -> None:
        with line:
            asked = line.recv(65536)
            if not asked.startswith(b"GET / "):
                return
            line.sendall(_HEAD + f"Content-Length: {len(page)}\r\n\r\n".encode())
            each = len(page) // _PARTS + 1
            for at in range(0, len(page), each):
                line.sendall(page[at : at + each])
                over.wait(_PAUSE)

    def serve(bound: socket.socket) -> None:
        while not over.is_set():
            try:
                line, _ = bound.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=serve, args=(bound,), daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{bound.getsockname()[1]}/"
        finally:
            over.set()
            bound.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def test_a_page_that_comes_in_parts_does_not_move(surf: Callable[..., Surfer]) -> None:
    visitor = surf("en", DESKTOP)
    visitor.be("persona_operations")
    page = visitor.context.request.get(f"{visitor.living.url}/acts").body()
    with dripping(page) as slow:

        def static(route: Route) -> None:
            there = route.request.url.replace(slow, f"{visitor.living.url}/")
            route.fulfill(response=visitor.context.request.get(there))

        visitor.page.route(f"{slow}static/**", static)
        visitor.page.goto(slow)
        assert visitor.page.locator("h1").count() == 1
        assert measure_shift(visitor.page) == 0
