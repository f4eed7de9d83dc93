"""A small mail server for tests: it takes letters, and fails as it is told to."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """What came in, and what is answered: `at` names a step (`rcpt`, `data`, `end`) and its line;
    `cut`: the line is dropped after the letter was said, without an answer."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    at: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    offers_tls: bool = True
    letters: list[tuple[str, str, bytes]] = field(default_factory=list)
    connections: int = 0
    in_the_open: list[str] = field(default_factory=list)


class _Talk(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        # A client that does not trust the certificate goes away in the middle of a word.
        with suppress(OSError):
            self._talk()
        self.request.close()

    def _talk(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        box.connections += 1
        line, sender, to, safe = self.request.makefile("rwb"), "", "", False

        def say(text: str) -> None:
            line.write(text.encode() + b"\r\n")
            line.flush()

        say("220 test")
        while command := line.readline().decode().strip():
            word = command.split(" ", 1)[0].upper()
            if word == "EHLO":
                say("250-test" if box.offers_tls and not safe else "250 test")
                if box.offers_tls and not safe:
                    say("250 STARTTLS")
            elif word == "STARTTLS":
                say("220 go on")
                assert box.tls is not None
                self.request = box.tls.wrap_socket(self.request, server_side=True)
                line, safe = self.request.makefile("rwb"), True
            elif word == "MAIL":
                sender = command
                if not safe:
                    box.in_the_open.append(command)
                say("250 ok")
            elif word == "RCPT":
                to = command
                say(box.at.get("rcpt", "250 ok"))
            elif word == "DATA":
                say(box.at.get("data", "354 go on"))
                if "data" in box.at:
                    continue
                body = b""
                while (part := line.readline()) not in (b".\r\n", b""):
                    body += part
                box.letters.append((sender, to, body))
                if box.cut:
                    return
                say(box.at.get("end", "250 taken"))
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """A server on this machine, as long as the block lasts."""
    box = Mailbox(tls=tls, offers_tls=tls is not None)
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        try:
            yield box
        finally:
            server.shutdown()
            serving.join()
