"""`default`: what is done when a buyer does not pay."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from sangsaeng.cli.companies import find_company
from sangsaeng.cli.face import MOST_ID, Face, Json, OnDay, face_of, print_json, today
from sangsaeng.cli.place import open_book
from sangsaeng.cli.verifying import PROOF_SENTENCES
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.messages import LANGUAGES, sentence
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.verify import Proof, list_proofs
from sangsaeng.parties.service import list_companies
from sangsaeng.settlement.playbook_model import Proved, Step, StepDone
from sangsaeng.settlement.playbook_opening import open_playbook
from sangsaeng.settlement.rules_playbook import ban_days, period
from sangsaeng.settlement.service_playbook import (
    get_playbook,
    list_notices,
    list_playbooks,
    render_notice,
    run_playbook,
)

NumberArgument = Annotated[int, typer.Argument(min=1, max=MOST_ID, help="help_argument_playbook")]
# What is said of each step; its blanks are filled from the step's outcome.
_STEP_SENTENCES = {
    Step.STOP_ISSUES: "step_stop_issues",
    Step.MARK_TREES: "step_mark_trees",
    Step.PAY_COVERED: "step_pay_covered",
    Step.NOTIFY: "step_notify",
    Step.BAN_STATE: "step_ban_state",
    Step.EVIDENCE_PACK: "step_evidence_pack",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    made = typer.Typer(help="help_default", no_args_is_help=True)
    made.command("list", help="help_default_list")(list_command)
    made.command("open", help="help_default_open")(open_command)
    made.command("run", help="help_default_run")(run_command)
    made.command("notices", help="help_default_notices")(notices_command)
    app.add_typer(made, name="default")


def list_command(context: typer.Context, as_json: Json = False) -> None:
    """Every buyer's default proceedings, and how many of their steps are done."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        rows = list_playbooks(tx)
    if as_json:
        print_json({"playbooks": rows})
        return
    columns = ("buyer", "opened_on", "reason")
    headings = ("heading_number", "heading_buyer", "heading_opened_on", "heading_reason")
    shown = [
        [str(row["playbook_id"]), *(row[name] for name in columns), _progress(row["steps_done"])]
        for row in rows
    ]
    face.print_table((*headings, "heading_steps"), shown)


def _progress(done: int) -> str:
    return f"{done}/{len(Step)}"


def open_command(
    context: typer.Context,
    buyer: Annotated[str, typer.Argument(help="help_argument_buyer")],
    reason: Annotated[str, typer.Option(help="help_option_default_reason")],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Open proceedings on a buyer by hand: it is insolvent, with or without an unpaid call."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        with database.transaction() as tx:
            company = find_company(tx, buyer, "buyer")
            if isinstance(company, Refusal):
                face.stop_refused(company, as_json)
            opened = open_playbook(tx, company.company_id, on or today(), reason)
        if isinstance(opened, Refusal):
            face.stop_refused(opened, as_json)
    if as_json:
        print_json(asdict(opened))
        return
    face.say("playbook_opened", number=str(opened.playbook_id), day=opened.opened_on.isoformat())


def run_command(
    context: typer.Context,
    number: NumberArgument,
    to: Annotated[Path, typer.Option("--to", help="help_option_pack_to")],
    on: OnDay = None,
    as_json: Json = False,
) -> None:
    """Do the steps that are not done yet; said again it repeats nothing."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        done = run_playbook(database, number, on or today(), to, prove_pack)
    if isinstance(done, Refusal):
        face.stop_refused(done, as_json)
    if as_json:
        print_json({"playbook_id": number, "steps": [asdict(step) for step in done]})
        return
    headings = ("heading_step", "heading_day", "heading_outcome")
    face.print_table(headings, [[one.step, one.done_on, _said(face, one)] for one in done])


def prove_pack(tx: Tx) -> list[Proved]:
    """The proofs of `verify`, with their sentences, as an evidence pack keeps them."""
    return [_proved(proof) for proof in list_proofs(tx)]


def _proved(proof: Proof) -> Proved:
    said = {language: sentence(PROOF_SENTENCES[proof.what], language) for language in LANGUAGES}
    named = (
        said if proof.subject == "all" else {k: f"{v} ({proof.subject})" for k, v in said.items()}
    )
    return Proved(
        proof.rule, named["ko"], named["en"], proof.left_won, proof.right_won, proof.holds
    )


def _said(face: Face, done: StepDone) -> str:
    outcome = done.outcome
    facts: dict[str, Any] = {k: v for k, v in outcome.items() if isinstance(v, int)}
    if done.step is Step.MARK_TREES:
        facts = {standing: sums["trees"] for standing, sums in outcome.items()}
    if "since" in outcome:
        facts["period"] = period(**ban_days(outcome))
    if done.step is Step.EVIDENCE_PACK:
        facts["files"] = len(outcome["files"])
        facts["folder"] = outcome["folder"]
    return face.text(_STEP_SENTENCES[done.step], **facts)


def notices_command(
    context: typer.Context,
    number: NumberArgument,
    company: Annotated[str | None, typer.Option(help="help_option_notified")] = None,
    as_json: Json = False,
) -> None:
    """What the proceedings told everyone, or one company."""
    face = face_of(context)
    with open_book(face, as_json) as database, database.transaction() as tx:
        company_id = None
        if company is not None:
            found = find_company(tx, company, "company")
            if isinstance(found, Refusal):
                face.stop_refused(found, as_json)
            company_id = found.company_id
        playbook = get_playbook(tx, number)
        if isinstance(playbook, Refusal):
            face.stop_refused(playbook, as_json)
        notices = list_notices(tx, number, company_id)
        names = list_companies(tx, {notice.company_id for notice in notices})
    if as_json:
        said = [
            {**asdict(one), **{language: render_notice(one, language) for language in LANGUAGES}}
            for one in notices
        ]
        print_json({"notices": said})
        return
    rows = [
        [one.made_on, names[one.company_id].name, render_notice(one, face.language)]
        for one in notices
    ]
    face.print_table(("heading_day", "heading_company", "heading_notice"), rows)
