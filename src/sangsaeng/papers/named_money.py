"""The papers a company is handed about its money: statement, notice, certificate, earnings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.papers.model import Column, Kind, Paper, Section, Table, totals_of


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who hands the paper out: the head of its first page, and the signature."""

    name: str
    business_number: str
    address: str = ""

    def head(self, language: Language) -> tuple[str, ...]:
        """The lines of the business header."""
        number = sentence("paper_business_number", language, {"number": self.business_number})
        return (self.name, number, *([self.address] if self.address else []))


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of a statement: what was held grows by `in_won` and shrinks by `out_won`."""

    day: date
    receivable: str
    what: str
    with_whom: str
    in_won: int = 0
    out_won: int = 0


@dataclass(frozen=True, slots=True)
class MonthStatement:
    """What a company held of receivables in a month, in whole won.

    closing = opening + received - passed on - sold - paid; the movements say the same line by line.
    Incentives and refunds are money on top.
    """

    company: str
    business_number: str
    month: date
    opening_won: int
    received_won: int
    passed_on_won: int
    sold_won: int
    paid_won: int
    closing_won: int
    incentive_won: int
    refund_won: int
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One payment of one receivable. `account` is masked already; `articles` are cited as they
    stand. `guarantor` is empty where nobody guarantees."""

    number: str
    receivable: str
    payer: str
    payee: str
    guarantor: str
    bank: str
    account: str
    paid_on: date
    amount_won: int
    withheld_won: int
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a holder holds. `playbook` says what happens when the buyer does not pay."""

    number: str
    receivable: str
    holder: str
    owes: str
    guarantor: str
    face_won: int
    retained_won: int
    issued_on: date
    matures_on: date
    playbook: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earning:
    """A refund of interest or a deposit incentive: base x rate x days / 365, in whole won."""

    receivable: str
    what: str
    base_won: int
    rate_annual: Decimal
    first_day: date
    days: int
    won: int


def write_statement(statement: MonthStatement, issuer: Issuer, language: Language) -> Paper:
    """The statement of a month; its figures must add up (a bug otherwise)."""
    went = statement.passed_on_won + statement.sold_won + statement.paid_won
    assert statement.closing_won == statement.opening_won + statement.received_won - went
    moved = sum(one.in_won - one.out_won for one in statement.movements)
    assert moved == statement.closing_won - statement.opening_won

    def say(code: str) -> str:
        return sentence(code, language)

    won = Column(say("paper_won"), Kind.WON)
    held = (
        (say("paper_opening"), statement.opening_won),
        (say("paper_received"), statement.received_won),
        (say("paper_passed_on"), -statement.passed_on_won),
        (say("paper_sold"), -statement.sold_won),
        (say("paper_paid"), -statement.paid_won),
    )
    sums = Table(
        (Column(say("paper_item")), won), held, (say("paper_closing"), statement.closing_won)
    )
    earned = (
        (say("paper_incentive"), statement.incentive_won),
        (say("paper_refund"), statement.refund_won),
    )
    columns = (
        Column(say("paper_day"), Kind.DAY),
        Column(say("paper_receivable")),
        Column(say("paper_what")),
        Column(say("paper_with_whom")),
        Column(say("paper_in"), Kind.WON),
        Column(say("paper_out"), Kind.WON),
    )
    rows = tuple(
        (one.day, one.receivable, one.what, one.with_whom, one.in_won, one.out_won)
        for one in statement.movements
    )
    month = f"{statement.month:%Y-%m}"
    return Paper(
        title=sentence("paper_statement", language, {"month": month}),
        number=f"{statement.business_number} / {month}",
        issuer=issuer.head(language),
        about=(
            (say("paper_company"), statement.company),
            (say("paper_number"), statement.business_number),
        ),
        sections=(
            Section(say("paper_held"), table=sums),
            Section(
                say("paper_earned"),
                table=totals_of((Column(say("paper_item")), won), earned, say("paper_total")),
            ),
            Section(
                say("paper_movements"),
                table=totals_of(columns, rows, say("paper_total")),
                note=say("paper_statement_note"),
            ),
        ),
        signed=issuer.name,
    )


def write_notice(notice: Notice, issuer: Issuer, language: Language) -> Paper:
    """The settlement notice of one receivable's payment."""

    def say(code: str) -> str:
        return sentence(code, language)

    assert 0 <= notice.withheld_won <= notice.amount_won
    columns = (Column(say("paper_item")), Column(say("paper_won"), Kind.WON))
    rows = (
        (say("paper_due"), notice.amount_won),
        (say("paper_withheld"), -notice.withheld_won),
    )
    paid = (say("paper_credited"), notice.amount_won - notice.withheld_won)
    return Paper(
        title=say("paper_notice"),
        number=notice.number,
        issuer=issuer.head(language),
        about=(
            (say("paper_payee"), notice.payee),
            (say("paper_payer"), notice.payer),
            (say("paper_guarantor"), notice.guarantor or say("paper_no_guarantor")),
            (say("paper_receivable"), notice.receivable),
            (say("paper_paid_on"), notice.paid_on.isoformat()),
            (say("paper_account"), f"{notice.bank} {notice.account}"),
        ),
        sections=(
            Section(say("paper_payment"), table=Table(columns, rows, paid)),
            _law(notice.articles, language),
        ),
        signed=issuer.name,
    )


def write_certificate(certificate: Certificate, issuer: Issuer, language: Language) -> Paper:
    """Who owes, who guarantees, that nobody reclaims, and what happens at default."""

    def say(code: str) -> str:
        return sentence(code, language)

    columns = (Column(say("paper_item")), Column(say("paper_won"), Kind.WON))
    rows = (
        (say("paper_face"), certificate.face_won),
        (say("paper_retained"), certificate.retained_won),
    )
    guarantor = certificate.guarantor or say("paper_no_guarantor")
    steps = Table(
        (Column(say("paper_step"), Kind.COUNT), Column(say("paper_what"))),
        tuple(enumerate(certificate.playbook, 1)),
    )
    return Paper(
        title=say("paper_certificate"),
        number=certificate.number,
        issuer=issuer.head(language),
        about=(
            (say("paper_receivable"), certificate.receivable),
            (say("paper_holder"), certificate.holder),
            (say("paper_owes"), certificate.owes),
            (say("paper_guarantor"), guarantor),
            (say("paper_issued_on"), certificate.issued_on.isoformat()),
            (say("paper_matures_on"), certificate.matures_on.isoformat()),
        ),
        sections=(
            Section(say("paper_amount"), table=Table(columns, rows)),
            Section(say("paper_recourse"), text=say("paper_no_recourse")),
            Section(say("paper_playbook"), table=steps),
            _law(certificate.articles, language),
        ),
        signed=issuer.name,
    )


def write_earnings(
    company: str, month: date, earnings: tuple[Earning, ...], issuer: Issuer, language: Language
) -> Paper:
    """Refunds and incentives of a month, each with how it was reckoned."""

    def say(code: str) -> str:
        return sentence(code, language)

    columns = (
        Column(say("paper_receivable")),
        Column(say("paper_what")),
        Column(say("paper_base"), Kind.WON),
        Column(say("paper_rate"), Kind.RATE),
        Column(say("paper_from"), Kind.DAY),
        Column(say("paper_days"), Kind.COUNT),
        Column(say("paper_won"), Kind.WON),
    )
    rows = tuple(
        (one.receivable, one.what, one.base_won, one.rate_annual, one.first_day, one.days, one.won)
        for one in earnings
    )
    total_won = sum(one.won for one in earnings)
    totals = (say("paper_total"), None, None, None, None, None, total_won)
    return Paper(
        title=sentence("paper_earnings", language, {"month": f"{month:%Y-%m}"}),
        issuer=issuer.head(language),
        about=((say("paper_company"), company),),
        sections=(
            Section(
                say("paper_earned"),
                table=Table(columns, rows, totals if rows else None),
                note=say("paper_reckoning"),
            ),
        ),
        signed=issuer.name,
    )


def _law(articles: tuple[str, ...], language: Language) -> Section:
    column = Column(sentence("paper_article", language))
    table = Table((column,), tuple((article,) for article in articles))
    return Section(sentence("paper_law", language), table=table)
