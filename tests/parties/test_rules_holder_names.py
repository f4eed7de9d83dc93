"""A holder's name from a bank is the company's, or it is not: forms, spaces, widths, cuts."""

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sangsaeng.parties.corporate_forms import corporate_forms
from sangsaeng.parties.rules import HOLDER_NAME_LENGTH, match_holder

CASES = yaml.safe_load(Path(__file__).with_name("holder_names.yaml").read_text("utf-8"))
SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
NAMES = st.text(SYLLABLES, min_size=1, max_size=8)
LONG_NAMES = st.text(SYLLABLES, min_size=HOLDER_NAME_LENGTH + 1, max_size=40)
MARKS = st.sampled_from(sorted(corporate_forms().form_of))


def without_marks(name: str) -> bool:
    """A drawn name that happens to carry a legal form proves nothing about names without."""
    return not any(mark in name for mark in corporate_forms().form_of)


@settings(deadline=None)
@given(NAMES, MARKS, st.integers(0, 8), st.booleans())
def test_a_name_matches_itself_however_form_and_spaces_are_written(
    name: str, mark: str, space_at: int, in_front: bool
) -> None:
    assume(without_marks(name))
    spaced = f"{name[:space_at]} {name[space_at:]}"
    held = f"{mark} {spaced}" if in_front else f"{spaced}{mark}"
    assert match_holder(name, held)
    assert match_holder(held, name)
    assert match_holder(f"{name}{mark}", held)
    assert match_holder(name, unicodedata.normalize("NFD", spaced))


@settings(deadline=None)
@given(NAMES, NAMES)
def test_two_names_never_match(name: str, other: str) -> None:
    assume(name != other and without_marks(name) and without_marks(other))
    assert not match_holder(name, other)
    assert not match_holder(name, name + other)
    assert not match_holder(name + other, name)


@settings(deadline=None)
@given(NAMES, MARKS, MARKS)
def test_two_legal_forms_are_two_companies(name: str, mark: str, other: str) -> None:
    form_of = corporate_forms().form_of
    assume(without_marks(name))
    assert match_holder(mark + name, other + name) == (form_of[mark] == form_of[other])


@settings(deadline=None)
@given(LONG_NAMES, st.integers(1, 40))
def test_a_name_cut_short_matches_only_at_20_characters(name: str, length: int) -> None:
    assume(without_marks(name) and length < len(name))
    assert match_holder(name, name[:length]) == (length == HOLDER_NAME_LENGTH)


@pytest.mark.parametrize(("registered", "held"), CASES["match"])
def test_names_that_belong_together_match(registered: str, held: str) -> None:
    assert match_holder(registered, held)


@pytest.mark.parametrize(("registered", "held"), CASES["differ"])
def test_near_misses_do_not_match(registered: str, held: str) -> None:
    assert not match_holder(registered, held)
