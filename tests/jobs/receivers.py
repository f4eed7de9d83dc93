"""Receivers of messages for tests: one that keeps what it gets, and hostile ones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass
class Receiver:
    """What came in, and what is answered: a status, or bytes of a raw answer."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def messages(self) -> list[dict[str, Any]]:
        """Every message, as JSON."""
        return [json.loads(body) for _, body in self.got]


def make_certificate(name: str, folder: Path) -> Path:
    """A certificate that vouches for itself as a name, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    plain = Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    file = folder / "certificate.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM) + key.private_bytes(*plain))
    return file


@contextmanager
def receiver(certificate: Path | None = None) -> Iterator[Receiver]:
    """A receiver on this machine; with a certificate it speaks TLS."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.got.append((headers, self.rfile.read(length)))
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(made.body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(made.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "http" if certificate is None else "https"
    made.url = f"{scheme}://127.0.0.1:{server.server_port}/in?x=1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


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
