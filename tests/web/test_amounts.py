"""Won that people write: one reading everywhere, and never another amount than was written."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web import amounts, fields, passing
from sangsaeng.web.submitted import Submitted

WON = st.integers(min_value=0, max_value=LARGEST_WON)
WIDE = str.maketrans("0123456789,", "０１２３４５６７８９，")
ALPHABET = "0123456789,.-+ ₩원￦０９，−－eE\u00a0만억"


def _written(won: int) -> list[str]:
    plain, grouped = str(won), f"{won:,}"
    both = [plain, grouped]
    both += [text.translate(WIDE) for text in both]
    return [f"{before}{text}{after}" for text in both for before, after in AROUND]


AROUND = (("", ""), (" ", " "), ("₩", ""), ("₩ ", ""), ("￦", ""), ("", "원"), ("", " 원"))


@given(WON)
def test_an_amount_is_read_as_it_is_written_whichever_way(won: int) -> None:
    for text in _written(won):
        assert amounts.parse_won(text) == won, text


@given(st.text(ALPHABET, max_size=24))
def test_what_is_read_is_what_stands_there(text: str) -> None:
    """Whatever is accepted says the same number in plain figures with commas in their places."""
    found = amounts.parse_won(text)
    if found is None:
        return
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("₩").removesuffix("원").strip()
    assert int(plain.replace(",", "")) == found <= LARGEST_WON
    assert "," not in plain or re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", plain), text


SLIPS = ("", " ", "-1", "−1", "12,34", "1,2345", ",100", "100,", "1.5", "1e3", "1 000", "오만원")
MORE_SLIPS = ("+5", "1" + "0" * 15 + "1", "9" * 40, "1,,000", "٣٤٥", "0x10", "5만")


@pytest.mark.parametrize("text", [*SLIPS, *MORE_SLIPS])
def test_a_slip_of_the_hand_is_no_amount(text: str) -> None:
    assert amounts.parse_won(text) is None


@given(st.sampled_from([*range(10**12, 10**12 + 5), 10**15]))
def test_thirteen_figures_and_more_are_read(won: int) -> None:
    assert amounts.parse_won(f"{won:,}") == won


def test_nothing_written_is_not_a_slip() -> None:
    assert amounts.read_won("  ", "amount_won") is None
    refused = amounts.read_won("12,34", "amount_won")
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == ("amount_unreadable", "amount_won")


def _form(**values: str) -> Submitted:
    return Submitted(fields={name: [value] for name, value in values.items()})


@given(WON)
def test_every_way_into_the_portal_reads_the_same(won: int) -> None:
    for text in (f"{won:,}", f"{won}원", f" ₩{won:,}".translate(WIDE)):
        one = fields.Field("amount_won", "amount_won", fields.Kind.WON, required=True)
        assert fields.values_from(_form(amount_won=text), [one]) == {"amount_won": won}
        payee = {"payee_number": "1", "payee": "A"}
        file = passing.file_in(_form(**{f"{passing.AMOUNT_OF}1": text}), [payee])
        assert isinstance(file, passing.File)
        assert file.data.decode().splitlines()[1].split(",")[2] == str(won)


def test_commas_are_taken_out_of_amounts_in_one_place_alone() -> None:
    web = Path(amounts.__file__).parent
    found = {
        path.relative_to(web).as_posix()
        for path in web.rglob("*.py")
        if 'replace(",", "")' in path.read_text()
    }
    # Numbers that are not won: of persons, of days.
    assert found == {"fields.py", "numbers.py"}
