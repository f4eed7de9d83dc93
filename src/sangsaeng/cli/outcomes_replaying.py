"""`outcomes replay`: contract files, determined and explained; no book is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from sangsaeng.cli.face import REFUSED, Face, Json, face_of, print_json, refusal_as_data
from sangsaeng.cli.place import read_bytes
from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.contracts.case_file import CaseResult, CaseSet, read_case_file, run_case
from sangsaeng.outcomes.contracts.contract import Currency, digest_of, render_canonical
from sangsaeng.outcomes.contracts.explaining import explain_step, show_amount
from sangsaeng.outcomes.contracts.shape import Step, render_exact
from sangsaeng.oversight.scenario_yaml import read_yaml


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One file: why it could not be read, or each of its contracts with what came of its cases."""

    file: str
    refusals: Sequence[Refusal]
    sets: Sequence[tuple[CaseSet, Sequence[CaseResult]]] = ()

    @property
    def differences(self) -> int:
        return sum(len(one.differences) for _, results in self.sets for one in results)

    @property
    def holds(self) -> bool:
        return not self.refusals and not self.differences


def register(group: typer.Typer) -> None:
    """Add the command to the group."""
    group.command("replay", help="help_outcomes_replay")(replay_command)


def replay_command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="help_argument_contracts")],
    as_json: Json = False,
) -> None:
    """Determine every case of contract files and explain it; exit 0 only when nothing differs."""
    face = face_of(context)
    outcomes = [_run(file) for file in files]
    if as_json:
        print_json({"files": [_as_data(outcome) for outcome in outcomes]})
    else:
        for outcome in outcomes:
            _print(face, outcome)
    if not all(outcome.holds for outcome in outcomes):
        raise typer.Exit(REFUSED)


def _run(file: Path) -> _Outcome:
    data = read_bytes(file)
    if isinstance(data, Refusal):
        return _Outcome(str(file), [data])
    try:
        content = read_yaml(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _Outcome(str(file), [refuse("contract_unreadable", None, place="-", what="UTF-8")])
    except yaml.YAMLError as broken:
        what = str(broken).replace("\n", " ")[:200]
        return _Outcome(str(file), [refuse("contract_unreadable", None, place="-", what=what)])
    sets = read_case_file(content)
    refusals = [one for one in sets if isinstance(one, Refusal)]
    ran = [
        (one, [run_case(one.contract, case) for case in one.cases])
        for one in sets
        if isinstance(one, CaseSet)
    ]
    return _Outcome(str(file), refusals, ran)


def _as_data(outcome: _Outcome) -> dict[str, object]:
    return {
        "file": outcome.file,
        "holds": outcome.holds,
        "refusals": [refusal_as_data(one) for one in outcome.refusals],
        "contracts": [_set_as_data(one, results) for one, results in outcome.sets],
    }


def _set_as_data(one: CaseSet, results: Sequence[CaseResult]) -> dict[str, Any]:
    contract = one.contract
    return {
        "contract": contract.name,
        "rule_version": contract.version,
        "kind": contract.kind.code,
        "currency": contract.currency.model_dump(),
        "rule": render_canonical(contract),
        "rule_digest": digest_of(render_canonical(contract)).hex(),
        "highest": contract.highest,
        "note": one.note,
        "cases": [_case_as_data(result, contract.currency) for result in results],
    }


def _case_as_data(result: CaseResult, currency: Currency) -> dict[str, Any]:
    found = result.found
    common = {
        "case": result.case.name,
        "differences": [asdict(one) for one in result.differences],
    }
    if isinstance(found, Refusal):
        return {**common, "refusal": refusal_as_data(found)}
    return {
        **common,
        "refusal": None,
        "amount": found.amount,
        "shares": dict(found.shares),
        "figures": {name: render_exact(figure) for name, figure in found.figures.items()},
        "input": found.input_text,
        "input_digest": found.input_digest.hex(),
        "steps": [_step_as_data(step, currency) for step in found.steps],
    }


def _step_as_data(step: Step, currency: Currency) -> Mapping[str, Any]:
    said: dict[str, str] = {
        language: explain_step(step, currency, language) for language in LANGUAGES
    }
    return {
        "clause": step.clause,
        "what": step.what,
        "facts": dict(step.facts),
        "amount": step.amount,
        **said,
    }


def _print(face: Face, outcome: _Outcome) -> None:
    for refusal in outcome.refusals:
        face.say("replay_refused", file=outcome.file, why=face.refusal_text(refusal))
    for one, results in outcome.sets:
        digest = digest_of(render_canonical(one.contract)).hex()[:12]
        face.say(
            "outcomes_replay_contract",
            contract=one.contract.name,
            kind=one.contract.kind.code,
            version=str(one.contract.version),
            digest=digest,
            currency=one.contract.currency.code,
            highest=show_amount(one.contract.highest, one.contract.currency),
        )
        for result in results:
            _print_case(face, result, one.contract.currency)
    if not outcome.refusals:
        code = "replay_holds" if outcome.holds else "replay_differs"
        face.say(code, file=outcome.file, count=outcome.differences)


def _print_case(face: Face, result: CaseResult, currency: Currency) -> None:
    found = result.found
    if isinstance(found, Refusal):
        refused = face.refusal_text(found)
        face.say("outcomes_replay_refused", case=result.case.name, why=refused)
    else:
        amount = show_amount(found.amount, currency)
        digest = found.input_digest.hex()[:12]
        face.say("outcomes_replay_case", case=result.case.name, amount=amount, digest=digest)
        for step in found.steps:
            said = {
                "clause": step.clause or "-",
                "line": explain_step(step, currency, face.language),
            }
            if step.amount is None:
                face.say("outcomes_replay_line", **said)
            else:
                shown = show_amount(step.amount, currency)
                face.say("outcomes_replay_amount", **said, amount=shown)
        for name, share in found.shares.items():
            face.say("outcomes_replay_share", name=name, amount=show_amount(share, currency))
    for one in result.differences:
        named = {"what": one.what, "expected": one.expected, "actual": one.actual}
        face.say("outcomes_replay_difference", **named)
