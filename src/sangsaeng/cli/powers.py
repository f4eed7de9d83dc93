"""`powers`: the matrix of docs/powers.md, printed from the registry that the code runs by."""

from __future__ import annotations

import sys

import typer

from sangsaeng.acts.matrix import list_cells, render_matrix
from sangsaeng.cli.face import Json, print_json


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("powers", help="help_powers")(powers_command)


def powers_command(as_json: Json = False) -> None:
    """Which role may enter, approve or read what."""
    if as_json:
        cells = [cell for cell in list_cells() if cell.letters]
        rows = [{"what": c.code, "role": str(c.role), "may": c.letters} for c in cells]
        print_json({"powers": rows})
        return
    sys.stdout.write(render_matrix())
