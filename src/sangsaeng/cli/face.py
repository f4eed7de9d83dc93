"""What every command shares: the language, the home folder, printing, and how a refusal is said."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NoReturn
from unicodedata import category

import typer
from rich.console import Console
from rich.table import Table

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import LANGUAGES, Language, explain, sentence
from sangsaeng.kernel.refusals import Fact, Refusal, refuse

REFUSED = 1
# A table wider than the terminal is cut; a pipe has no width, so it gets room.
_WIDTH_OF_A_PIPE = 160

# Numbers the book gives out one after another; above these there is none, nor room for it.
MOST_NUMBER = 2**31 - 1  # of agreements, facilities and own accounts
MOST_ID = 10**15 - 1  # of everything else: an account of the ledger has its kind above 15 digits
# A day outside is a slip of the hand, and the calendar and the law have no entry for it.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)

Json = Annotated[bool, typer.Option("--json", help="help_option_json")]
Number = Annotated[
    int, typer.Option("--programme", min=1, max=MOST_NUMBER, help="help_option_programme")
]


def parse_day(text: str) -> date:
    """A day as it is typed; one that is none, or outside this century, ends the command with 2."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(f"{text[:20]} (YYYY-MM-DD, {FIRST_DAY} ... {LAST_DAY})")
    return day


DayArgument = Annotated[
    date, typer.Argument(parser=parse_day, metavar="YYYY-MM-DD", help="help_argument_day")
]
OnDay = Annotated[
    date | None,
    typer.Option("--on", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_on"),
]
UntilDay = Annotated[
    date | None,
    typer.Option("--until", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_until"),
]
FromDay = Annotated[
    date | None,
    typer.Option("--from", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_from"),
]
MaturesOn = Annotated[
    date | None,
    typer.Option(
        "--matures-on", parser=parse_day, metavar="YYYY-MM-DD", help="help_option_matures_on"
    ),
]


def today() -> date:
    """Today in Korea: the scheme's days begin and end there."""
    return datetime.now(KOREA).date()


def moment(on: date | None) -> datetime:
    """Now in Korea; on a day given for rehearsal, its noon, inside every cut-off."""
    return datetime.combine(on, time(12, 0), KOREA) if on else datetime.now(KOREA)


class StoppedError(typer.Exit):
    """A command that was refused ends with exit code 1; the log keeps the first refusal's code."""

    def __init__(self, refusal_code: str) -> None:
        super().__init__(REFUSED)
        self.refusal_code = refusal_code


@dataclass(frozen=True, slots=True)
class Face:
    """The choices made before a command's name; `database_url` is None for the embedded server."""

    language: Language
    home: Path
    database_url: str | None

    def text(self, code: str, /, **facts: Fact) -> str:
        """A sentence of the catalogue in the chosen language."""
        return sentence(code, self.language, facts)

    def say(self, code: str, /, **facts: Fact) -> None:
        """Print a sentence."""
        console().print(plain(self.text(code, **facts)), highlight=False, markup=False)

    def print_table(
        self, headings: Sequence[str], rows: Sequence[Sequence[object]], title: str | None = None
    ) -> None:
        """Print rows under the headings of the catalogue; whole won are grouped, to the right."""
        table = Table(title=self.text(title) if title else None, title_justify="left")
        for place, heading in enumerate(headings):
            numeric = bool(rows) and all(_is_number(row[place]) for row in rows)
            table.add_column(self.text(heading), justify="right" if numeric else "left")
        for row in rows:
            table.add_row(*(_cell(value) for value in row))
        console().print(table, highlight=False, markup=False)

    def refusal_text(self, refusal: Refusal) -> str:
        """`code`, line, field and the sentence, on one line."""
        place = []
        if refusal.line is not None:
            place.append(self.text("refusal_line", line=str(refusal.line)))
        if refusal.field is not None:
            place.append(refusal.field)
        where = f" [{', '.join(place)}]" if place else ""
        return f"{refusal.code}{where}: {explain(refusal, self.language)}"

    def stop_refused(self, refusals: Refusal | Sequence[Refusal], as_json: bool) -> NoReturn:
        """Say every refusal and end with exit code 1."""
        listed = [refusals] if isinstance(refusals, Refusal) else list(refusals)
        if as_json:
            print_json({"refusals": [refusal_as_data(one) for one in listed]})
        else:
            for one in listed:
                said = plain(self.refusal_text(one))
                console(error=True).print(said, highlight=False, markup=False)
        raise StoppedError(listed[0].code)


def check_period(face: Face, first: date, last: date, as_json: bool) -> None:
    """End the command with `period_reversed` where a period ends before it begins."""
    if first > last:
        said = {"first": first.isoformat(), "last": last.isoformat()}
        face.stop_refused(refuse("period_reversed", "from", **said), as_json)


def face_of(context: typer.Context) -> Face:
    """The face that the first part of the command line made."""
    assert isinstance(context.obj, Face)
    return context.obj


def console(error: bool = False) -> Console:
    """A console of the stream as it is now; without a terminal the lines are not folded."""
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else _WIDTH_OF_A_PIPE
    return Console(file=stream, width=width, soft_wrap=False)


def refusal_as_data(refusal: Refusal) -> dict[str, Any]:
    """A refusal for programs: its code and facts, and its sentence in both languages."""
    said: dict[str, str] = {language: explain(refusal, language) for language in LANGUAGES}
    return {
        "code": refusal.code,
        "field": refusal.field,
        "line": refusal.line,
        "facts": dict(refusal.facts),
        **said,
    }


def print_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """One JSON document; won are whole numbers, rates and days are text."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    assert isinstance(value, Decimal), type(value)
    return format(value, "f")


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if _is_number(value) else plain(str(value))


def plain(text: str) -> str:
    """A text without signs that steer a terminal: names come from files and from other people. Each
    stands as its number, lines and tabs as they are."""
    return "".join(
        sign if sign in "\n\t" or category(sign) not in ("Cc", "Cf") else f"\\x{ord(sign):02x}"
        for sign in text
    )
