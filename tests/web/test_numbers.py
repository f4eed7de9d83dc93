"""Numbers that are no won: one reading everywhere, never another number than was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.web import numbers, selling, touring

WIDE = str.maketrans("0123456789,", "０１２３４５６７８９，")


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_a_number_is_read_as_it_is_written_whichever_way(number: int) -> None:
    for text in (str(number), f" {number} ", str(number).translate(WIDE)):
        assert numbers.number_in(text) == numbers.count_in(text) == number
    for text in (f"{number:,}", f"{number:,}".translate(WIDE)):
        assert numbers.count_in(text) == number
        assert (numbers.number_in(text) == number) is (number < 1000)


@given(st.text("0123456789０９，,٣²①.-+ eE_", max_size=24), st.integers(1, 15))
def test_what_is_read_is_what_stands_there(text: str, most: int) -> None:
    found = numbers.number_in(text, most)
    plain = text.strip().replace("０", "0").replace("９", "9")
    assert (found is not None) is bool(re.fullmatch(rf"[0-9]{{1,{most}}}", plain))
    assert found is None or found == int(plain)
    counted = numbers.count_in(text, most)
    if counted is not None and counted != found:
        assert f"{counted:,}" == plain.replace("，", ",").lstrip("0") or plain.startswith("0")


SLIPS = (
    "",
    " ",
    "-1",
    "+1",
    "1.0",
    "1e3",
    "٣",
    "²",
    "①",
    "1_000",
    "1,2",
    ",1",
    "9" * 16,
    "9" * 9999,
)


@pytest.mark.parametrize("text", SLIPS)
def test_what_is_no_number_is_none(text: str) -> None:
    assert numbers.number_in(text) is None and numbers.count_in(text) is None


def test_links_and_cookies_take_no_other_scripts_figures() -> None:
    assert selling.parse_parts("12:1000000000000000,3:5") == ((12, 10**15), (3, 5))
    for text in ("٣:5", "3:٥", "3", "3:", "3:" + "9" * 5000):
        assert selling.parse_parts(text) == ()
    assert touring.stop_of("٣") is None and touring.stop_of("1") == 1


def test_digits_are_told_in_one_place_alone() -> None:
    web = Path(numbers.__file__).parent
    found = {
        path.relative_to(web).as_posix()
        for path in web.rglob("*.py")
        if "isdecimal()" in path.read_text() or "isdigit()" in path.read_text()
    }
    # A business number is looked for as it is written; values of our own end with a number.
    assert found == {"numbers.py", "pages/people.py", "words/__init__.py"}
