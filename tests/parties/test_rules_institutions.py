"""Institution codes: every one is three digits, dated, and found under the name of the day."""

from datetime import date, timedelta

import pytest

from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.institutions import (
    Institution,
    institution_on,
    list_institutions,
    parse_institutions,
)
from sangsaeng.statutes.strict_yaml import DataFileError

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("institution", list_institutions(TODAY), ids=lambda one: one.code)
def test_every_institution_is_found_from_its_first_day(institution: Institution) -> None:
    assert institution_on(institution.code, TODAY) == institution
    assert institution_on(institution.code, institution.in_use_from) == institution
    assert all(institution.name[language] for language in LANGUAGES)
    assert institution.confidence == "high" or institution.note, "say why it is not sure"


def test_the_banks_of_the_scheme_and_its_first_securities_firm_are_known() -> None:
    # The twelve banks of domain section 1.1 and KB Securities.
    codes = ["020", "003", "081", "088", "011", "004", "031", "023", "039", "037", "032", "034"]
    known = {institution.code: institution for institution in list_institutions(TODAY)}
    assert all(known[code].kind == "bank" for code in codes)
    assert known["218"].kind == "securities"


def test_a_renamed_bank_keeps_its_code() -> None:
    renamed_on = date(2024, 6, 5)
    before = institution_on("031", renamed_on - timedelta(days=1))
    after = institution_on("031", renamed_on)
    assert isinstance(before, Institution)
    assert isinstance(after, Institution)
    assert (before.name["en"], after.name["en"]) == ("Daegu Bank", "iM Bank")


@pytest.mark.parametrize(
    ("code", "day"),
    [("999", TODAY), ("", TODAY), ("0040", TODAY), ("092", date(2021, 10, 4))],
)
def test_an_unknown_code_or_one_not_yet_in_use_is_refused(code: str, day: date) -> None:
    refusal = institution_on(code, day)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == ("bank_code_unknown", "bank_code")
    assert all(code in explain(refusal, language) for language in LANGUAGES)


FILE = """checked_on: "2026-01-01"
source: lists
institutions:
  "900":
    kind: bank
    confidence: high
    names:
      "2019-01-01": {ko: A, en: A}
      "2020-01-01": {ko: B, en: B}
    until: "2021-12-31"
"""


def test_a_code_that_ended_is_known_to_its_last_day() -> None:
    (first, last) = parse_institutions(FILE)["900"]
    assert (first.in_use_from, last.until) == (date(2019, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"900"', '"90"', "90: is not three digits"),
        ("kind: bank", "kind: shop", "900.kind: 'shop'"),
        ("confidence: high", "confidence: some", "900.confidence: 'some'"),
        ("2020-01-01", "2018-01-01", "900: days must be in order"),
        ("2021-12-31", "2019-12-31", "900: days must be in order"),
        ("{ko: A, en: A}", "{ko: A}", "900.names.2019-01-01: missing en"),
        ("    kind: bank\n", "", "900: missing kind"),
    ],
)
def test_a_faulty_entry_stops_with_its_code(old: str, new: str, why: str) -> None:
    assert old in FILE
    with pytest.raises(DataFileError) as error:
        parse_institutions(FILE.replace(old, new, 1))
    assert why in str(error.value)
