"""The default playbook of a buyer that does not pay: opened once, run until all steps are done.

Each step is a transaction of its own and its row keeps it from being done again, so a run that was
killed goes on where it stood and a second call repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.service import get_company
from sangsaeng.programmes.service import get_calendar
from sangsaeng.settlement.playbook_model import Notice, Playbook, Proved, Step, StepDone
from sangsaeng.settlement.playbook_opening import playbook_from
from sangsaeng.settlement.playbook_steps import STEPS, Work
from sangsaeng.settlement.rules_playbook import plan_steps
from sangsaeng.settlement.service_funding import cover_roots

_SQL = load(__package__)


def _nothing_proven(_: Tx) -> Sequence[Proved]:
    return ()


def run_playbook(
    database: Transactions,
    playbook_id: int,
    today: date,
    folder: Path,
    prove: Callable[[Tx], Sequence[Proved]] = _nothing_proven,
) -> list[StepDone] | Refusal:
    """Do what is still to be done of a playbook, in order; every step with what came of it.

    `folder`: where the evidence pack is written, made when missing. `prove`: makes the proofs of
    `verify` for the pack, in its transaction; asked only when a pack is written.
    Refused: `unknown_playbook`, `pack_folder_unusable`.
    """
    with database.transaction() as tx:
        # One at a time: another call waits here, and then finds the steps done.
        tx.run(_SQL["playbook_alone"])
        found = get_playbook(tx, playbook_id)
        if isinstance(found, Refusal):
            return found
        playbook, done = found
        try:
            steps = plan_steps(one.step for one in done)
            # A folder that nothing is written to is not made: it would look like an empty pack.
            if steps:
                _try_folder(folder)
            buyer = get_company(tx, playbook.buyer_id).name
            work = Work(playbook, buyer, today, folder, get_calendar(tx), prove)
            for step in steps:
                _do(database, step, work)
        except OSError as failed:
            return refuse("pack_folder_unusable", "to", why=failed.strerror or "")
    with database.transaction() as tx:
        return _steps(tx, playbook_id)


def _try_folder(folder: Path) -> None:
    """A folder that takes no files is told of before anybody is notified. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        pass


def _do(database: Transactions, step: Step, work: Work) -> None:
    if step is Step.PAY_COVERED:
        _give_money_at_hand(database, work)
    with database.transaction() as tx:
        # One moment for everything a step reads: the pack's files must agree with each other.
        tx.snapshot()
        outcome = STEPS[step](tx, work)
        tx.run(
            _SQL["add_step"],
            playbook_id=work.playbook.playbook_id,
            step=str(step),
            day=work.today,
            outcome=Jsonb(outcome),
        )


def _give_money_at_hand(database: Transactions, work: Work) -> None:
    """The buyer's money covers whole roots of its programmes; again it covers nothing more."""
    with database.transaction() as tx:
        found = tx.rows(_SQL["programmes_of_buyer"], buyer_id=work.playbook.buyer_id)
    for row in found:
        cover_roots(database, row["programme_id"], work.today)


def get_playbook(tx: Tx, playbook_id: int) -> tuple[Playbook, list[StepDone]] | Refusal:
    """A playbook and its steps so far, or `unknown_playbook`."""
    row = tx.row(_SQL["get_playbook"], playbook_id=playbook_id)
    if row is None:
        return refuse("unknown_playbook", "playbook", value=str(playbook_id))
    return playbook_from(row), _steps(tx, playbook_id)


def _steps(tx: Tx, playbook_id: int) -> list[StepDone]:
    rows = tx.rows(_SQL["list_steps"], playbook_id=playbook_id)
    done = [StepDone(Step(row["step"]), row["done_on"], row["outcome"]) for row in rows]
    return sorted(done, key=lambda one: list(Step).index(one.step))


def list_playbooks(tx: Tx) -> list[Row]:
    """Every playbook with the buyer's name and how many steps are done, the newest first."""
    return tx.rows(_SQL["list_playbooks"])


def list_notices(tx: Tx, playbook_id: int, company_id: int | None = None) -> list[Notice]:
    """What a playbook told everyone, or one company, in the order it was made."""
    key = {"playbook_id": playbook_id, "company_id": company_id}
    return [_notice(row) for row in tx.rows(_SQL["list_notices"], **key)]


def _notice(row: Row) -> Notice:
    return Notice(**{name: value for name, value in row.items() if name != "company"})


def render_notice(notice: Notice, language: Language) -> str:
    """A notice as its company reads it: what, why, when, and what follows."""
    return sentence(notice.code, language, notice.facts)
