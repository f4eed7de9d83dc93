"""`bench NAME`: a measurement by its name, looked for only when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Annotated, cast

import typer

from sangsaeng.cli.face import face_of
from sangsaeng.kernel.refusals import refuse

_BENCHES = ("sangsaeng.oversight.bench", "sangsaeng.api.bench", "sangsaeng.cli.bench")
_OTHERS = {"allow_extra_args": True, "ignore_unknown_options": True}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("bench", help="help_bench", context_settings=_OTHERS)(bench_command)


def bench_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="help_argument_bench")],
) -> None:
    """Run a measurement with the arguments that follow its name."""
    found = _find(name.replace("-", "_"))
    if found is None:
        face_of(context).stop_refused(refuse("unknown_bench", "name", name=name[:40]), False)
    module = importlib.import_module(found)
    main = cast(Callable[[list[str]], int], module.main)
    raise typer.Exit(main(list(context.args)))


def _find(name: str) -> str | None:
    if not name.isidentifier():
        return None
    for package in _BENCHES:
        if importlib.util.find_spec(f"{package}.{name}") is not None:
            return f"{package}.{name}"
    return None
