"""What the paper says, section by section, in one language and then in the other. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sangsaeng.kernel.messages import LANGUAGES, Language, sentence
from sangsaeng.kernel.refusals import Fact, Refusal
from sangsaeng.settlement.playbook_model import Playbook, Standing
from sangsaeng.settlement.rules_playbook import period
from sangsaeng.statutes.loader import parameters, value_on
from sangsaeng.statutes.model import LawValue, Value

Row = Mapping[str, Any]
Section = dict[str, Any]
# A paper of a thousand pages is read by nobody; the files carry every row.
_LISTED = 300
_STANDINGS = {
    Standing.COVERED: "pack_standing_covered",
    Standing.ADVANCED: "pack_standing_advanced",
    Standing.GUARANTEED: "pack_standing_guaranteed",
    Standing.UNPAID: "pack_standing_unpaid",
    Standing.OVERDUE: "pack_standing_overdue",
    Standing.EXPOSED: "pack_standing_exposed",
}
_CALL_STATES = {
    "due": "pack_call_due",
    "grace": "pack_call_grace",
    "unpaid": "pack_call_unpaid",
    "funded": "pack_call_funded",
}
_SUMS = ("face_won", "sold_won", "paid_won", "parked_won", "attached_won", "open_won")
_SUM_HEADINGS = ("pack_face", "pack_sold", "pack_paid", "pack_parked", "pack_attached", "pack_open")
_LAW = (
    "deposit_account_holder",
    "nonpayment_grace_business_days",
    "nonpayment_ban_misses_a_year",
    "nonpayment_ban_years",
    "late_interest_rate_annual",
)
_UNITS = {"years": "pack_years", "times": "pack_times", "business_days": "pack_business_days"}


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the paper is made of; `digests` are those of the files written before it."""

    playbook: Playbook
    day: date
    buyer: Row
    tables: Mapping[str, Sequence[Row]]
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    """The case in one language."""

    case: Case
    language: Language

    def text(self, code: str, /, **facts: Fact) -> str:
        return sentence(code, self.language, facts)

    def table(
        self,
        headings: Iterable[str],
        rows: Iterable[Sequence[object]],
        wide: Sequence[int] = (0,),
        total: bool = False,
    ) -> dict[str, Any]:
        """Headings by code; a column is set to the right where its cells are whole numbers.

        `wide`: the columns that share what room the others leave.
        """
        listed = [list(row) for row in rows]
        titles = [self.text(code) for code in headings]
        numeric = [
            bool(listed) and all(isinstance(row[place], int) for row in listed)
            for place in range(len(titles))
        ]
        return {
            "headings": titles,
            "numeric": numeric,
            "rows": [[_shown(cell) for cell in row] for row in listed],
            "wide": list(wide),
            "total": total,
            "none": self.text("pack_none"),
        }


def plan_paper(case: Case) -> dict[str, Any]:
    """The paper as data for its template: a part a language, the Korean one first."""
    return {"parts": [_part(_Part(case, language)) for language in LANGUAGES]}


def _part(part: _Part) -> dict[str, Any]:
    case = part.case
    bans = case.tables["ban"]
    ban = period(bans[0]["since"], bans[0]["until"]) if bans else part.text("pack_none")
    meta = (
        ("pack_buyer_label", f"{case.buyer['name']} ({_spelled(case.buyer['number'])})"),
        ("pack_institution_label", case.buyer["institutions"]),
        ("pack_opened_label", case.playbook.opened_on.isoformat()),
        ("pack_reason_label", case.playbook.reason),
        ("pack_as_of_label", case.day.isoformat()),
        ("pack_ban_label", ban),
    )
    return {
        "language": part.language,
        "title": part.text("pack_title"),
        "addressed": part.text("pack_for"),
        "number": f"{part.text('pack_number')} {case.playbook.playbook_id}",
        "page": part.text("pack_page"),
        "meta": [[part.text(code), value] for code, value in meta],
        "sections": [section(part) for section in _SECTIONS],
        "if_boxed": part.text("pack_boxed"),
        "closing": part.text("pack_closing", day=case.day.isoformat()),
        "signature": part.text("pack_signature"),
    }


def _summary(part: _Part) -> Section:
    trees = part.case.tables["trees"]
    rows: list[list[object]] = []
    for standing, code in _STANDINGS.items():
        chosen = [tree for tree in trees if tree["stands_as"] == standing]
        if chosen:
            rows.append([part.text(code), len(chosen), *_sums(chosen)])
    rows.append([part.text("pack_total"), len(trees), *_sums(trees)])
    face = sum(tree["face_won"] for tree in trees)
    return {
        "heading": part.text("pack_summary"),
        "text": part.text("pack_summary_text", trees=len(trees), face=face),
        "table": part.table(("pack_stands", "pack_trees_count", *_SUM_HEADINGS), rows, total=True),
    }


def _sums(rows: Sequence[Row]) -> list[int]:
    return [sum(row[name] for row in rows) for name in _SUMS]


def _tiers(part: _Part) -> Section:
    receivables = part.case.tables["receivables"]
    names = ("face_won", "passed_on_won", "sold_won", "retained_won", "paid_won", "parked_won")
    rows = []
    for tier in sorted({row["tier"] for row in receivables}):
        chosen = [row for row in receivables if row["tier"] == tier]
        sums = [sum(row[name] for row in chosen) for name in names]
        rows.append([str(tier), len(chosen), *sums])
    headings = ("pack_tier", "pack_trees_count", "pack_face", "pack_passed_on", "pack_sold")
    rest = ("pack_retained", "pack_paid", "pack_parked")
    return {"heading": part.text("pack_tiers"), "table": part.table((*headings, *rest), rows)}


def _owed(part: _Part) -> Section:
    tables = part.case.tables
    buyer, holders = part.case.buyer["name"], part.text("pack_holders")
    opened = {
        standing: sum(row["open_won"] for row in tables["trees"] if row["stands_as"] == standing)
        for standing in Standing
    }
    bought = sum(
        row["amount_won"]
        for row in tables["sales"]
        if row["repaid_on"] is None and not row["from_deposit"] and not row["by_buyer"]
    )
    advanced = tables["advances"]
    principal = sum(row["open_won"] for row in advanced)
    interest = sum(_late_interest_open(row) for row in advanced)
    lender = part.case.buyer["institutions"]
    claims = (
        (holders, "pack_ground_open", opened[Standing.UNPAID]),
        (holders, "pack_ground_overdue", opened[Standing.OVERDUE]),
        (holders, "pack_ground_not_due", opened[Standing.EXPOSED]),
        (holders, "pack_ground_guaranteed", opened[Standing.GUARANTEED]),
        (part.text("pack_funders"), "pack_ground_sold", bought),
        (lender, "pack_ground_principal", principal),
        (lender, "pack_ground_late_interest", interest),
    )
    rows = [[buyer, creditor, part.text(code), won] for creditor, code, won in claims if won]
    headings = ("pack_debtor", "pack_creditor", "pack_ground", "pack_amount")
    return {
        "heading": part.text("pack_owed"),
        "table": part.table(headings, rows, wide=(2,)),
        "note": part.text("pack_owed_text"),
    }


def _late_interest_open(row: Row) -> int:
    return int(row["late_interest_won"] - row["late_interest_recovered_won"])


def _calls(part: _Part) -> Section:
    rows = [
        [
            row["reference"],
            row["institution"],
            row["due_on"],
            row["grace_until"],
            part.text(_CALL_STATES[row["state"]]),
            row["called_won"],
        ]
        for row in part.case.tables["calls"]
    ]
    headings = ("pack_call_reference", "pack_institution_label", "pack_due", "pack_grace")
    rest = ("pack_state", "pack_amount")
    return {
        "heading": part.text("pack_calls"),
        "table": part.table((*headings, *rest), rows, wide=(1,)),
    }


def _advances(part: _Part) -> Section:
    rows: list[list[object]] = [
        [
            str(row["root_id"]),
            row["advanced_on"],
            row["amount_won"],
            row["recovered_won"],
            row["open_won"],
            _late_interest_open(row),
        ]
        for row in part.case.tables["advances"][:_LISTED]
    ]
    headings = ("pack_root", "pack_advanced_on", "pack_advanced_won", "pack_recovered")
    rest = ("pack_principal", "pack_late_interest")
    return {"heading": part.text("pack_advances"), "table": part.table((*headings, *rest), rows)}


def _list(part: _Part) -> Section:
    trees = part.case.tables["trees"]
    rows = [
        [
            str(row["programme_id"]),
            str(row["root_id"]),
            row["matures_on"],
            part.text(_STANDINGS[Standing(row["stands_as"])]),
            *(row[name] for name in _SUMS),
        ]
        for row in trees[:_LISTED]
    ]
    headings = ("pack_programme", "pack_root", "pack_due", "pack_stands", *_SUM_HEADINGS)
    made: Section = {
        "heading": part.text("pack_list"),
        "table": part.table(headings, rows, wide=(3,)),
    }
    if len(trees) > _LISTED:
        made["note"] = part.text("pack_list_short", shown=_LISTED, trees=len(trees))
    return made


def _law(part: _Part) -> Section:
    rows: list[list[object]] = [
        [part.text("pack_no_recourse"), "", part.text("pack_no_recourse_article")]
    ]
    for name in _LAW:
        found = value_on(name, part.case.day)
        if isinstance(found, Refusal):
            continue
        said = parameters()[name].description[part.language]
        rows.append([said, _value(part, name, found.value), _article(found)])
    headings = ("pack_subject", "pack_value", "pack_article")
    return {"heading": part.text("pack_law"), "table": part.table(headings, rows, wide=(0, 2))}


def _value(part: _Part, name: str, value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{(value * 100).normalize():f} %"
    code = _UNITS.get(parameters()[name].unit)
    return part.text(code, count=str(value)) if code else str(value)


def _article(found: LawValue) -> str:
    """An industry rule has no article: its name says it all. Former numbers are left out."""
    article = found.article.split(" (")[0]
    return f"{found.title} {article}" if "§" in article else found.title


def _proofs(part: _Part) -> Section:
    proofs = part.case.tables["proofs"]
    holds = sum(1 for proof in proofs if proof["holds"])
    text = part.text("pack_proofs_text", count=len(proofs), holds=holds)
    return {
        "heading": part.text("pack_proofs"),
        "text": text if proofs else part.text("pack_no_proofs"),
    }


def _files(part: _Part) -> Section:
    table = part.table(("pack_file", "pack_digest"), part.case.digests.items(), wide=(1,))
    return {
        "heading": part.text("pack_files"),
        "text": part.text("pack_files_text"),
        "table": table | {"code": True},
    }


_SECTIONS: tuple[Callable[[_Part], Section], ...] = (
    _summary,
    _tiers,
    _owed,
    _calls,
    _advances,
    _list,
    _law,
    _proofs,
    _files,
)


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return f"{cell:,}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _spelled(number: str) -> str:
    """A business number as it is written: 123-45-67890."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"
