"""`serve`: the API, by processes that can reach the book with the web's login alone."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import ExitStack, suppress
from dataclasses import replace
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import psycopg
import typer
from psycopg.errors import InternalError_
from psycopg_pool import PoolTimeout
from uvicorn.supervisors import Multiprocess

from sangsaeng.api.settings import Settings
from sangsaeng.api.transport import configure
from sangsaeng.api.worker import OWNER_URL, URL, environment_of
from sangsaeng.cli.face import Face, Json, face_of, print_json
from sangsaeng.cli.living_demo import LIVING_BOOK, working_behind
from sangsaeng.cli.place import open_book, open_played
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.jobs.service_clock import mark_sandbox
from sangsaeng.kernel.refusals import Refusal, refuse

_SQL = load(__package__)
_FACE = "sangsaeng_face"
# Connections that wait until a worker takes them, as many as uvicorn keeps.
_BACKLOG = 2048
# A page of elsewhere may have its own name point to this machine: such a name is not ours.
_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
_APP = "sangsaeng.web.worker:make"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("serve", help="help_serve")(serve)


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="help_option_port")] = 8000,
    host: Annotated[str, typer.Option("--host", help="help_option_host")] = "127.0.0.1",
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="help_option_serving_workers")
    ] = 2,
    origin: Annotated[list[str] | None, typer.Option("--origin", help="help_option_origin")] = None,
    proxy: Annotated[str, typer.Option("--proxy", help="help_option_proxy")] = "",
    sandbox: Annotated[bool, typer.Option("--sandbox", help="help_option_sandbox")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="help_option_demo")] = False,
    as_json: Json = False,
) -> None:
    """Serve until a signal ends it; a worker that dies is replaced."""
    face = face_of(context)
    settings = choose_settings(host, origin or [])
    if isinstance(settings, Refusal):
        face.stop_refused(settings, as_json)
    if demo:
        settings = replace(settings, demonstration=True)
    with ExitStack() as opened:
        book = open_played(face, LIVING_BOOK, as_json) if demo else open_book(face, as_json)
        database = opened.enter_context(book)
        face_url = _face_url(face, database, as_json)
        refused = mark_sandbox(database) if sandbox else None
        if refused:
            face.stop_refused(refused, as_json)
        config = configure(
            _APP,
            factory=True,
            host=host,
            port=port,
            workers=workers,
            proxy_headers=bool(proxy),
            forwarded_allow_ips=proxy or None,
        )
        found = bind_port(host, port)
        if isinstance(found, Refusal):
            face.stop_refused(found, as_json)
        with found as bound:
            port = bound.getsockname()[1]
            if demo:
                url = f"http://{host}:{port}"
                opened.enter_context(working_behind(database, face.home, url))
            # The workers inherit this process's environment: the owner's address leaves it here.
            os.environ.pop(OWNER_URL, None)
            os.environ.update(environment_of(_at_port(settings, port), face_url))
            _say_where(face, host, port, as_json)
            Multiprocess(config, sockets=[bound]).run()


def bind_port(host: str, port: int) -> socket.socket | Refusal:
    """A socket that listens from now on, so that of two that want one port the second is told.

    Refused: `port_unusable`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as failed:
        why = failed.strerror or str(failed)
        return refuse("port_unusable", "port", host=host, port=str(port), why=why)
    bound.set_inheritable(True)
    return bound


def choose_settings(host: str, origins: list[str]) -> Settings | Refusal:
    """Without an origin it is a developer's own machine, by plain http; with one it is https.

    Refused: `origin_missing`, `origin_not_https`.
    """
    if not origins:
        if not _is_this_machine(host):
            return refuse("origin_missing", "origin", host=host)
        return Settings(hosts=(*_THIS_MACHINE, host), insecure_development=True)
    names = []
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme != "https" or not parts.hostname or origin != f"https://{parts.netloc}":
            return refuse("origin_not_https", "origin", value=origin[:100])
        names.append(parts.hostname)
    return Settings(origins=tuple(origins), hosts=(*names, "127.0.0.1"), rp_id=names[0])


def _at_port(settings: Settings, port: int) -> Settings:
    """A developer's browser comes to the very port."""
    if not settings.insecure_development:
        return settings
    return replace(settings, origins=(f"http://localhost:{port}", f"http://127.0.0.1:{port}"))


def check_face_login(face_url: str) -> Refusal | None:
    """`server_unreachable`, `face_login_too_strong`, `face_login_too_weak`."""
    try:
        psycopg.connect(face_url).close()
        with Database(face_url, size=1, role=None) as web, web.transaction() as tx:
            found = tx.the(_SQL["face_strength"])
    except (psycopg.Error, PoolTimeout) as failed:
        words = str(failed).strip().splitlines() or [""]
        return refuse("face_login_unusable", None, why=words[0])
    if found["too_strong"]:
        return refuse("face_login_too_strong", None, name=found["name"])
    return None if found["fits"] else refuse("face_login_too_weak", None, name=found["name"])


def _face_url(face: Face, database: Database, as_json: bool) -> str:
    """The address with the web's login: of the embedded server, or the one in the environment."""
    named = os.environ.get(URL)
    if named is None and face.database_url is not None:
        face.stop_refused(refuse("face_login_missing", None, variable=URL), as_json)
    if named is None:
        let_face_log_in(database.url)
        parts = urlsplit(database.url)
        named = urlunsplit(parts._replace(netloc=f"{_FACE}@"))
    refused = check_face_login(named)
    if refused:
        face.stop_refused(refused, as_json)
    return named


def let_face_log_in(owner_url: str) -> None:
    """On the embedded server the web's role is itself the login."""
    with Database(owner_url, size=1, role=None) as owner, owner.transaction() as tx:
        if not tx.the(_SQL["face_can_log_in"])["rolcanlogin"]:
            # Another process may have been faster; then it is done.
            with suppress(InternalError_):
                tx.run(_SQL["let_face_log_in"])


def _say_where(face: Face, host: str, port: int, as_json: bool) -> None:
    url = f"http://{host}:{port}"
    if as_json:
        print_json({"url": url})
    else:
        face.say("serving_at", url=url)
    sys.stdout.flush()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
