"""`outcomes`: pay for success. Its commands stand in modules beside this one, each registered."""

from __future__ import annotations

import typer

from sangsaeng.cli import (
    outcomes_demo,
    outcomes_explaining,
    outcomes_replaying,
    outcomes_reporting,
    outcomes_simulating,
)

# In the order of the help; a module has `register(group)`.
_MODULES = (
    outcomes_replaying,
    outcomes_explaining,
    outcomes_simulating,
    outcomes_reporting,
    outcomes_demo,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    group = typer.Typer(help="help_outcomes", no_args_is_help=True)
    for module in _MODULES:
        module.register(group)
    app.add_typer(group, name="outcomes")
