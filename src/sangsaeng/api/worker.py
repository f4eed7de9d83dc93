"""One process of the web server: it is told by its environment, and holds the web's login alone."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

from fastapi import FastAPI

from sangsaeng.api.app import make_app
from sangsaeng.api.settings import Settings
from sangsaeng.database.connection import WEB, Asking, Database, Tx
from sangsaeng.jobs.clock import Clock, real_now
from sangsaeng.signin.model import Provider
from sangsaeng.signin.oidc import OidcClient

URL, SETTINGS = "SANGSAENG_FACE_DATABASE_URL", "SANGSAENG_API_SETTINGS"
OWNER_URL = "SANGSAENG_DATABASE_URL"
# A JSON file: a list of institutions' own sign-ins, each with the fields of signin.model.Provider.
PROVIDERS = "SANGSAENG_OIDC_FILE"
# A request that waits longer than this for another's lock, or works longer, is told to come again.
_BOUNDS = {
    "lock_timeout": "5s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
}
_CONNECTIONS = 16


def environment_of(settings: Settings, face_url: str) -> Mapping[str, str]:
    """What a worker is told; the owner's address is not part of it."""
    return {URL: face_url, SETTINGS: json.dumps(asdict(settings))}


def settings_of(text: str) -> Settings:
    """Back from the environment."""
    told = json.loads(text)
    lists = {name: tuple(told[name]) for name in ("origins", "hosts")}
    return Settings(**{**told, **lists})


def make() -> FastAPI:
    """The application of a worker."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    _end_with_the_parent()
    database = Database(os.environ[URL], size=_CONNECTIONS, role=None, settings=_BOUNDS)
    clock = Clock(_AsWeb(database))
    providers = read_providers(os.environ.get(PROVIDERS))
    settings = settings_of(os.environ[SETTINGS])
    return make_app(database, clock.now, settings, providers=providers, real_clock=real_now)


def read_providers(path: str | None) -> list[OidcClient]:
    """The institutions' own sign-ins that the installation knows."""
    if not path:
        return []
    found = []
    for told in json.loads(Path(path).read_text("utf-8")):
        lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
        found.append(OidcClient(Provider(**{**told, **lists})))
    return found


class _AsWeb:
    """Transactions of nobody, with the rights of readers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def transaction(self) -> AbstractContextManager[Tx]:
        return self._database.asked_by(Asking(WEB))


def _end_with_the_parent() -> None:
    """A worker whose parent was killed would go on serving a book that nobody looks after."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
