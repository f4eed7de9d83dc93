"""Acts of people on a book that has lived, sealed; and how somebody would break what they prove."""

from __future__ import annotations

from datetime import timedelta
from typing import LiteralString

from books import noon
from lived import Lived
from people import People
from sangsaeng.acts.kinds.promises import InvoiceLine, Issue
from sangsaeng.acts.model import Caller, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.audit.service_sealing import seal_events
from sangsaeng.ledger.service import reserve_items

_NO_TRIGGERS = "ALTER TABLE parties.act DISABLE TRIGGER USER;"
_LOG_OPEN = (
    "ALTER TABLE audit.event DISABLE TRIGGER USER; ALTER TABLE audit.seal DISABLE TRIGGER USER;"
    " ALTER TABLE audit.sealed_event DISABLE TRIGGER USER;"
)
# How -> the proof that breaks, and the corruption by somebody with the owner's password.
POWERS: dict[str, tuple[str, LiteralString]] = {
    "a table that nobody guards": (
        "g12_policies",
        "CREATE TABLE receivables.unguarded (company_id bigint)",
    ),
    "a table without the policy of acts": (
        "g12_policies",
        "DROP POLICY acts ON receivables.receivable",
    ),
    "a policy that lets the desk work outside an act": (
        "g12_policies",
        "ALTER POLICY acts ON receivables.receivable USING (true) WITH CHECK (true)",
    ),
    "a policy that shows everything": (
        "g12_policies",
        "CREATE POLICY all_of_it ON ledger.line FOR SELECT TO sangsaeng_web USING (true)",
    ),
    "a policy for everybody": (
        "g12_policies",
        "CREATE POLICY all_of_it ON ledger.line FOR SELECT USING (receivable_id IS NULL)",
    ),
    "a desk that may write payouts": (
        "g12_policies",
        "GRANT UPDATE (amount_won) ON payouts.payout TO sangsaeng_desk",
    ),
    "a reader that may write": (
        "g12_policies",
        "GRANT INSERT ON receivables.consent TO sangsaeng_web",
    ),
    "a door that may write money": (
        "g12_policies",
        "GRANT INSERT ON ledger.line TO sangsaeng_door",
    ),
    "a log that the application may change": (
        "g12_policies",
        "GRANT DELETE ON audit.event TO sangsaeng_app",
    ),
    "a view that reads with its owner's rights": (
        "g12_policies",
        "ALTER VIEW ledger.leg SET (security_invoker = false);"
        " GRANT SELECT ON ledger.leg TO sangsaeng_web",
    ),
    "a participant of no programme": (
        "g12_participants",
        "INSERT INTO programmes.participant SELECT max(company_id), 99 FROM parties.company",
    ),
    "a participant who is not one any more": (
        "g12_participants",
        "DELETE FROM programmes.participant WHERE company_id = (SELECT max(company_id)"
        " FROM programmes.participant)",
    ),
    "an approval that was taken away": ("g13_acts", "DELETE FROM parties.act_decision"),
    "an approval of another text": (
        "g13_acts",
        "UPDATE parties.act_decision SET digest = repeat('0', 64)",
    ),
    "an approval by somebody of another company": (
        "g13_acts",
        "UPDATE parties.act_decision SET company_id = (SELECT min(company_id)"
        " FROM parties.company)",
    ),
    "an approval by somebody without power yet": (
        "g13_acts",
        "UPDATE parties.power SET granted_at = granted_at + interval '1 year'",
    ),
    "an approval by somebody whose power was over": (
        "g13_acts",
        "UPDATE parties.power SET ended_at = granted_at",
    ),
    "an approval after the act was executed": (
        "g13_acts",
        "UPDATE parties.act_decision SET decided_at = decided_at + interval '1 second'",
    ),
    "an act whose rejection was passed over": (
        "g13_acts",
        "UPDATE parties.act_decision SET approved = false",
    ),
    "an act that is said to have needed nobody": (
        "g13_acts",
        _NO_TRIGGERS + " UPDATE parties.act SET needed_of = '{}' WHERE mandate_id IS NULL",
    ),
    "an act of another text than its digest's": (
        "g13_acts",
        _NO_TRIGGERS + " ALTER TABLE parties.act DROP CONSTRAINT digest_of_given;"
        " UPDATE parties.act SET given = given || ' '",
    ),
    "an act that was never executed": (
        "g13_acts",
        _NO_TRIGGERS + " UPDATE parties.act SET executing_xid = NULL",
    ),
    "a mandate that does not reach so far": (
        "g13_acts",
        "UPDATE parties.mandate SET limit_won = 1",
    ),
    "a mandate of another person": (
        "g13_acts",
        "UPDATE parties.mandate SET person_id = (SELECT min(person_id) FROM parties.person)",
    ),
    "a mandate that was over": ("g13_acts", "UPDATE parties.mandate SET ended_at = from_at"),
    "an act that the log does not tell of": (
        "g13_acts",
        _LOG_OPEN + " UPDATE audit.event SET act_id = NULL WHERE outcome = 'done'",
    ),
    "an event that was removed": (
        "g13_chain",
        _LOG_OPEN + " ALTER TABLE audit.sealed_event DROP CONSTRAINT sealed_event_event_id_fkey;"
        " DELETE FROM audit.event WHERE event_id = (SELECT min(event_id) FROM audit.event)",
    ),
    "an event that was removed with its digest": (
        "g13_chain",
        _LOG_OPEN + " DELETE FROM audit.sealed_event"
        " WHERE event_id = (SELECT min(event_id) FROM audit.event);"
        " DELETE FROM audit.event WHERE event_id = (SELECT min(event_id) FROM audit.event)",
    ),
    "an event that was changed with its digest": (
        "g13_chain",
        _LOG_OPEN + " UPDATE audit.event SET person_id = 1;"
        " UPDATE audit.sealed_event m SET event_digest = audit.event_digest(e)"
        " FROM audit.event e WHERE e.event_id = m.event_id",
    ),
    "an event that was added behind the horizon": (
        "g13_chain",
        "INSERT INTO audit.event (happened_at, action, outcome, posted_xid)"
        " VALUES (now(), 'receivables.issue', 'done', 3)",
    ),
    "a seal that was taken out": (
        "g13_chain",
        _LOG_OPEN + " DELETE FROM audit.sealed_event WHERE seal_id = 2;"
        " DELETE FROM audit.seal WHERE seal_id = 2",
    ),
    "seals that were made anew from one on": (
        "g13_chain",
        _LOG_OPEN + " UPDATE audit.seal s SET digest = repeat('a', 64) WHERE seal_id = 1",
    ),
}


def _issue(lived: Lived, programme_id: int, won: int) -> Issue:
    book = lived.book
    line = InvoiceLine(
        supplier_number=book.number("S1"),
        supplier_name="S1",
        approval_number=f"{book.today:%Y%m%d}9000000{won:09d}",
        written_on=book.today,
        total_won=won,
        amount_won=won,
        matures_on=book.today + timedelta(days=30),
    )
    return Issue(programme_id=programme_id, lines=[line])


def _enter(lived: Lived, caller: Caller, programme_id: int, won: int) -> Entered:
    book = lived.book
    act, given = acts()["receivables.issue"], _issue(lived, programme_id, won)
    done = enter(book.database, caller, act, given, noon(book.today))
    assert isinstance(done, Entered), done
    return done


def people_act(lived: Lived) -> None:
    """One act approved by another person, one under a mandate, and the log of both sealed in three
    blocks; all proofs hold."""
    book, people, at = lived.book, People(lived.book), noon(lived.book.today)
    buyer = book.companies["buyer"].company_id
    approver = people.caller(buyer, Role.APPROVER)
    waiting = _enter(lived, people.caller(buyer, Role.ENTERER), lived.credit, 2_000)
    done = decide(book.database, approver, waiting.act_id, waiting.digest, True, at)
    assert isinstance(done, Entered) and done.state == "executed", done
    payer = book.companies["payer"].company_id
    alone = people.caller(payer, Role.ENTERER)
    with book.database.transaction() as tx:
        mandate_id = reserve_items(tx, 1)[0]
        tx.run(
            "INSERT INTO parties.mandate VALUES (%(id)s, %(company)s, %(person)s, 5000,"
            " %(act)s, %(at)s, %(ends)s, NULL)",
            id=mandate_id,
            company=payer,
            person=alone.person_id,
            act=done.act_id,
            at=at,
            ends=at + timedelta(days=90),
        )
    mandated = Caller(
        payer, alone.powers, person_id=alone.person_id, stepped_up_at=at,
        mandate_id=mandate_id, mandate_limit_won=5000,
    )  # fmt: skip
    assert _enter(lived, mandated, lived.cash, 1_000).state == "executed"
    assert seal_events(book.database, at, most=1) == 4
    assert book.broken_proofs() == []
