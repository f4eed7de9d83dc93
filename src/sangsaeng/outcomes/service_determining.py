"""Determinations: from verified quantities to won by the frozen rule (row 16, G14, G15)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.measures.loader import catalogue
from sangsaeng.outcomes.measures.model import Catalogue, Metric
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_claim import (
    ClaimedSite,
    DeterminationCase,
    Determined,
    GateCase,
)
from sangsaeng.outcomes.model_site import leaves_denominator
from sangsaeng.outcomes.rules_claims import COUNTED_STATES
from sangsaeng.outcomes.rules_determining import (
    decide_determination,
    period_cap_won,
    reckon,
)
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_claims import (
    Claim,
    award_stopped,
    claim_at,
    list_periods,
    move_claim,
    read_lines,
)
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_verifying import Found, claim_verified_by, correct_found, read_found

_SQL = load(__package__)
REASONS = ("late_accident", "dispute", "found_error")
_GATE_NAMES: Mapping[str, str] = {
    "no_concealment": "gate_no_concealment",
    "no_attributable_death": "gate_no_attributable_death",
    "legal_duties": "gate_legal_duties",
}


@dataclass(frozen=True, slots=True)
class DeterminationPut:
    """A determination as it stands from now on."""

    determination_id: int
    claim_id: int
    version: int
    amount_won: int
    window_until: Any
    rule_digest: bytes
    input_digest: bytes


def determine_claim(
    tx: Tx, programme_id: int, claim_id: int, verifier_id: int, at: datetime
) -> DeterminationPut | Refusal:
    """Determine a verified claim; its dispute window begins.

    Refusals in order: unknown_claim, claim_not_there_yet, award_stopped_by_finding, gate_unknown,
    what the agreed rule itself refuses.
    """
    claim = claim_verified_by(tx, programme_id, claim_id, verifier_id)
    if isinstance(claim, Refusal):
        return claim
    refused = claim_at(claim, "verified") or award_stopped(tx, programme_id, claim.award.award_id)
    if refused:
        return refused
    done = reckon_claims(tx, programme_id, [claim_id])[0]
    if isinstance(done, Refusal):
        return done
    # From here it must succeed.
    move_claim(tx, claim, "determined", at)
    return put_determinations(tx, programme_id, [done], {claim_id: 1}, None, at)[0]


def redetermine_claim(
    tx: Tx,
    programme_id: int,
    claim_id: int,
    verifier_id: int,
    reason: str,
    found: Sequence[Found],
    duties_met: bool | None,
    at: datetime,
) -> DeterminationPut | Refusal:
    """Determine a claim anew, by the same rule on what is known now: a new version supersedes the
    last. For a `late_accident` (recorded or approved after it), an upheld `dispute`, or a
    `found_error`; the latter two may bring corrected findings.

    Refusals in order: unknown_claim, claim_not_there_yet, nothing_new, and those of findings and of
    the rule.
    """
    claim = claim_verified_by(tx, programme_id, claim_id, verifier_id)
    if isinstance(claim, Refusal):
        return claim
    refused = claim_at(claim, "determined")
    if refused:
        return refused
    last = get_newest(tx, programme_id, claim_id)
    refused = _check_reason(tx, claim, last, reason, found, duties_met)
    if refused is None and (found or duties_met is not None):
        refused = correct_found(tx, claim, found, duties_met, at)
    if refused:
        return refused
    done = reckon_claims(tx, programme_id, [claim_id])[0]
    if isinstance(done, Refusal):
        return done
    # From here it must succeed.
    versions = {claim_id: last["version"] + 1}
    return put_determinations(tx, programme_id, [done], versions, reason, at)[0]


def _check_reason(
    tx: Tx,
    claim: Claim,
    last: Row,
    reason: str,
    found: Sequence[Found],
    duties_met: bool | None,
) -> Refusal | None:
    about = {"programme_id": claim.programme_id}
    if reason == "late_accident":
        told = {"award_id": claim.award.award_id, "since": last["determined_at"]}
        new = tx.the(_SQL["has_late_incident"], **about, **told)["yes"]
        if found or duties_met is not None:
            return refuse("nothing_new", "found", reason=reason)
    elif reason == "dispute":
        number = last["determination_id"]
        dispute = tx.row(_SQL["get_dispute_of"], **about, determination_id=number)
        new = dispute is not None and dispute["upheld"]
    else:
        new = bool(found) or duties_met is not None
    return None if new else refuse("nothing_new", "reason", reason=reason)


def reckon_claims(
    tx: Tx, programme_id: int, claim_ids: Sequence[int]
) -> list[Determined | Refusal]:
    """What verified claims come to, in the order of their numbers; nothing is put down. It reads
    everything at once, however many claims there are."""
    return [decide_determination(case) for case in read_cases(tx, programme_id, claim_ids)]


def read_cases(
    tx: Tx, programme_id: int, claim_ids: Sequence[int], again: bool = False
) -> list[DeterminationCase]:
    """Everything that claims are determined from: six statements for all of them. `again`: as it
    was known when each was determined last."""
    about = {"programme_id": programme_id, "claim_ids": list(claim_ids), "again": again}
    claims = tx.rows(_SQL["list_cases"], **about)
    sites = _read_sites(tx, about, [row["award_id"] for row in claims])
    incidents: dict[int, list[GateCase]] = defaultdict(list)
    for row in tx.rows(_SQL["list_case_incidents"], **about):
        incidents[row.pop("claim_id")].append(GateCase(**row))
    periods = list_periods(tx, programme_id)
    return [
        DeterminationCase(
            programme_id=programme_id,
            award_id=row["award_id"],
            claim_id=row["claim_id"],
            period_no=row["period_no"],
            cap_won=period_cap_won(row["success_cap_won"], periods, row["period_no"]),
            rule_version=row["rule_version"],
            rule_text=row["rule_text"],
            claimed=read_lines(row["lines"]),
            found=[one.line for one in read_found(row["found"])],
            sites=sites[row["claim_id"]],
            incidents=incidents[row["claim_id"]],
            duties_met=row["duties_met"],
        )
        for row in claims
    ]


def _read_sites(
    tx: Tx, about: dict[str, Any], award_ids: Sequence[int]
) -> dict[int, list[ClaimedSite]]:
    baselines: dict[int, dict[str, Any]] = defaultdict(dict)
    named = {"programme_id": about["programme_id"], "award_ids": list(award_ids)}
    for row in tx.rows(_SQL["list_case_baselines"], **named):
        baselines[row["match_id"]][row["metric"]] = (row["numerator"], row["denominator"])
    observed: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    for row in tx.rows(_SQL["list_case_observations"], **about):
        key = row["claim_id"], row["match_id"]
        observed[key][row["metric"]] = (row["numerator"], row["denominator"])
    found: dict[int, list[ClaimedSite]] = defaultdict(list)
    for row in tx.rows(_SQL["list_case_sites"], **about, states=sorted(COUNTED_STATES)):
        # A claim is about the sites that were there when it was made: what was claimed and found
        # of a site stays, whoever lets it go afterwards and for whatever reason.
        state = "accepted" if row["left_later"] else row["state"]
        site = ClaimedSite(
            match_id=row["match_id"],
            state=state,
            timely=row["timely"],
            excused=state in ("left", "closed") and leaves_denominator(row["reason"]),
            baseline=baselines.get(row["match_id"], {}),
            observed=observed.get((row["claim_id"], row["match_id"]), {}),
        )
        found[row["claim_id"]].append(site)
    return found


def put_determinations(
    tx: Tx,
    programme_id: int,
    done: Sequence[Determined],
    versions: dict[int, int],
    reason: str | None,
    at: datetime,
) -> list[DeterminationPut]:
    """Put determinations down for ever, each with its texts and its explanation."""
    programme = get_programme(tx, programme_id)
    assert isinstance(programme, Programme), programme
    window_until = at.astimezone(KOREA).date() + timedelta(days=programme.rules.dispute_days)
    numbers = reserve_items(tx, len(done))
    tx.run(
        _SQL["add_determinations"],
        programme_id=programme_id,
        reason=reason,
        at=at,
        window_until=window_until,
        determination_id=numbers,
        award_id=[one.case.award_id for one in done],
        claim_id=[one.case.claim_id for one in done],
        version=[versions[one.case.claim_id] for one in done],
        rule_version=[one.case.rule_version for one in done],
        input_text=[one.input_text for one in done],
        amount_won=[one.amount_won for one in done],
        explanation=[Jsonb([asdict(line) for line in one.lines]) for one in done],
    )
    for number, one in zip(numbers, done, strict=True):
        version = versions[one.case.claim_id]
        facts = {"amount_won": one.amount_won, "version": version}
        named = (one.case.award_id, reason, facts)
        record_change(tx, Change(programme_id, "determination", number, "made", *named), at)
    return [_put(tx, programme_id, number) for number in numbers]


def _put(tx: Tx, programme_id: int, determination_id: int) -> DeterminationPut:
    row = tx.the(
        _SQL["get_determination"], programme_id=programme_id, determination_id=determination_id
    )
    names = DeterminationPut.__dataclass_fields__
    return DeterminationPut(**{name: row[name] for name in names})


def get_newest(tx: Tx, programme_id: int, claim_id: int) -> Row:
    """The newest determination of a determined claim."""
    return tx.the(_SQL["newest_version"], programme_id=programme_id, claim_id=claim_id)


def get_determination(tx: Tx, programme_id: int, determination_id: int) -> Row | Refusal:
    """A determination with its texts; or `unknown_determination`."""
    found = tx.row(
        _SQL["get_determination"], programme_id=programme_id, determination_id=determination_id
    )
    return found or unknown_determination(determination_id)


def find_determination(tx: Tx, determination_id: int) -> Row | Refusal:
    """A determination by its number alone; or `unknown_determination`."""
    found = tx.row(_SQL["find_determination"], determination_id=determination_id)
    if found is None:
        return unknown_determination(determination_id)
    return get_determination(tx, found["programme_id"], determination_id)


def unknown_determination(determination_id: int) -> Refusal:
    """There is no such determination, or it is not the asker's."""
    return refuse("unknown_determination", "determination_id", value=str(determination_id))


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of an explanation for people: the clause and its words, and the line's sentence in
    both languages. `amount_won` where it makes or cuts the amount: they add up to it."""

    clause: str
    words: str
    what: str
    ko: str
    en: str
    amount_won: int | None
    facts: Mapping[str, str | int]


def explain_determination(row: Row) -> list[Explained]:
    """Every line of a stored determination's amount, in both languages, with the clause it stands
    in as the agreement has it: also of one that pays nothing. A metric is called by its name in the
    programme's catalogue, a gate by its own."""
    listed = catalogue(row["metric_catalogue"])
    metrics = listed.metrics if isinstance(listed, Catalogue) else {}
    clauses: dict[str, str] = json.loads(row["rule_text"]).get("clauses", {})
    return [
        Explained(
            clause=one["clause"],
            words=clauses.get(one["clause"], ""),
            what=one["what"],
            ko=sentence(one["what"], "ko", _named(one["facts"], metrics, "ko")),
            en=sentence(one["what"], "en", _named(one["facts"], metrics, "en")),
            amount_won=one["amount_won"],
            facts=one["facts"],
        )
        for one in row["explanation"]
    ]


def _named(
    facts: Mapping[str, Fact], metrics: Mapping[str, Metric], language: Language
) -> Mapping[str, Fact]:
    said = dict(facts)
    metric = metrics.get(str(facts.get("metric")))
    if metric is not None:
        said["metric"] = getattr(metric.name, language)
    for name in ("gate", "gates"):
        if name in said:
            codes = str(said[name]).split(", ")
            said[name] = ", ".join(_gate_name(code, language) for code in codes)
    return said


def _gate_name(code: str, language: Language) -> str:
    """What a gate of an agreement is called; another contract's is called by its code."""
    named = _GATE_NAMES.get(code)
    return code if named is None else sentence(named, language, {})


def recompute(row: Row) -> int | Refusal:
    """The won of a stored determination, reckoned again from its two texts and nothing else."""
    done = reckon(row["rule_text"], row["input_text"])
    return done if isinstance(done, Refusal) else done.amount_won
