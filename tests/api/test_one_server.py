"""A buyer's ERP script, a supplier's telephone, a funder's mirror and an auditor's export, all on
one running server: from approved invoices to money on a tier-2 supplier's account."""

from __future__ import annotations

import csv
import importlib
import json
import re
import secrets
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as time_of_day
from hashlib import sha256
from pathlib import Path

import pyotp
import pytest
from sangsaeng_client import Api, Problem, is_genuine

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.payouts.rails.mock_bank_process import mock_bank_installed
from sangsaeng.statutes.calendar import calendar

from .one_server import NUMBERS, OWN, House, open_house, wait_until

pytestmark = pytest.mark.skipif(not mock_bank_installed(), reason="mock-bank is not installed")
PASSWORD = "seven green rivers run"
FACES = (10_000_000, 5_000_000)
PASSED_ON = 4_000_000


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    for folder in ("signin", "jobs"):
        monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / folder))
    with open_house() as made:
        yield made


def _set_up(house: House) -> None:
    """What the operator does on the console before anybody comes: companies, offices, accounts, an
    agreement, and a link for the first people of each company."""
    do = house.console
    for name, size in (("bank", "large"), ("foundation", "large"), ("buyer", "large"),
                       ("funder", "large"), ("first", "small")):  # fmt: skip
        do("company", "add", NUMBERS[name], name, "--size", size)
    for office in ("operator", "institution"):
        do("office", "add", NUMBERS["bank"], office)
    do("office", "add", NUMBERS["foundation"], "foundation")
    do("account", "add", NUMBERS["first"], "--bank", "088", "--number", "110123456789",
       "--bank-says", "first")  # fmt: skip
    owners = {"deposit": "foundation", "funding": "funder"}
    own = {
        purpose: do(
            "own-account", "add", "--purpose", purpose, "--bank", "218", "--number", number,
            "--owner", NUMBERS[owners.get(purpose, "bank")],
        )["own_account_id"]
        for purpose, number in OWN.items()
    }  # fmt: skip
    sides = [word for side, name in (("buyer", "buyer"), ("institution", "bank"),
             ("foundation", "foundation")) for word in (f"--{side}", NUMBERS[name])]  # fmt: skip
    paid = [word for purpose in ("settlement", "deposit", "operating")
            for word in (f"--{purpose}-account", str(own[purpose]))]  # fmt: skip
    policy = ("--default-policy", "unpaid_no_recourse")
    number = do("programme", "open", *sides, *paid, *policy)["programme_id"]
    do("programme", "terms", str(number), "--early-payment-rate", "0.05")
    do("facility", "add", "--kind", "purchase", "--programme", str(number), "--provider",
       NUMBERS["funder"], "--account", str(own["funding"]), "--limit", "100000000")  # fmt: skip
    house.programme_id = number
    for name, company, role in (
        ("officer", "bank", "operations"), ("clerk", "bank", "operations"),
        ("auditor", "bank", "auditor"), ("keeper", "bank", "administrator"),
        ("owner", "buyer", "administrator"),
        ("approver", "buyer", "approver"), ("funder", "funder", "administrator"),
        ("seller", "first", "enterer"), ("partner", "first", "approver"),
    ):  # fmt: skip
        token = do("person", "invite", NUMBERS[company], role)["token"]
        house.come_in(name, token, company)


def _write_invoices(house: House, file: Path, due: str, spoil: bool = False) -> None:
    day = house.day
    rows = [
        {
            "supplier_number": NUMBERS["first"],
            "supplier_name": "first",
            "written_on": day.isoformat(),
            "approval_number": f"{day:%Y%m%d}{number:016d}",
            "total_won": won,
            "amount_won": won + spoil,
            "matures_on": due,
        }
        for number, won in enumerate(FACES, start=1)
    ]
    with file.open("w", newline="") as opened:
        written = csv.DictWriter(opened, rows[0])
        written.writeheader()
        written.writerows(rows)


def _finish(script: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = script.communicate(timeout=90)
    return script.returncode, said


def _push(house: House, tmp_path: Path, due: str) -> list[int]:
    """The ERP hands in invoices; a person of the buyer approves over its own session."""
    key = house.make_key("owner", "receivables.issue", "acts.one")
    told = {"SANGSAENG_KEY": key, "SANGSAENG_POLL_SECONDS": "0.3"}
    words = ("erp_pushes_invoices.py", str(house.programme_id))
    file = tmp_path / "invoices.csv"
    _write_invoices(house, file, due, spoil=True)
    code, said = _finish(house.example(*words, str(file), "--try", **told))
    assert code == 1 and "line 1:" in said and "line 2:" in said, said
    _write_invoices(house, file, due)
    code, said = _finish(house.example(*words, str(file), "--try", **told))
    assert (code, said) == (0, f"all 2 lines are good: {sum(FACES):,} won\n")
    script = house.example(*words, str(file), **told)
    approver = house.people["approver"]
    waiting = wait_until(lambda: list(approver.api.acts_list(mine_to_approve=True)))
    issued = approver.approve(waiting[0]["act_id"])
    code, said = _finish(script)
    assert code == 0 and f"receivables: {' '.join(map(str, issued['receivable_ids']))}" in said
    code, again = _finish(house.example(*words, str(file), **told))
    assert code == 0 and "entered before" in again and again.endswith(said.splitlines()[-1] + "\n")
    return list(issued["receivable_ids"])


def _pass_on(house: House, root: int, due: str) -> str:
    """Tier 1 passes a part on to who is not on the system yet, and asks it in; the link's token."""
    api = house.people["seller"].api
    held = {one["receivable_id"]: one for one in api.receivables_held()}
    assert [one["face_won"] for one in held.values()] == list(FACES)
    entered = api.receivables_pass_on(
        {
            "programme_id": house.programme_id,
            "receivable_id": root,
            "lines": [
                {
                    "payee_number": NUMBERS["second"],
                    "payee_name": "second",
                    "amount_won": PASSED_ON,
                    "matures_on": due,
                }
            ],
        }
    )
    assert house.people["partner"].approve(entered["act_id"])["invited"] == 1
    token = secrets.token_urlsafe(32)
    sent = api.invitations_send(
        {
            "business_number": NUMBERS["second"],
            "company_name": "second",
            "token_digest": sha256(token.encode()).hexdigest(),
        }
    )
    assert sent["answer"]["delivery"] == "link"
    return token


def _join(house: House, token: str) -> str:
    """A tier-2 supplier comes in by its link: passkey, account, and a password with codes; the
    secret of its codes."""
    with Api(house.url) as anybody:
        assert anybody.joining_look({"token": token})["waiting_won"] == PASSED_ON
    person = house.come_in("second", token, "second", company_name="second", company_size="small")
    api = person.api
    api.accounts_first({"bank_code": "088", "account_number": "110987654321"})
    wait_until(lambda: [one for one in api.accounts_list() if one["usable_from"]])
    assert [one["retained_won"] for one in api.receivables_held()] == [PASSED_ON]
    api.password_set({"password": PASSWORD})
    enrolled = api.totp_enrol()
    # The code before this one, so that the script's is a fresh one.
    code = pyotp.TOTP(enrolled["secret"]).at(int(time.time()) - 30)
    api.totp_confirm({"token": enrolled["token"], "code": code})
    return enrolled["secret"]


def _sell(house: House, secret: str) -> int:
    """The supplier's script sells all, alone under its institution's mandate; the proceeds."""
    told = {
        "SANGSAENG_EMAIL": "second@example.kr",
        "SANGSAENG_PASSWORD": PASSWORD,
        "SANGSAENG_TOTP_SECRET": secret,
    }
    ends_at = datetime.combine(house.day, time_of_day(9), KOREA) + timedelta(days=100)
    asked = house.people["officer"].api.mandates_give(
        {
            "business_number": NUMBERS["second"],
            "limit_won": PASSED_ON,
            "ends_at": ends_at.isoformat(),
        }
    )
    house.people["clerk"].approve(asked["act_id"])
    script = house.example("supplier_sells.py", str(house.programme_id), "--sell", **told)
    code, said = _finish(script)
    assert code == 0 and "at 0.05 a year, of buyer" in said, said
    proceeds = re.search(r"executed: ([0-9,]+) won", said)
    assert proceeds, said
    return int(proceeds[1].replace(",", ""))


def _mirror(house: House, key: str, file: Path) -> str:
    first, last = house.day.isoformat(), (house.day + timedelta(days=20)).isoformat()
    told = {"SANGSAENG_KEY": key, "SANGSAENG_PAGE": "1"}
    code, said = _finish(house.example("funder_mirrors_book.py", str(file), first, last, **told))
    assert code == 0, said
    return said


def _audit(house: House, tmp_path: Path) -> None:
    """The auditor saves the log and its head, and checks it where there is no book."""
    house.console("audit", "seal")
    head = house.console("audit", "head")["head"]["digest"]
    lines = [row["line"] for row in house.people["auditor"].api.audit_export(limit=200)]
    file = tmp_path / "log.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines))
    checked = house.console("audit", "check", str(file), "--head", head)
    assert checked["shown"] == checked["events"] > 50
    actions = {json.loads(line).get("action") for line in lines}
    steps = {"receivables.issue", "receivables.pass_on", "early_payment.accept", "joining.accept"}
    assert steps <= actions, actions
    changed = [line.replace("receivables.issue", "receivables.amend") for line in lines]
    file.write_text("".join(f"{line}\n" for line in changed))
    with pytest.raises(AssertionError, match="audit_chain_broken"):
        house.console("audit", "check", str(file))
    with pytest.raises(Problem, match="not_permitted"):
        list(house.people["owner"].api.audit_export())


# The receiver in software stands with the tests of the jobs.
def test_from_an_erps_file_to_a_tier_2_suppliers_account(house: House, tmp_path: Path) -> None:
    _set_up(house)
    due = calendar().on_or_after(house.day + timedelta(days=7))
    with importlib.import_module("receiving").receiver() as told:
        house.move_clock(datetime.combine(house.day, time_of_day(10), KOREA))
        owner = house.people["owner"].api
        events = ["act.waiting", "act.executed", "receivable.issued", "funding.called"]
        added = owner.webhooks_add({"url": told.url, "events": events})  # type: ignore[typeddict-item]
        root, _ = _push(house, tmp_path, due.isoformat())
        funder_key = house.make_key("funder", "funders.*")
        secret = _join(house, _pass_on(house, root, due.isoformat()))
        proceeds_won = _sell(house, secret)
        assert "1 holdings, 4,000,000 won" in _mirror(house, funder_key, tmp_path / "book.sqlite")

        for account, payer, won in ((OWN["funding"], "funder", 50_000_000),):
            house.bank.credit(account, won, payer_name=payer, remittance_text="own funds")
        house.move_clock(datetime.combine(house.day, time_of_day(16, 10), KOREA))
        officer = house.people["officer"]
        cut = house.do_job(officer.api.cut_off_make({"day": house.day.isoformat()}))
        assert cut["proceeds_won"] == proceeds_won
        house.exchange()

        house.move_clock(datetime.combine(due, time_of_day(9, 30), KOREA))
        house.bank.advance_to(due)
        house.do_job(officer.api.funding_call({"days": 0}))
        call = next(iter(house.people["owner"].api.funding_calls()))
        assert call["called_won"] == sum(FACES)
        house.bank.credit(OWN["settlement"], call["called_won"], payer_name="buyer",
                          remittance_text=call["reference"])  # fmt: skip
        house.exchange()
        settled = house.do_job(officer.api.settlement_run({"day": due.isoformat()}))
        # What the second tier sold comes back to the funder.
        assert settled["paid_won"] == sum(FACES) - PASSED_ON
        assert officer.api.settlement_one_run(due.isoformat())["state"] == "released"
        house.exchange()
        house.exchange()

        second = house.people["second"].api
        got = [(one["amount_won"], one["state"]) for one in second.payouts_list()]
        assert got == [(proceeds_won, "credited")]
        assert "0 holdings" in _mirror(house, funder_key, tmp_path / "book.sqlite")
        house.people["owner"].sign_in()
        shown = house.people["owner"].api.webhooks_secret(added["answer"]["endpoint_id"])
        wait_until(lambda: set(events) <= {one["type"] for one in told.messages()})
        for headers, body in told.got:
            assert is_genuine(headers, body, shown["secret"], time.time())
            assert not is_genuine(headers, body + b" ", shown["secret"], time.time())
        _audit(house, tmp_path)
    proofs = house.console("verify")
    assert proofs["holds"], proofs
