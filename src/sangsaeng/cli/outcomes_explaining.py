"""`outcomes explain`: why a claim pays what it pays, to the won and to the clause."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from sangsaeng.cli.face import Face, Json, face_of, print_json
from sangsaeng.cli.place import open_book
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_determining import (
    explain_determination,
    find_determination,
    recompute,
)

_SHORT = 12


def register(group: typer.Typer) -> None:
    """Add the command to the group."""
    group.command("explain", help="help_outcomes_explain")(explain_command)


def explain_command(
    context: typer.Context,
    determination: Annotated[int, typer.Argument(help="help_argument_determination")],
    as_json: Json = False,
) -> None:
    """Print every line of a determination with its clause, and reckon it again from its texts."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        row = find_determination(tx, determination)
    if isinstance(row, Refusal):
        face.stop_refused(row, as_json)
    if as_json:
        print_json(_as_data(row))
    else:
        print_determination(face, row)


def _as_data(row: dict[str, Any]) -> dict[str, Any]:
    again = recompute(row)
    plain = ("programme_id", "determination_id", "award_id", "claim_id", "period_no", "version")
    return {
        **{name: row[name] for name in (*plain, "newest", "amount_won", "reason")},
        "recomputed_won": None if isinstance(again, Refusal) else again,
        "determined_at": row["determined_at"].isoformat(),
        "window_until": row["window_until"].isoformat(),
        "rule_version": row["rule_version"],
        "rule_digest": row["rule_digest"].hex(),
        "input": row["input_text"],
        "input_digest": row["input_digest"].hex(),
        "lines": [asdict(line) for line in explain_determination(row)],
    }


def print_determination(face: Face, row: dict[str, Any]) -> None:
    """Every line of a determination in the face's language, and that it comes to the same again."""
    face.say(
        "outcomes_explain_head",
        determination=str(row["determination_id"]),
        award=str(row["award_id"]),
        claim=str(row["claim_id"]),
        period=str(row["period_no"]),
        version=str(row["version"]),
        amount=row["amount_won"],
        until=row["window_until"].isoformat(),
    )
    face.say(
        "outcomes_explain_texts",
        rule=row["rule_digest"].hex()[:_SHORT],
        number=str(row["rule_version"]),
        input=row["input_digest"].hex()[:_SHORT],
    )
    for line in explain_determination(row):
        said = {"clause": line.clause or "-", "line": getattr(line, face.language)}
        if line.amount_won is None:
            face.say("outcomes_replay_line", **said)
        else:
            face.say("outcomes_replay_amount", **said, amount=f"{line.amount_won:,}")
    again = recompute(row)
    code = "outcomes_explain_same" if again == row["amount_won"] else "outcomes_explain_differs"
    face.say(code, amount=0 if isinstance(again, Refusal) else again)
