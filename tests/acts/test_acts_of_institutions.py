"""What institutions set up, what courts order, and what a default begins: two people each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from desk_stage import Stage

from sangsaeng.acts.kinds.agreements import (
    OwnAccountWanted,
    ProgrammeWanted,
    TenorStep,
    TermsWanted,
)
from sangsaeng.acts.kinds.creditors import (
    AttachmentNamed,
    AttachmentServed,
    ProceedingEnded,
    ProceedingOpened,
)
from sangsaeng.acts.kinds.defaults import PlaybookWanted
from sangsaeng.acts.kinds.statutory import BaseRate, ClosedDay, Withholding
from sangsaeng.acts.model import Given, Office, Role
from sangsaeng.acts.service_deciding import decide
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.programmes.model import AccountPurpose, DefaultPolicy
from sangsaeng.programmes.rules_withholding import Flow

NOWHERE = 999_999
# Valid, and of no company in the book.
NOBODY = invented_business_number(9_001)


class Scene(Stage):
    """A programme of the institution's, and a root of it for T1."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.programme = self.book.programme()
        self.book.company("T1")
        self.due = self.book.today + timedelta(days=30)
        self.root = self.book.issue(self.programme, "T1", 1_000_000, self.due)
        self.agrees = self.desk(Role.OPERATIONS, Role.CREDIT)
        self.pays = self.desk(Role.OPERATIONS, Role.TREASURY)
        self.foundation = self.number_of(self.book.foundation_id)
        offices = frozenset({Office.FOUNDATION})
        self.theirs = self.people.caller(self.book.foundation_id, Role.FOUNDATION, offices=offices)
        buyer = self.book.companies["buyer"].company_id
        self.signs = self.people.caller(buyer, Role.APPROVER)

    def number_of(self, company_id: int) -> str:
        with self.book.database.transaction() as tx:
            row = tx.the(
                "SELECT business_number FROM parties.company WHERE company_id = %(id)s",
                id=company_id,
            )
        return str(row["business_number"])

    def wanted(self, **other: Any) -> ProgrammeWanted:
        own = self.book.own
        about = {
            "buyer_number": self.book.number("buyer"),
            "foundation_number": self.foundation,
            "settlement_account_id": own[AccountPurpose.SETTLEMENT],
            "deposit_account_id": own[AccountPurpose.DEPOSIT],
            "operating_account_id": own[AccountPurpose.OPERATING],
            "default_policy": DefaultPolicy.UNPAID_NO_RECOURSE,
            **other,
        }
        return ProgrammeWanted(**about)

    def terms(self, programme_id: int, **other: Any) -> TermsWanted:
        about = {
            "in_force_from": self.book.today + timedelta(days=1),
            "early_payment_rate_annual": "0.042",
            **other,
        }
        return TermsWanted(programme_id=programme_id, **about)

    def order(self, number: str | None = None, reference: str = "2026-1") -> AttachmentServed:
        company = number or self.book.number("T1")
        return AttachmentServed(company_number=company, reference=reference, amount_won=400_000)

    def proceeding(self, number: str | None = None) -> ProceedingOpened:
        company = number or self.book.number("T1")
        return ProceedingOpened(company_number=company, reference="H1", since=self.book.today)


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def test_a_programme_is_opened_by_its_three_sides_and_gets_terms(scene: Scene) -> None:
    sides = (scene.signs, scene.theirs)
    opened = scene.done("programmes.open", scene.agrees, scene.wanted(), *sides)
    steps = [
        TenorStep(from_days=60, add_annual="0.002"),
        TenorStep(from_days=30, add_annual="0.001"),
    ]
    given = scene.terms(opened["programme_id"], tenor_steps=steps, in_force_from=scene.book.today)
    terms = scene.done("programmes.add_terms", scene.agrees, given)
    assert (terms["terms_id"], terms["early_payment_rate_annual"]) == (1, "0.042")
    assert scene.hears("programmes.add_terms", scene.agrees.first, given) == [
        "terms_that_day_known"
    ]
    root = scene.book.issue(opened["programme_id"], "T1", 5, scene.due)
    assert root > 0 and scene.book.broken_proofs() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"system_fee_rate_annual": "0.05"}, "fee_above_rate"),
        ({"early_payment_rate_annual": "1"}, "rate_out_of_range"),
        ({"tenor_steps": [TenorStep(from_days=3, add_annual="0")] * 2}, "tenor_step_invalid"),
    ],
)
def test_terms_that_make_no_price_are_refused(
    scene: Scene, change: dict[str, Any], code: str
) -> None:
    given = scene.terms(scene.programme, **change)
    assert scene.hears("programmes.add_terms", scene.agrees.first, given) == [code]


def test_a_programme_s_money_lies_with_its_own_institution_and_foundation(scene: Scene) -> None:
    """An account of another purpose or owner is refused as one that does not exist."""
    own = scene.book.own
    for number in (own[AccountPurpose.OPERATING], own[AccountPurpose.FUNDING], NOWHERE):
        given = scene.wanted(settlement_account_id=number)
        ((code, field, _, facts),) = scene.refused("programmes.open", scene.agrees.first, given)
        assert (code, field) == ("own_account_unfit", "settlement_account")
        assert facts == {"number": str(number), "purpose": "settlement"}
    # A company that is not the Foundation is as one that is not there.
    ((code, field, _, _),) = scene.refused(
        "programmes.open",
        scene.agrees.first,
        scene.wanted(foundation_number=scene.book.number("T1")),
    )
    assert (code, field) == ("unknown_company", "foundation_number")
    # Another institution opens nothing on this one's accounts.
    assert scene.hears("programmes.open", scene.rival, scene.wanted()) == ["own_account_unfit"]


def test_nobody_is_made_a_buyer_without_its_own_people(scene: Scene) -> None:
    """The institution's second person, the buyer's and the Foundation's: none stands for others."""
    book = scene.book
    given = scene.wanted(buyer_number=book.number("rival"))
    count = "SELECT count(*) AS n FROM programmes.programme"
    waiting = scene.entered("programmes.open", scene.agrees.first, given)
    rival = book.companies["rival"].company_id
    assert waiting.needed_of == (book.institution_id, rival, book.foundation_id)
    wrong = [
        scene.people.caller(book.institution_id, Role.APPROVER, Role.ADMINISTRATOR),
        scene.people.caller(book.foundation_id, Role.APPROVER, offices=scene.theirs.offices),
        scene.people.caller(rival, Role.CREDIT, offices=frozenset({Office.INSTITUTION})),
        scene.signs,
    ]
    for caller in wrong:
        digest = waiting.digest
        done = decide(book.database, caller, waiting.act_id, digest, True, scene.at)
        assert isinstance(done, list) and done[0].code in {"not_permitted", "unknown_act"}, caller
    now = waiting
    for caller in (scene.rival, scene.theirs):
        now = scene.approved(waiting, caller)
        assert now.state == "waiting"
    # Another of the buyer's people is one too many of the buyer, and none of the institution.
    another = scene.people.caller(rival, Role.APPROVER)
    assert scene.approved(waiting, another).needed_of == (book.institution_id,)
    with book.database.transaction() as tx:
        before = tx.the(count)["n"]
        seen = tx.the(
            "SELECT count(*) AS n FROM programmes.participant WHERE company_id = %(id)s", id=rival
        )
    assert seen["n"] == 0
    assert scene.approved(waiting, scene.agrees.second).state == "executed"
    with book.database.transaction() as tx:
        assert tx.the(count)["n"] == before + 1


def test_only_an_institution_names_a_buyer_and_only_by_asking_it(scene: Scene) -> None:
    runner = scene.people.caller(
        scene.book.company("runner", "large").company_id,
        Role.OPERATIONS,
        offices=frozenset({Office.OPERATOR}),
    )
    assert scene.hears("programmes.open", runner, scene.wanted()) == ["not_permitted"]
    asked = "SELECT parties.to_agree(%(number)s) AS company_id"
    for company_id, knows in (
        (scene.book.institution_id, True),
        (runner.company_id, True),
        (scene.book.companies["T1"].company_id, False),
        (scene.book.foundation_id, False),
        (None, False),
    ):
        with scene.book.database.asked_by(Asking(WEB, company_id)) as tx:
            found = tx.the(asked, number=scene.book.number("rival"))["company_id"]
        assert (found is not None) is knows, company_id


def test_an_account_is_anothers_only_with_its_word_and_tells_nothing_of_others(
    scene: Scene,
) -> None:
    given = OwnAccountWanted(
        purpose=AccountPurpose.FUNDING,
        owner_number=scene.book.number("T1"),
        bank_code="218",
        account_number="99900009",
    )
    waiting = scene.entered("own_accounts.add", scene.pays.first, given)
    owner = scene.book.companies["T1"].company_id
    assert waiting.needed_of == (scene.book.institution_id, owner)
    assert scene.approved(waiting, scene.pays.second).state == "waiting"
    assert scene.approved(waiting, scene.pair("T1").second).state == "executed"
    own = given.model_copy(update={"owner_number": scene.book.number("rival")})
    for caller in (scene.rival, scene.pays.first):
        assert scene.refused("own_accounts.add", caller, own) == [
            ("account_not_taken", None, None, {})
        ]


def test_the_log_names_whom_an_act_is_about(scene: Scene) -> None:
    scene.done("attachments.add", scene.agrees, scene.order())
    scene.done("insolvencies.add", scene.agrees, scene.proceeding())
    sides = (scene.signs, scene.theirs)
    scene.done("programmes.open", scene.agrees, scene.wanted(), *sides)
    with scene.book.database.transaction() as tx:
        told = tx.rows(
            "SELECT action, subject_id, facts FROM audit.event WHERE outcome = 'done'"
            " AND action IN ('attachments.add', 'insolvencies.add', 'programmes.open')"
            " AND act_id > 0 ORDER BY event_id"
        )
    company = scene.book.companies["T1"].company_id
    assert [(row["subject_id"], row["facts"]) for row in told] == [
        (company, {}),
        (company, {}),
        # The Foundation's person was the last to agree: the act is the institution's.
        (
            scene.book.institution_id,
            {"company_2": scene.book.companies["buyer"].company_id},
        ),
    ]


def test_an_account_of_the_scheme_is_added_once(scene: Scene) -> None:
    given = OwnAccountWanted(
        purpose=AccountPurpose.FUNDING,
        owner_number=scene.number_of(scene.book.institution_id),
        bank_code="218",
        account_number="99900009",
    )
    assert scene.done("own_accounts.add", scene.pays, given)["own_account_id"] == 5
    assert scene.hears("own_accounts.add", scene.pays.first, given) == ["account_known"]
    unknown = given.model_copy(update={"bank_code": "000", "account_number": "99900010"})
    assert scene.hears("own_accounts.add", scene.pays.first, unknown) == ["bank_code_unknown"]


def test_days_rates_and_tax_are_set_by_two(scene: Scene) -> None:
    day = scene.book.today + timedelta(days=3)
    given = ClosedDay(day=day, reason="temporary holiday")
    assert scene.done("closed_days.add", scene.pays, given) == {"day": day.isoformat()}
    rate = BaseRate(since=day, rate_annual="0.0225", reason="decision")
    assert scene.done("base_rates.add", scene.agrees, rate)["rate_annual"] == "0.0225"
    late = rate.model_copy(update={"since": scene.book.today})
    assert scene.hears("base_rates.add", scene.agrees.first, late) == ["base_rate_too_late"]
    tax = Withholding(programme_id=scene.programme, flow=Flow.INTEREST_REFUND, withheld=True)
    assert scene.done("withholding.set", scene.pays, tax)["withheld"] is True


def test_an_order_locks_what_the_company_holds_until_it_is_released(scene: Scene) -> None:
    served = scene.done("attachments.add", scene.agrees, scene.order())
    assert (served["locked_won"], served["found_nothing_won"]) == (400_000, 0)
    named = AttachmentNamed(attachment_id=served["attachment_id"])
    released = scene.done("attachments.release", scene.agrees, named)
    assert released["freed_won"] == 400_000
    assert scene.hears("attachments.release", scene.agrees.first, named) == ["attachment_released"]
    assert scene.book.broken_proofs() == []


def test_a_proceeding_is_opened_and_ended(scene: Scene) -> None:
    opened = scene.done("insolvencies.add", scene.agrees, scene.proceeding())
    assert (opened["reference"], opened["ended_on"]) == ("H1", None)
    given = ProceedingEnded(company_number=scene.book.number("T1"), reference="H1")
    ended = scene.done("insolvencies.end", scene.agrees, given)
    assert ended["ended_on"] == scene.book.today.isoformat()
    ahead = scene.proceeding().model_copy(update={"since": scene.due})
    assert scene.hears("insolvencies.add", scene.agrees.first, ahead) == [
        "insolvency_in_the_future"
    ]


def test_default_proceedings_are_opened_by_two_of_the_credit_desk(scene: Scene) -> None:
    credit = scene.desk(Role.CREDIT, Role.CREDIT)
    given = PlaybookWanted(buyer_number=scene.book.number("buyer"), reason="insolvent")
    done = scene.done("playbooks.open", credit, given)
    assert done["reason"] == "insolvent"
    other = PlaybookWanted(buyer_number=scene.book.number("T1"), reason="insolvent")
    assert scene.hears("playbooks.open", credit.first, other) == ["not_a_buyer"]


def test_another_institution_s_programme_is_not_there(scene: Scene) -> None:
    numbers = (scene.programme, NOWHERE)
    terms, none_terms = (scene.terms(one) for one in numbers)
    heard = scene.knows_nothing("programmes.add_terms", terms, none_terms, numbers)
    assert heard == "unknown_programme"
    tax, none_tax = (
        Withholding(programme_id=one, flow=Flow.INTEREST_REFUND, withheld=True) for one in numbers
    )
    assert scene.knows_nothing("withholding.set", tax, none_tax, numbers) == "unknown_programme"


def test_what_reaches_every_institution_s_programmes_is_the_operator_s(scene: Scene) -> None:
    """An institution that does not run the installation hears nothing about anybody's case."""
    served = scene.done("attachments.add", scene.agrees, scene.order())
    scene.done("insolvencies.add", scene.agrees, scene.proceeding())
    mine, buyer = scene.book.number("T1"), scene.book.number("buyer")
    pairs: list[tuple[str, Given, Given]] = [
        ("attachments.add", scene.order(mine, "2"), scene.order(NOBODY, "2")),
        (
            "attachments.release",
            AttachmentNamed(attachment_id=served["attachment_id"]),
            AttachmentNamed(attachment_id=NOWHERE),
        ),
        ("insolvencies.add", scene.proceeding(mine), scene.proceeding(NOBODY)),
        (
            "insolvencies.end",
            ProceedingEnded(company_number=mine, reference="H1"),
            ProceedingEnded(company_number=NOBODY, reference="H1"),
        ),
        (
            "playbooks.open",
            PlaybookWanted(buyer_number=buyer, reason="x"),
            PlaybookWanted(buyer_number=NOBODY, reason="x"),
        ),
    ]
    for code, given, none in pairs:
        assert scene.knows_nothing(code, given, none, ()) == "not_permitted", code
    closed = ClosedDay(day=scene.due, reason="x")
    assert scene.hears("closed_days.add", scene.rival, closed) == ["not_permitted"]
    rate = BaseRate(since=scene.due, rate_annual="0.01", reason="x")
    assert scene.hears("base_rates.add", scene.rival, rate) == ["not_permitted"]


def test_the_operator_hears_of_a_company_that_is_not_there(scene: Scene) -> None:
    credit = scene.desk(Role.CREDIT, Role.CREDIT)
    playbook = PlaybookWanted(buyer_number=NOBODY, reason="x")
    for code, caller, given in (
        ("attachments.add", scene.agrees.first, scene.order(NOBODY)),
        ("insolvencies.add", scene.agrees.first, scene.proceeding(NOBODY)),
        ("playbooks.open", credit.first, playbook),
        ("programmes.open", scene.agrees.first, scene.wanted(buyer_number=NOBODY)),
    ):
        ((heard, _, _, facts),) = scene.refused(code, caller, given)
        assert (heard, facts) == ("unknown_company", {"number": NOBODY})
