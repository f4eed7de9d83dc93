"""One process of the web server with the portal: the API's, and the pages beside it."""

from __future__ import annotations

from threading import Thread

from fastapi import FastAPI

from sangsaeng.api.worker import make as make_api
from sangsaeng.web.assets import assets
from sangsaeng.web.rendering import warm_up
from sangsaeng.web.serving import add_portal


def make() -> FastAPI:
    """The application of a worker; `api.worker` says what its environment tells it."""
    app = make_api()
    # Beside serving: a page that is asked for meanwhile waits for its own template alone.
    Thread(target=warm_up, daemon=True).start()
    assets()
    add_portal(app, app.state.counter)
    return app
