"""`client`: the Python client's operations, written from what the API says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sangsaeng.api.client_code import render_client
from sangsaeng.api.describing import describe
from sangsaeng.cli.face import Json, face_of, print_json
from sangsaeng.cli.place import write_bytes

FILE = "api.py"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("client", help="help_client")(client_command)


def client_command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="help_argument_client_folder")],
    as_json: Json = False,
) -> None:
    """Write `api.py` into the folder of the client's package; no book is opened."""
    face = face_of(context)
    file = folder / FILE
    refused = write_bytes(file, render_client(describe()).encode())
    if refused:
        face.stop_refused(refused, as_json)
    if as_json:
        print_json({"file": str(file)})
        return
    face.say("client_written", file=str(file))
