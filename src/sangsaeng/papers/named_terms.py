"""The papers of an agreement and of a determination: terms as they stand, each won explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.papers.model import Column, Kind, Paper, Section, Table
from sangsaeng.papers.named_money import Issuer


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement: its parties by role, and each term as a person reads it, with its reason or
    article."""

    number: str
    signed_on: date
    parties: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """An amount of a determination: `depth` 0 is a result, deeper ones are what it is made of."""

    depth: int
    label: str
    how: str
    won: int


@dataclass(frozen=True, slots=True)
class Determination:
    """What a site was rewarded and why. `rule_version` and `digest` let anyone reckon it again."""

    number: str
    programme: str
    party: str
    determined_on: date
    rule_version: str
    digest: str
    lines: tuple[Line, ...]


def write_programme(terms: Terms, issuer: Issuer, language: Language) -> Paper:
    """The terms of an agreement."""

    def say(code: str) -> str:
        return sentence(code, language)

    columns = tuple(Column(say(code)) for code in ("paper_term", "paper_value", "paper_reason"))
    return Paper(
        title=say("paper_programme"),
        number=terms.number,
        issuer=issuer.head(language),
        about=(*terms.parties, (say("paper_signed_on"), terms.signed_on.isoformat())),
        sections=(Section(say("paper_terms"), table=Table(columns, terms.terms)),),
        notes=terms.notes,
        signed=issuer.name,
    )


def write_determination(determination: Determination, issuer: Issuer, language: Language) -> Paper:
    """The reward line by line; the total is of the results alone, since the deeper lines are in
    them."""

    def say(code: str) -> str:
        return sentence(code, language)

    columns = (
        Column(say("paper_item")),
        Column(say("paper_how")),
        Column(say("paper_won"), Kind.WON),
    )
    rows = tuple((_indented(one), one.how, one.won) for one in determination.lines)
    total_won = sum(one.won for one in determination.lines if one.depth == 0)
    return Paper(
        title=say("paper_determination"),
        number=determination.number,
        issuer=issuer.head(language),
        about=(
            (say("paper_pfs_programme"), determination.programme),
            (say("paper_payee"), determination.party),
            (say("paper_determined_on"), determination.determined_on.isoformat()),
            (say("paper_rule_version"), determination.rule_version),
            (say("paper_digest"), determination.digest),
        ),
        sections=(
            Section(
                say("paper_explained"),
                table=Table(columns, rows, (say("paper_total"), None, total_won)),
                note=say("paper_replay"),
            ),
        ),
        signed=issuer.name,
    )


def _indented(line: Line) -> str:
    # Spaces at the front of a cell are dropped in typesetting; a dot a level is seen and read.
    return f"{'· ' * line.depth}{line.label}"
