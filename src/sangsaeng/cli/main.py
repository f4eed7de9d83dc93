"""The command line: `sangsaeng [--lang ko|en] [--home PATH] COMMAND`.

Texts for people, help included, stand in `messages.yaml` under the codes that commands name.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from sangsaeng.cli import (
    acting,
    agreements,
    auctions,
    auditing,
    clients,
    companies,
    creditors,
    days,
    defaults,
    early_payments,
    earnings,
    facilities,
    funders,
    keys,
    living_demo,
    measuring,
    outcomes,
    people,
    powers,
    promises,
    replaying,
    serving,
    showing,
    standing,
    verifying,
    withholding,
    working,
)
from sangsaeng.cli.face import Face
from sangsaeng.cli.watching import watch_commands
from sangsaeng.kernel.messages import LANGUAGES, Language, catalogue, sentence

_ENDED_BY_SIGNAL = 128
# In the order of the help.
_MODULES = (
    showing,
    companies,
    people,
    powers,
    acting,
    agreements,
    promises,
    creditors,
    earnings,
    early_payments,
    standing,
    funders,
    auctions,
    withholding,
    days,
    facilities,
    defaults,
    keys,
    verifying,
    auditing,
    replaying,
    outcomes,
    living_demo,
    serving,
    clients,
    working,
    measuring,
)


def choose_language(named: str | None, environment: Mapping[str, str]) -> Language:
    """The language named, else the locale's: Korean where it says so, English otherwise."""
    for language in LANGUAGES:
        if named == language:
            return language
    locale = environment.get("LC_ALL") or environment.get("LANG") or ""
    return "ko" if locale.lower().startswith("ko") else "en"


def _named_language(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def _translate(command: Any, language: Language) -> None:
    """Put the catalogue's sentence where a command or an option carries its code as help."""
    if command.help in catalogue():
        command.help = sentence(command.help, language)
    for parameter in command.params:
        code = getattr(parameter, "help", None)
        if isinstance(code, str) and code in catalogue():
            parameter.help = sentence(code, language)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, language)


class Commands(TyperGroup):
    """All commands, their help in the language of the call."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Translate the help, then run."""
        arguments = list(sys.argv[1:] if args is None else args)
        _translate(self, choose_language(_named_language(arguments), os.environ))
        return super().main(arguments, *rest, **named)


def _check_language(value: str | None) -> str | None:
    if value is not None and value not in LANGUAGES:
        raise typer.BadParameter(" | ".join(LANGUAGES))
    return value


def _begin(
    context: typer.Context,
    lang: Annotated[
        str | None,
        typer.Option("--lang", callback=_check_language, metavar="ko|en", help="help_option_lang"),
    ] = None,
    home: Annotated[Path | None, typer.Option("--home", help="help_option_home")] = None,
) -> None:
    folder = home or Path(os.environ.get("SANGSAENG_HOME") or "var")
    url = os.environ.get("SANGSAENG_DATABASE_URL") or None
    context.obj = Face(choose_language(lang, os.environ), folder, url)


def make_app() -> typer.Typer:
    """Every command registered, each by its own file."""
    made = typer.Typer(
        name="sangsaeng",
        cls=Commands,
        help="help_sangsaeng",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    made.callback()(_begin)
    for module in _MODULES:
        module.register(made)
    watch_commands(made)
    return made


app = make_app()


def _end_in_order(number: int, _frame: FrameType | None) -> NoReturn:
    # The blocks that hold the server and the bank end them on the way out.
    raise SystemExit(_ENDED_BY_SIGNAL + number)


def run() -> None:
    """Entry point. A termination signal unwinds like Ctrl-C: nothing is left running."""
    signal.signal(signal.SIGTERM, _end_in_order)
    app()


if __name__ == "__main__":
    run()
