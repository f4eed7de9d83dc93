"""Looking over a programme, settling what was found, and the price bands it is looked at by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.controls.model import Finding, PriceBand, Settled
from sangsaeng.outcomes.controls.registry import controls
from sangsaeng.outcomes.controls.rules import digest_of_cause, is_known
from sangsaeng.outcomes.controls.shape import Control, Found, Looking
from sangsaeng.outcomes.rules_works import fold_name
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_events import Change, record_change

_SQL = load(__package__)
_FINDING = "finding"


def run_controls(tx: Tx, programme_id: int, at: datetime) -> Mapping[str, int] | Refusal:
    """Every control looks over a programme; how many things each found that were not known, or
    `unknown_outcome_programme`."""
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    looking = Looking(tx, programme_id, programme.rules, at.astimezone(KOREA).date())
    # From here it must succeed.
    return {code: len(add_findings(looking, code, at)) for code in controls()}


def add_findings(looking: Looking, code: str, at: datetime) -> list[int]:
    """Let one control look, and put down what it finds that was not known; the findings' numbers.
    What was settled is found again for a new cause, and only for one."""
    control = controls()[code]
    found = list(control.look(looking))
    if not found:
        return []
    subjects = [one.subject_id for one in found]
    about = {"programme_id": looking.programme_id, "control": code, "subject_ids": subjects}
    known: dict[tuple[str, int], list[Mapping[str, Fact]]] = defaultdict(list)
    for row in looking.tx.rows(_SQL["list_known"], **about):
        known[row["subject"], row["subject_id"]].append(row["facts"])
    put = (
        _add(looking, control, one, at)
        for one in found
        if not is_known(one.facts, known[one.subject, one.subject_id], control.beside)
    )
    return [number for number in put if number is not None]


def _add(looking: Looking, control: Control, found: Found, at: datetime) -> int | None:
    number = reserve_items(looking.tx, 1)[0]
    added = looking.tx.run(
        _SQL["add_finding"],
        programme_id=looking.programme_id,
        finding_id=number,
        control=control.code,
        subject=found.subject,
        subject_id=found.subject_id,
        award_id=found.award_id,
        facts=Jsonb(dict(found.facts)),
        cause_digest=digest_of_cause(found.facts, control.beside),
        stops=control.stops and found.stops,
        at=at,
    )
    if not added:  # another look put it down in the meantime
        return None
    about = (looking.programme_id, _FINDING, number, "found", found.award_id, control.code)
    record_change(looking.tx, Change(*about), at)
    return number


def run_all_controls(database: Transactions, at: datetime) -> int:
    """Every programme that runs is looked over, each in a transaction of its own; how many things
    were found that were not known."""
    with database.transaction() as tx:
        running = [row["programme_id"] for row in tx.rows(_SQL["list_running"])]
    count = 0
    for programme_id in running:
        with database.transaction() as tx:
            found = run_controls(tx, programme_id, at)
            assert not isinstance(found, Refusal), found
            count += sum(found.values())
    return count


def get_finding(tx: Tx, programme_id: int, finding_id: int) -> Finding | Refusal:
    """A finding, held still; or `unknown_finding`."""
    about = {"programme_id": programme_id, "finding_id": finding_id}
    row = tx.row(_SQL["hold_finding"], **about)
    if row is None:
        return refuse("unknown_finding", "finding_id", value=str(finding_id))
    settled = None if row["settled_as"] is None else Settled(row["settled_as"])
    return Finding(**{**row, "settled_as": settled})


def settle_finding(
    tx: Tx, programme_id: int, finding_id: int, settled: Settled, answer: str, at: datetime
) -> Finding | Refusal:
    """Answer a finding: there was nothing in it, or it is so. It stays; what it stopped moves on.

    Refusals in order: unknown_finding, finding_settled.
    """
    finding = get_finding(tx, programme_id, finding_id)
    if isinstance(finding, Refusal):
        return finding
    if finding.settled_as is not None:
        return refuse("finding_settled", "finding_id", value=str(finding_id))
    # From here it must succeed.
    about = {"programme_id": programme_id, "finding_id": finding_id}
    tx.run(_SQL["settle_finding"], **about, settled_as=str(settled), answer=answer, at=at)
    change = Change(
        programme_id, _FINDING, finding_id, str(settled), finding.award_id, finding.control
    )
    record_change(tx, change, at)
    done = get_finding(tx, programme_id, finding_id)
    assert isinstance(done, Finding)
    return done


def set_price_band(tx: Tx, programme_id: int, band: PriceBand, at: datetime) -> Refusal | None:
    """Say what a model costs on the market; said again, the new word counts. The model is folded
    as it is where devices are put down. Refused: `band_reversed`."""
    if band.least_won > band.most_won:
        return refuse("band_reversed", "least_won", least=band.least_won, most=band.most_won)
    # From here it must succeed.
    tx.run(
        _SQL["set_price_band"],
        programme_id=programme_id,
        model=fold_name(band.model),
        least_won=band.least_won,
        most_won=band.most_won,
        source=band.source,
        at=at,
    )
    return None


def state_contract_sum(
    tx: Tx, programme_id: int, match_id: int, said_by: str, amount_won: int, at: datetime
) -> Refusal | None:
    """What a site, or a maker, says the works cost, asked directly: set against the invoice.
    Refused: `contract_sum_stated`, since the first word counts."""
    about = {"programme_id": programme_id, "match_id": match_id, "said_by": said_by}
    if not tx.run(_SQL["add_contract_word"], **about, amount_won=amount_won, at=at):
        return refuse("contract_sum_stated", "match_id", value=str(match_id))
    return None


def is_match_of_site(tx: Tx, programme_id: int, match_id: int, company_id: int) -> bool:
    """Whether the match is of a site of this company."""
    about = {"programme_id": programme_id, "match_id": match_id, "company_id": company_id}
    return tx.row(_SQL["match_of_site"], **about) is not None
