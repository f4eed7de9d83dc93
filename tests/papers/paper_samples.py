"""Papers of invented companies, with long names and twelve digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sangsaeng.kernel.messages import Language
from sangsaeng.papers.model import Paper
from sangsaeng.papers.named_money import (
    Certificate,
    Earning,
    Issuer,
    MonthStatement,
    Movement,
    Notice,
    write_certificate,
    write_earnings,
    write_notice,
    write_statement,
)
from sangsaeng.papers.named_terms import (
    Determination,
    Line,
    Terms,
    write_determination,
    write_programme,
)

LONG = "주식회사 대한민국산업안전기계기술연구개발제조"
LARGEST = 999_999_999_999
ISSUER = Issuer("Example Bank", "120-81-00002", "1, Sample-ro, Seoul")
DAY = date(2026, 6, 5)


def statement(lines: int, language: Language) -> Paper:
    """A month in which as many receivables came in and one was passed on whole."""
    movements = tuple(
        Movement(DAY, f"1-{number}", "issued", LONG, in_won=1_000_000 + number)
        for number in range(lines - 1)
    )
    received_won = sum(one.in_won for one in movements)
    passed = Movement(DAY, "1-0", "passed on", LONG, out_won=LARGEST)
    held = MonthStatement(
        LONG, "120-81-00002", DAY, LARGEST, received_won, LARGEST, 0, 0, received_won,
        13_808, 32_219, (*movements, passed),
    )  # fmt: skip
    return write_statement(held, ISSUER, language)


def all_papers(language: Language) -> list[Paper]:
    """One of each named paper."""
    articles = ("상생협력법 §22", "하도급법 §13")
    notice = Notice(
        "N-1", "1-7", "Buyer", LONG, "Example Bank", "Bank", "***-**-4417", DAY,
        LARGEST, 1_540, articles,
    )  # fmt: skip
    certificate = Certificate(
        "C-1", "1-7", LONG, "Buyer", "", LARGEST, 18_000_000, DAY, date(2026, 8, 4),
        ("New issues stop", "The institution pays"), articles,
    )  # fmt: skip
    earnings = (
        Earning("1-7", "incentive", 18_000_000, Decimal("0.01"), DAY, 28, 13_808),
        Earning("1-8", "refund", 10_000_000, Decimal("0.042"), DAY, 28, 32_219),
    )
    terms = Terms("A-1", DAY, (("Buyer", LONG),), (("Rate", "4.2 %", "Article 7"),), ("note",))
    lines = (
        Line(0, "reward", "units x price", 1_200_000),
        Line(1, "site 1", "12 x 100,000", 1_200_000),
        Line(0, "cap", "over the reserve", -200_000),
    )
    determination = Determination("D-1", "Safety", LONG, DAY, "v1", "ab" * 32, lines)
    return [
        statement(3, language),
        write_notice(notice, ISSUER, language),
        write_certificate(certificate, ISSUER, language),
        write_earnings(LONG, DAY, earnings, ISSUER, language),
        write_programme(terms, ISSUER, language),
        write_determination(determination, ISSUER, language),
    ]
