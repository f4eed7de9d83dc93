"""Invented instructions that every rail can carry, and strategies that make more of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import strategies as st

from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.payouts.rails.model import Batch, Instruction, OwnAccount, Rail

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2026, 5, 8)
CREATED_AT = datetime(2026, 5, 8, 0, 30, tzinfo=UTC)
OWN = OwnAccount(7, "218", "11012345678901", "상생결제 정산계좌")
OTHER_OWN = OwnAccount(8, "004", "22012345678902", "상생결제 운영계좌")


def instruction(
    end_to_end_id: str = "P-1",
    amount_won: int = 33_000_000,
    payee_account_number: str = "110123456789",
    *,
    debtor: OwnAccount = OWN,
    payee_bank_code: str = "088",
    payee_name: str = "한빛정밀<주>",
    execute_on: date = DAY,
) -> Instruction:
    return Instruction(
        end_to_end_id=end_to_end_id,
        amount_won=amount_won,
        debtor=debtor,
        payee_bank_code=payee_bank_code,
        payee_account_number=payee_account_number,
        payee_name=payee_name,
        payee_business_number=invented_business_number(31),
        purpose_text="상생결제 5월분",
        execute_on=execute_on,
    )


def batch(rail: str, *instructions: Instruction, message_id: str = "M-20260508-1") -> Batch:
    return Batch(message_id, rail, CREATED_AT, instructions)


def golden_batch(rail: Rail) -> Batch:
    """The batch whose bytes stand in golden/<rail>/batch."""
    return batch(
        rail.code,
        instruction("P-1"),
        instruction("P-2", 1, "220987654321", payee_bank_code="004", payee_name="A & B 소재"),
        instruction("P-3", 1_000_000_000, debtor=OTHER_OWN),
    )


_LETTERS = st.characters(codec="cp949", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp"])
_TEXTS = st.text(_LETTERS, min_size=1, max_size=20).filter(lambda text: text == text.strip())
_DIGITS = st.text("0123456789", min_size=8, max_size=16)

INSTRUCTIONS = st.builds(
    Instruction,
    end_to_end_id=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,34}", fullmatch=True),
    amount_won=st.integers(1, 1_000_000_000),
    debtor=st.sampled_from([OWN, OTHER_OWN]),
    payee_bank_code=st.sampled_from(["004", "088", "218"]),
    payee_account_number=_DIGITS,
    payee_name=_TEXTS,
    payee_business_number=st.none() | st.integers(0, 9_000).map(invented_business_number),
    purpose_text=_TEXTS,
    execute_on=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
)

# Whatever a user's spreadsheet may hold: most of it no rail can carry.
WILD_INSTRUCTIONS = st.builds(
    Instruction,
    end_to_end_id=st.text(max_size=40),
    amount_won=st.integers(-5, 10**16) | st.booleans(),
    debtor=st.builds(OwnAccount, st.just(1), st.text(max_size=4), st.text(), st.text()),
    payee_bank_code=st.text(max_size=4),
    payee_account_number=st.text(max_size=40),
    payee_name=st.text(max_size=150),
    payee_business_number=st.none() | st.text(max_size=12),
    purpose_text=st.text(max_size=150),
    execute_on=st.dates(),
)


def batches(rail: str) -> st.SearchStrategy[Batch]:
    """Batches of one to eight instructions with different ids."""
    members = st.lists(
        INSTRUCTIONS, min_size=1, max_size=8, unique_by=lambda item: item.end_to_end_id
    )
    return members.map(lambda found: batch(rail, *found))
