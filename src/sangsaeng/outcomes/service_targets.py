"""Targets: a supplier proposes, the administrator approves with the verifier (row 8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.measures.loader import catalogue, get_metric
from sangsaeng.outcomes.measures.model import Catalogue
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.model_target import (
    Reference,
    References,
    Target,
    read_target,
    render_target,
)
from sangsaeng.outcomes.rules_targets import Against, decide_target
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_sides import get_verifier

_SQL = load(__package__)


def catalogue_of(programme: Programme) -> Catalogue:
    """The metrics a programme's call names; it was read when the call was drafted."""
    found = catalogue(programme.call.metric_catalogue)
    assert isinstance(found, Catalogue), found
    return found


def propose_target(
    tx: Tx, programme: Programme, award: Award, target: Target, at: datetime
) -> int | Refusal:
    """A supplier's undertaking; its version. What it proposed before and was not decided is
    superseded.

    Refusals in order: award_state_unfit (the agreement froze it), those of `decide_target`.
    """
    refused = _decide_open(award) or decide_target(target, _against(tx, programme, award))
    if refused:
        return refused
    # From here it must succeed.
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    version: int = tx.the(_SQL["add_target"], **about, text=render_target(target), at=at)["version"]
    tx.run(_SQL["end_targets"], **about, was="proposed", version=version, at=at)
    _record(tx, award, version, "proposed", None, at)
    return version


def approve_target(
    tx: Tx, programme: Programme, award: Award, version: int, at: datetime
) -> Row | Refusal:
    """The administrator's and the verifier's word; one approved before is superseded.

    Refusals in order: award_state_unfit, verifier_missing, unknown_target, target_decided, those
    of `decide_target` (references may have been set since).
    """
    found = _open_version(tx, award, version)
    if isinstance(found, Refusal):
        return found
    refused = decide_target(read_target(found["text"]), _against(tx, programme, award))
    if refused:
        return refused
    # From here it must succeed.
    about = {"programme_id": award.programme_id, "award_id": award.award_id, "version": version}
    tx.run(_SQL["end_targets"], **about, was="approved", at=at)
    tx.run(_SQL["decide_target"], **about, state="approved", at=at)
    _record(tx, award, version, "approved", None, at)
    return found


def refuse_target(tx: Tx, award: Award, version: int, reason: str, at: datetime) -> Refusal | None:
    """The undertaking is refused with its reason; the supplier may propose another.

    Refusals in order: award_state_unfit, verifier_missing, unknown_target, target_decided.
    """
    found = _open_version(tx, award, version)
    if isinstance(found, Refusal):
        return found
    # From here it must succeed.
    about = {"programme_id": award.programme_id, "award_id": award.award_id, "version": version}
    tx.run(_SQL["decide_target"], **about, state="refused", at=at)
    _record(tx, award, version, "refused", reason, at)
    return None


def approved_target(tx: Tx, award: Award) -> Target | Refusal:
    """The undertaking that was approved, or `target_not_approved`."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    found = tx.row(_SQL["approved_target"], **about)
    if found is None:
        return refuse("target_not_approved", "award_id", award=str(award.award_id))
    return read_target(found["text"])


def list_references(tx: Tx, award: Award) -> References:
    """What sites of an award's strata reach anyway, by metric."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    return {
        row["metric"]: Reference(Fraction(row["least"]), Fraction(row["most"]))
        for row in tx.rows(_SQL["references_of"], **about)
    }


def set_references(
    tx: Tx,
    programme: Programme,
    lines: Sequence[tuple[str, str, Decimal]],
    source: str,
    at: datetime,
) -> Refusal | None:
    """The levels that no target may be softer than: stratum (the beginning of an industry code, or
    `*`), metric and value. Refusals in order: unknown_metric, negative_quantity."""
    for number, (_, metric, value) in enumerate(lines, start=1):
        known = get_metric(metric, programme.call.metric_catalogue)
        if isinstance(known, Refusal):
            return known.at(number)
        if value < 0:
            return refuse("negative_quantity", "value", value=str(value)).at(number)
    # From here it must succeed.
    for stratum, metric, value in lines:
        about = {"programme_id": programme.programme_id, "stratum": stratum, "metric": metric}
        tx.run(_SQL["set_reference"], **about, value=value, source=source, at=at)
    number = programme.programme_id
    facts = {"lines": [[stratum, metric, str(value)] for stratum, metric, value in lines]}
    change = Change(number, "reference", number, "set", facts={**facts, "source": source})
    record_change(tx, change, at)
    return None


def _decide_open(award: Award) -> Refusal | None:
    if award.state != "funded":
        return refuse("award_state_unfit", "award_id", state=award.state)
    return None


def _open_version(tx: Tx, award: Award, version: int) -> Row | Refusal:
    refused = _decide_open(award)
    if refused:
        return refused
    if get_verifier(tx, award.programme_id, award.award_id) is None:
        return refuse("verifier_missing", "award_id", award=str(award.award_id))
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    found = tx.row(_SQL["get_target"], **about, version=version)
    if found is None:
        return refuse("unknown_target", "version", value=str(version))
    if found["state"] != "proposed":
        return refuse("target_decided", "version", state=found["state"])
    return found


def _against(tx: Tx, programme: Programme, award: Award) -> Against:
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    workers: int = tx.the(_SQL["workers_of_award"], **about)["workers"]
    listed = catalogue_of(programme)
    return Against(award.success_cap_won, workers, listed, list_references(tx, award))


def _record(
    tx: Tx, award: Award, version: int, state: str, reason: str | None, at: datetime
) -> None:
    facts = {"version": version} if reason is None else {"version": version, "why": reason}
    about = (award.programme_id, "target", award.award_id, state, award.award_id)
    record_change(tx, Change(*about, facts=facts), at)
