"""A scenario file that no book can hold is unreadable, and says where; it never ends in a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.replay import replay
from sangsaeng.oversight.scenario import Scenario, parse_scenario

ISSUE = "{day: 2026-04-08, issue: {receivable: R0, buyer: B, holder: T1, face: 1000, matures_on: 2026-05-08}}"  # noqa: E501
BOMB = "companies:\n  a: &a {x: y}\n" + "".join(
    f"  {one}: &{one} {{" + ", ".join(f"k{n}: *{before}" for n in range(10)) + "}\n"
    for before, one in zip("abcdefghi", "bcdefghij", strict=True)
)


def file(event: str = "", before: str = "") -> str:
    """A file of one issue, with something before it and an event after it."""
    return f"{before}\nevents:\n  - {ISSUE}\n" + (f"  - {event}\n" if event else "")


def terms(said: str) -> str:
    """A file with terms."""
    return file(before=f"terms: {{{said}}}")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (file(before=BOMB), "an alias"),
        ("events: &e [*e]", "an alias"),
        ("events: &e\n  - {day: 2026-04-08, fail: *e}", "an alias"),
        (file(before="expect: " + "{a: " * 900 + "1" + "}" * 900), "nested too deeply"),
        (file(before="expect: !!python/object:os.system {}"), "a tag"),
        (file(before="variant: credit\nvariant: government"), "variant stands twice"),
        (file(before="? [a]\n: b"), "a key that is not a word"),
        (file("{day: 2026-02-30, fail: {buyer: B}}"), "day is out of range"),
        (terms('early_payment_rate_annual: "NaN"'), "terms.early_payment_rate_annual"),
        (terms('early_payment_rate_annual: "-0.01"'), "terms.early_payment_rate_annual"),
        (terms('early_payment_rate_annual: "1e99999"'), "terms.early_payment_rate_annual"),
        (terms('early_payment_rate_annual: "1e-99999"'), "terms.early_payment_rate_annual"),
        (terms('early_payment_rate_annual: "1.01"'), "terms.early_payment_rate_annual"),
        (terms(f'early_payment_rate_annual: "0.{"1" * 40}"'), "terms.early_payment_rate_annual"),
        (terms('system_fee_rate_annual: "0.1"'), "terms.system_fee_rate_annual"),
        (terms('max_tier: "t"'), "terms.max_tier"),
        (terms("max_partial_sales: 99999999999"), "terms.max_partial_sales"),
        (terms("funding_limit: 99999999999999999999"), "terms.funding_limit"),
        (terms("funding_cap: {a: b}"), "terms.funding_cap"),
        (terms("funding_ends_on: abc"), "terms.funding_ends_on"),
        (terms('tenor_steps: {99999999999: "0.01"}'), "terms.tenor_steps"),
        (terms("rounding: up"), "terms.rounding"),
        (file(before="terms: [[1]]"), "terms is not a mapping"),
        (file(before="variant: barter"), "variant"),
        (file(before="default_policy: hope"), "default_policy"),
        (file(before="companies: {T1: 5}"), "companies.T1"),
        (file(before="companies: [1]"), "companies is not a mapping"),
        (file(before="companies: {T1: {size: giant}}"), "companies.T1.size"),
        (file(before='companies: {T1: {bank: "999"}}'), "companies.T1.bank"),
        (file(before='companies: {T1: {account: "a b"}}'), "companies.T1.account"),
        (file(before="expect: {payouts: 5}"), "expect.payouts"),
        (file(before="expect: {status: {1: open}}"), "expect.status"),
        (file("{day: 2026-04-08, fail: {buyer: B}, expect: {parked: [1]}}"), "event 2: expect"),
        (file("{day: 9999-12-31, mature: {receivable: R0}}"), "event 2: day"),
        (file("{day: 2026-04-08, fail: {buyer: B}, refused: [x]}"), "event 2: refused"),
        (file(ISSUE), "event 2: R0 is there already"),
        (file(ISSUE.replace("1000", "9" * 26).replace("R0", "R1")), "event 2: issue.face"),
        (file(ISSUE.replace("1000", ".inf").replace("R0", "R1")), "event 2: issue.face"),
        (file(ISSUE.replace("T1", '"a\\0b"').replace("R0", "R1")), "event 2: issue.holder"),
        (file(ISSUE.replace("2026-05-08", "9999-01-01")), "event 2: issue.matures_on"),
        (file(ISSUE.replace("face", "invoice: {total: x}, face")), "event 2: issue.invoice"),
        (file(ISSUE.replace("face", "colour: red, face")), "event 2: issue.colour"),
        (file('{day: 2026-04-09, attach: {company: T1, amount: "5"}}'), "event 2: attach.amount"),
        (file("{day: 2026-04-09, bank_returns: {company: T1, reason: no}}"), "bank_returns.reason"),
        (file("{day: 2026-04-09, cancel: {receivable: R0, consents: 5}}"), "cancel.consents"),
        (file().replace("2026", "1999"), "event 1: day"),
        (file().replace("2026", "2000"), "no bank 088 on 2000-04-08"),
    ],
    ids=lambda said: said.strip().replace("\n", " ")[:50],
)
def test_what_no_book_can_hold_is_unreadable(text: str, where: str) -> None:
    refused = parse_scenario(text)
    assert isinstance(refused, Refusal) and refused.code == "scenario_unreadable", refused
    assert where in str(refused.facts["what"])


def test_an_alias_of_a_single_value_is_read() -> None:
    text = file("{day: 2026-05-08, mature: {receivable: R0}}")
    shared = text.replace("matures_on: 2026-05-08", "matures_on: &d 2026-05-08")
    shared = shared.replace("{day: 2026-05-08", "{day: *d")
    assert parse_scenario(shared) == parse_scenario(text)
    assert isinstance(parse_scenario(shared), Scenario)


def test_events_that_make_no_sense_are_refused_one_by_one(
    databases_everywhere: Callable[[], Database],
) -> None:
    refused = {
        "attach: {company: ZZ}": "not_a_whole_won",
        "release: {company: ZZ}": "unknown_attachment",
        "bank_returns: {company: B}": "scenario_unreadable",
        'change_account: {company: ZZ, bank: "999", account: "a b"}': "bank_code_unknown",
        "cancel: {receivable: R0, consents: [QQ, B]}": "consent_missing",
        "invoice_amended: {receivable: R7}": "unknown_receivable",
    }
    lines = [f"{{day: 2026-04-09, {one}, refused: {code}}}" for one, code in refused.items()]
    scenario = parse_scenario(file("\n  - ".join(lines)))
    assert isinstance(scenario, Scenario), scenario
    assert replay(databases_everywhere(), scenario) == []
