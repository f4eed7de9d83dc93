"""What happens in the demonstration, day by day. Every fault in it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import pay_out
from sangsaeng.oversight.demo import early_cash, papers
from sangsaeng.oversight.demo.cast import Actor
from sangsaeng.oversight.demo.papers import Paper
from sangsaeng.oversight.demo.stage import Stage, at, close_bank_on, join, name_account
from sangsaeng.payouts.model import Purpose
from sangsaeng.payouts.service_bank import record_message
from sangsaeng.payouts.service_dispatch import list_waiting
from sangsaeng.programmes.model import AccountPurpose
from sangsaeng.programmes.service import record_closed_day
from sangsaeng.receivables.evidence.corrected_file import render_corrected_xlsx
from sangsaeng.receivables.evidence.model import fingerprint_of
from sangsaeng.receivables.model import Evidence, PromiseLine, Written
from sangsaeng.receivables.service import pass_on
from sangsaeng.receivables.service_files import issue_xml_files, pass_on_sheet
from sangsaeng.receivables.service_taking_back import cancel, claim_waiting
from sangsaeng.settlement.receipts import identify_receipt

SILENT_ON = date(2026, 9, 15)
UNFUNDED_ON = date(2026, 9, 18)
SENT_TWICE_ON = date(2026, 9, 21)
CLOSED_ACCOUNT_ON = date(2026, 9, 23)
LATE_RETURN_ON = date(2026, 9, 30)
CLOSED_DAY = date(2026, 10, 2)
# A closed account's and a late return.
PAYMENTS_SENT_BACK = 2
_FIRST_PASSING_ROOT = 5
_THIRD_TIER_CALLS = 36
_THIRD_TIER_WON = 6_500_000
_FOURTH_TIER_CALLS = 18
_FOURTH_TIER_WON = 3_000_000
_THIRD_TIER_FROM = date(2026, 10, 8)
_FOURTH_TIER_FROM = date(2026, 10, 12)
_FIRST_CALL_SERIAL = 70_000


def issue_from_files(stage: Stage, day: date, folder: Path) -> None:
    """The buyer's invoices of August; one file has been written into, so none is taken at first."""
    written = papers.write_invoices(stage.cast)
    tampered = papers.tamper(written[7])
    for paper in (*written, tampered):
        _keep(folder / "tax-invoices", paper)
    files = [paper.data for paper in (*written, tampered)]
    refused = _issue(stage, files, day)
    assert isinstance(refused, tuple) and len(refused) == 1, refused
    stage.tell(day, "demo_file_refused", file=tampered.name, code=refused[0].code)
    done = _issue(stage, files[:-1], day)
    assert isinstance(done, Written), done
    stage.roots = list(done.receivable_ids)
    stage.tell(day, "demo_issued", count=len(stage.roots), won=done.total_won)


def _issue(stage: Stage, files: Sequence[bytes], day: date) -> Written | tuple[Refusal, ...]:
    taken = issue_xml_files(
        stage.database, stage.programme_id, files, papers.MATURITY.__getitem__, day
    )
    return taken.written or taken.refusals


def pass_on_by_spreadsheet(stage: Stage, day: date, folder: Path) -> None:
    """200 suppliers from one sheet; and a sheet with faults, mended in the file that came back."""
    sheet = papers.write_list(stage.cast)
    _keep(folder, sheet)
    done = _take_sheet(stage, 0, sheet, day)
    assert isinstance(done, Written), done
    for number, receivable_id in enumerate(done.receivable_ids):
        stage.named[f"line {number}"] = receivable_id
    stage.tell(day, "demo_passed_on", count=len(done.receivable_ids), won=done.total_won)
    faulty = papers.write_faulty_list(stage.cast)
    _keep(folder, faulty)
    corrected = _take_sheet(stage, 1, faulty, day)
    assert isinstance(corrected, Paper)
    _keep(folder, corrected)
    mended = papers.mend(stage.cast, corrected)
    _keep(folder, mended)
    done = _take_sheet(stage, 1, mended, day)
    assert isinstance(done, Written), done
    stage.tell(day, "demo_sheet_mended", file=corrected.name, count=len(done.receivable_ids))


def _take_sheet(stage: Stage, root: int, sheet: Paper, day: date) -> Written | Paper:
    taken, read = pass_on_sheet(
        stage.database, stage.programme_id, stage.roots[root], sheet.data, sheet.name, day
    )
    if taken.written is not None:
        return taken.written
    assert read is not None and len(taken.refusals) == 3, taken.refusals
    return Paper("pass-on-what-to-mend.xlsx", render_corrected_xlsx(read, "ko"))


def pass_on_by_calls(stage: Stage, day: date) -> None:
    """The other tier-1 suppliers pass on, and so do tiers 2 and 3; tier 4 is the last."""
    cast, second = stage.cast, stage.cast.tiers[1]
    for number, root_id in list(enumerate(stage.roots))[2:]:
        supplier = cast.tiers[0][number % len(cast.tiers[0])]
        payees = [second[(number * 3 + step) % len(second)] for step in range(3)]
        if number == 2:
            payees[0] = cast.late_joiner
        if number == 3:
            payees[0] = cast.never_joiner
        shares = [
            (payee, 9_000_000 + number * 150_000 + step * 777_000)
            for step, payee in enumerate(payees)
        ]
        made = _pass_on(stage, root_id, supplier, shares, day)
        for step, receivable_id in enumerate(made):
            stage.named[f"root {number} child {step}"] = receivable_id
    third: list[int] = []
    for number in range(_FIRST_PASSING_ROOT, _FIRST_PASSING_ROOT + _THIRD_TIER_CALLS):
        holder = second[(number * 3 + 2) % len(second)]
        payee = cast.tiers[2][number % len(cast.tiers[2])]
        parent_id = stage.named[f"root {number} child 2"]
        third += _pass_on(stage, parent_id, holder, [(payee, _THIRD_TIER_WON)], day)
        stage.named[f"root {number} third"] = third[-1]
    fourth: list[int] = []
    for number, parent_id in enumerate(third[:_FOURTH_TIER_CALLS], start=_FIRST_PASSING_ROOT):
        holder = cast.tiers[2][number % len(cast.tiers[2])]
        payee = cast.tiers[3][number % len(cast.tiers[3])]
        stage.named[f"third {parent_id}"] = parent_id
        fourth += _pass_on(stage, parent_id, holder, [(payee, _FOURTH_TIER_WON)], day)
    stage.tell(day, "demo_passed_below", third=len(third), fourth=len(fourth))
    fifth = [(cast.tiers[1][0], 1_000)]
    last = cast.tiers[3][_FIRST_PASSING_ROOT % len(cast.tiers[3])]
    lines = _lines(fourth[0], last, fifth, date(2026, 10, 14), day)
    refused = pass_on(stage.database, stage.programme_id, fourth[0], lines, day)
    assert isinstance(refused, list) and refused[0].code == "tier_limit", refused
    stage.tell(day, "demo_fifth_refused", code=refused[0].code)
    stage.tell(day, "demo_invited", name=cast.late_joiner.name, other=cast.never_joiner.name)


def _pass_on(
    stage: Stage, parent_id: int, holder: Actor, shares: Sequence[tuple[Actor, int]], day: date
) -> tuple[int, ...]:
    matures_on = _due_on(stage, parent_id)
    lines = _lines(parent_id, holder, shares, matures_on, day)
    done = pass_on(stage.database, stage.programme_id, parent_id, lines, day)
    assert isinstance(done, Written), done
    return done.receivable_ids


def _due_on(stage: Stage, parent_id: int) -> date:
    """A child falls due up to six days after its root; tiers 3 and 4 in the second week of
    October."""
    if parent_id in stage.roots:
        due = papers.MATURITY[list(papers.MATURITY)[stage.roots.index(parent_id) % 5]]
        return due + timedelta(days=parent_id % 7)
    if f"third {parent_id}" in stage.named:
        return _FOURTH_TIER_FROM + timedelta(days=parent_id % 3)
    return _THIRD_TIER_FROM + timedelta(days=parent_id % 4)


def _lines(
    parent_id: int,
    holder: Actor,
    shares: Sequence[tuple[Actor, int]],
    matures_on: date,
    day: date,
) -> list[PromiseLine]:
    lines = []
    for number, (payee, won) in enumerate(shares, start=1):
        written_on = day - timedelta(days=5 + parent_id % 4)
        approval = papers.approval_number(written_on, _FIRST_CALL_SERIAL + parent_id * 10 + number)
        parties = (payee.business_number, holder.business_number)
        evidence = Evidence(
            fingerprint=fingerprint_of(*parties, written_on, won, approval),
            approval_number=approval,
            kind="tax_invoice",
            supplier_number=payee.business_number,
            buyer_number=holder.business_number,
            written_on=written_on,
            total_won=won,
        )
        lines.append(
            PromiseLine(number, payee.business_number, payee.name, won, matures_on, evidence)
        )
    return lines


def cancel_by_consent(stage: Stage, day: date) -> None:
    """Nobody takes a promise back alone; with its holder's consent it goes back to its parent."""
    receivable_id = stage.named["root 4 child 0"]
    key = (stage.database, stage.programme_id, receivable_id)
    refused = cancel(*key, [], day)
    assert refused is not None and refused.code == "consent_missing", refused
    holder = stage.cast.tiers[1][4 * 3 % len(stage.cast.tiers[1])]
    assert cancel(*key, [stage.company_of(holder).company_id], day) is None
    stage.tell(day, "demo_cancelled", code=refused.code, name=holder.name)


def late_joiner_comes(stage: Stage, day: date) -> None:
    """A company that had never used the system joins; what waited for it is its own."""
    actor = stage.cast.late_joiner
    calendar = stage.calendar()
    with stage.database.transaction() as tx:
        company = join(tx, actor, day)
        claimed = claim_waiting(tx, company.company_id, day)
        name_account(tx, company, actor, day, calendar)
    assert claimed == 1, claimed
    stage.tell(day, "demo_joined", name=actor.name)


def new_closed_day(stage: Stage, day: date) -> None:
    """The government makes a day a holiday; promises keep their day, payment moves."""
    with stage.database.transaction() as tx:
        record_closed_day(tx, CLOSED_DAY, "demonstration")
    close_bank_on(stage, CLOSED_DAY)
    moved_to = stage.calendar().on_or_after(CLOSED_DAY)
    stage.tell(day, "demo_closed_day", closed=CLOSED_DAY.isoformat(), moved_to=moved_to.isoformat())


def line_falls_silent(stage: Stage, _day: date) -> None:
    """The bank takes the payments and says nothing: they are asked for, never sent again."""
    stage.set_behaviour(AccountPurpose.DEPOSIT, "silent")
    stage.bank.is_silent = True


def ask_after_silence(stage: Stage, day: date) -> None:
    """Ask for each payment that hangs; then the line is back and the entries confirm them."""
    waiting = list_waiting(stage.database, at(day, 23))
    for row in waiting:
        about = row["end_to_end_id"]
        answer = stage.bank.ask(about)
        key = (stage.database, row["rail"], f"asked-{about}")
        done = record_message(*key, answer, at(day, 13), identify_receipt)
        assert not isinstance(done, Refusal), done
    stage.set_behaviour(AccountPurpose.DEPOSIT, "accept")
    stage.bank.is_silent = False
    pay_out(stage.desk, at(day, 14))
    left = list_waiting(stage.database, at(day, 23))
    if not waiting or left:
        stage.problems.append(f"silence {len(waiting)} {len(left)}")
    stage.tell(day, "demo_asked", count=len(waiting))


def line_breaks(stage: Stage, _day: date) -> None:
    """The next file's receipt is lost on the way."""
    stage.bank.breaks_once = True


def told_of_duplicate(stage: Stage, day: date) -> None:
    """The file went twice under one id; the bank knew it and paid once."""
    if stage.bank.sent_twice != 1:
        stage.problems.append("duplicate batch")
    stage.tell(day, "demo_sent_twice")


def account_is_closed(stage: Stage, _day: date) -> None:
    """A supplier has closed its account: the bank will send today's payment back."""
    about = _end_to_end_id(stage, stage.roots[7])
    parameters = {"days": 0, "reason": "AC04", "end_to_end_id": about}
    stage.set_behaviour(AccountPurpose.SETTLEMENT, "return-later", **parameters)


def new_account_named(stage: Stage, day: date) -> None:
    """The money is back and the claim stands; a new account cools off before it is paid into."""
    stage.set_behaviour(AccountPurpose.SETTLEMENT, "accept")
    actor = stage.cast.tiers[0][7]
    bank = stage.cast.new_account_bank
    moved = replace(actor, bank_code=bank, account_number=f"{bank}777000001")
    company, calendar = stage.company_of(actor), stage.calendar()
    with stage.database.transaction() as tx:
        account = name_account(tx, company, moved, day, calendar)
    assert account.usable_from is not None
    usable = account.usable_from.isoformat()
    stage.tell(day, "demo_account_closed", name=actor.name, usable_from=usable)


def late_return_begins(stage: Stage, _day: date) -> None:
    """Another payment of today will come back two business days later."""
    about = _end_to_end_id(stage, stage.named["line 2"])
    parameters = {"days": 2, "reason": "MS03", "end_to_end_id": about}
    stage.set_behaviour(AccountPurpose.DEPOSIT, "return-later", **parameters)


def late_return_ends(stage: Stage, day: date) -> None:
    """The bank behaves again; the payment that is on its way back is not stopped by that."""
    stage.set_behaviour(AccountPurpose.DEPOSIT, "accept")
    stage.tell(day, "demo_late_return", name=stage.cast.tiers[1][2].name)


def _end_to_end_id(stage: Stage, receivable_id: int) -> str:
    return f"SS{stage.programme_id}-{int(Purpose.SETTLEMENT)}-{receivable_id}-1"


def _keep(folder: Path, paper: Paper) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / paper.name).write_bytes(paper.data)


Scene = Callable[[Stage, date], None]
# Before the day's settlement, and after its payouts have left.
MORNINGS: Mapping[date, Scene] = {
    date(2026, 9, 3): pass_on_by_calls,
    date(2026, 9, 4): cancel_by_consent,
    date(2026, 9, 7): early_cash.sell_before_funding,
    date(2026, 9, 8): late_joiner_comes,
    date(2026, 9, 9): early_cash.standing_order_runs,
    date(2026, 9, 14): early_cash.sell_from_deposit,
    SILENT_ON: line_falls_silent,
    date(2026, 9, 16): new_closed_day,
    date(2026, 9, 17): early_cash.creditors_come,
    SENT_TWICE_ON: line_breaks,
    CLOSED_ACCOUNT_ON: account_is_closed,
    date(2026, 9, 28): early_cash.creditors_go,
    LATE_RETURN_ON: late_return_begins,
}
EVENINGS: Mapping[date, Scene] = {
    SILENT_ON: ask_after_silence,
    SENT_TWICE_ON: told_of_duplicate,
    CLOSED_ACCOUNT_ON: new_account_named,
    LATE_RETURN_ON: late_return_ends,
}
