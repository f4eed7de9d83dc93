"""A faulty open-banking network on 127.0.0.1, for tests and the demo.

Accounts, faults and the clock are passed in, so the same plan gives the same run. Codes of the
payees' banks are the published ones (domain section 7); codes of the network itself other than
A0000, and bank codes for "not found" and "in progress", are this simulator's own, and the reader
of the rail does not depend on them.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.payouts.rails.open_banking import (
    BANK_DONE,
    DEPOSIT,
    DONE,
    PAYEE_ENQUIRY,
    RAIL,
    REAL_NAME_ENQUIRY,
    RESULT_ENQUIRY,
    RETURN_CLAIM,
    RETURN_RESULT,
)

DUPLICATE, BANK_REFUSED, MALFORMED, CLOSED_HOURS, ANOTHER_DAY = (
    "A0001",
    "A0002",
    "A0003",
    "A0004",
    "A0005",
)
NOT_FOUND, IN_PROGRESS = "551", "400"
_TRANSACTION_ID = re.compile(r"[A-Z0-9]{10}U[A-Z0-9]{9}")
_STATE_CODES = {"open": BANK_DONE, "closed": "415", "suspended": "420", "accident": "419"}


class Fault(StrEnum):
    """What goes wrong with one deposit."""

    LOSE_ANSWER = "lose_answer"  # booked, and the answer never arrives
    LOSE_REQUEST = "lose_request"  # never arrives at the network
    IN_PROGRESS = "in_progress"  # booked, and answered as still being processed


@dataclass(frozen=True, slots=True)
class PayeeAccount:
    """An account somewhere in the country. `state`: open, closed, suspended or accident."""

    bank_code: str
    account_number: str
    holder_name: str
    business_number: str | None = None
    state: str = "open"


class OpenBankingNetwork:
    """The network's state and rules, without a server.

    `faults` maps the number of a deposit (1 is the first to be called for) to what goes wrong.
    """

    def __init__(
        self,
        accounts: Sequence[PayeeAccount],
        clock: Callable[[], datetime],
        faults: Mapping[int, Fault] | None = None,
    ) -> None:
        self.balances_won = {(row.bank_code, row.account_number): 0 for row in accounts}
        self._accounts = {(row.bank_code, row.account_number): row for row in accounts}
        self._clock = clock
        self._faults = dict(faults or {})
        self._deposits: dict[tuple[str, str], dict[str, Any]] = {}
        self._claims: dict[tuple[str, str], dict[str, Any]] = {}
        self._deposits_called = 0
        self._sequence: tuple[str, int] = ("", 0)

    def answer(self, path: str, body: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """The answer to one call, and whether it is lost on its way back."""
        moment = self._now()
        assert RAIL.hours is not None
        if not RAIL.hours.is_open(moment.time()):
            return self._refused(CLOSED_HOURS), False
        if path == DEPOSIT:
            return self._take_deposit(body, moment)
        answers: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            PAYEE_ENQUIRY: self._enquire,
            REAL_NAME_ENQUIRY: self._enquire,
            RESULT_ENQUIRY: self._result,
            RETURN_CLAIM: self._claim,
            RETURN_RESULT: self._claim_result,
        }
        return answers[path](body), False

    def _take_deposit(
        self, body: Mapping[str, Any], moment: datetime
    ) -> tuple[dict[str, Any], bool]:
        self._deposits_called += 1
        fault = self._faults.get(self._deposits_called)
        if fault is Fault.LOSE_REQUEST:
            return {}, True
        answer = self._deposit(body, moment)
        if fault is Fault.IN_PROGRESS and "res_list" in answer:
            waiting = {**answer["res_list"][0], "bank_rsp_code": IN_PROGRESS}
            return {**answer, "res_list": [waiting]}, False
        return answer, fault is Fault.LOSE_ANSWER

    def _deposit(self, body: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
        item = body["req_list"][0]
        day = moment.strftime("%Y%m%d")
        key = (day, item["bank_tran_id"])
        whole = body["req_cnt"] == "1" == str(len(body["req_list"]))
        if not (whole and _TRANSACTION_ID.fullmatch(item["bank_tran_id"])):
            return self._refused(MALFORMED)
        if body["tran_dtime"][:8] != day:
            return self._refused(ANOTHER_DAY)
        if key in self._deposits:
            return self._done(DUPLICATE, {"res_list": [self._deposits[key]]})
        payee = (item["bank_code_std"], item["account_num"])
        named = item["account_holder_name"] if body["name_check_option"] == "on" else None
        code = self._payee_code(payee, named)
        if code == BANK_DONE:
            self.balances_won[payee] += int(item["tran_amt"])
        self._deposits[key] = {
            "tran_no": item["tran_no"],
            "bank_tran_id": item["bank_tran_id"],
            "bank_tran_date": day,
            "bank_code_std": item["bank_code_std"],
            "bank_rsp_code": code,
            "bank_rsp_message": "",
            "tran_amt": item["tran_amt"],
            "account_num": item["account_num"],
        }
        return self._done(_api_code(code), {"res_list": [self._deposits[key]]})

    def _payee_code(self, payee: tuple[str, str], named: str | None) -> str:
        account = self._accounts.get(payee)
        if account is None:
            return "412"
        code = _STATE_CODES[account.state]
        if code == BANK_DONE and named is not None and named != account.holder_name:
            return "815"
        return code

    def _enquire(self, body: Mapping[str, Any]) -> dict[str, Any]:
        payee = (body["bank_code_std"], body["account_num"])
        code = self._payee_code(payee, None)
        account = self._accounts.get(payee)
        asked = body.get("account_holder_info")
        if code == BANK_DONE and account and asked not in (None, account.business_number):
            code = "815"
        name = account.holder_name if account and code == BANK_DONE else ""
        return self._done(_api_code(code), {"bank_rsp_code": code, "account_holder_name": name})

    def _result(self, body: Mapping[str, Any]) -> dict[str, Any]:
        asked = body["req_list"][0]
        found = self._deposits.get((asked["org_bank_tran_date"], asked["org_bank_tran_id"]))
        if found is None or found["tran_amt"] != asked["org_tran_amt"]:
            found = {
                "bank_tran_id": asked["org_bank_tran_id"],
                "tran_amt": asked["org_tran_amt"],
                "bank_rsp_code": NOT_FOUND,
            }
        return self._done(DONE, {"res_list": [found]})

    def _claim(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Takes a claim; the payee's bank gives back what is there and was not claimed before."""
        key = (body["org_bank_tran_date"], body["org_bank_tran_id"])
        deposit = self._deposits.get(key)
        if deposit is None or deposit["bank_rsp_code"] != BANK_DONE:
            return self._done(BANK_REFUSED, {"bank_rsp_code": NOT_FOUND})
        claim = (self._now().strftime("%Y%m%d"), body["bank_tran_id"])
        if claim not in self._claims:
            payee = (deposit["bank_code_std"], deposit["account_num"])
            self.balances_won[payee] -= int(deposit["tran_amt"])
            self._claims[claim] = {"org_tran_amt": deposit["tran_amt"]}
        return self._done(DONE, {"bank_rsp_code": BANK_DONE})

    def _claim_result(self, body: Mapping[str, Any]) -> dict[str, Any]:
        claim = self._claims.get((body["claim_bank_tran_date"], body["claim_bank_tran_id"]))
        if claim is None:
            return self._done(DONE, {"bank_rsp_code": NOT_FOUND})
        return self._done(DONE, {"bank_rsp_code": BANK_DONE, **claim})

    def _now(self) -> datetime:
        return self._clock().astimezone(KOREA)

    def _refused(self, code: str) -> dict[str, Any]:
        return self._done(code, {})

    def _done(self, code: str, rest: Mapping[str, Any]) -> dict[str, Any]:
        """The answer with the network's own number, which counts from 1 each day."""
        day = self._now().strftime("%Y%m%d")
        self._sequence = (day, self._sequence[1] + 1 if self._sequence[0] == day else 1)
        return {"api_tran_id": f"{day}-{self._sequence[1]:06d}", "rsp_code": code, **rest}


def _api_code(bank_code: str) -> str:
    return DONE if bank_code == BANK_DONE else BANK_REFUSED


def application(network: OpenBankingNetwork, silence_s: float) -> Starlette:
    """The network behind HTTP. A lost answer stays silent for `silence_s` seconds; the client's
    own time-out must be shorter."""

    async def respond(request: Request) -> Response:
        try:
            answer, lost = network.answer(request.url.path, await request.json())
        except (KeyError, TypeError, ValueError, IndexError):
            return JSONResponse({"rsp_code": MALFORMED})
        if lost:
            await asyncio.sleep(silence_s)
            return Response(status_code=504)
        return JSONResponse(answer)

    paths = (
        DEPOSIT,
        PAYEE_ENQUIRY,
        REAL_NAME_ENQUIRY,
        RESULT_ENQUIRY,
        RETURN_CLAIM,
        RETURN_RESULT,
    )
    return Starlette(routes=[Route(path, respond, methods=["POST"]) for path in paths])


@contextmanager
def run_simulator(network: OpenBankingNetwork, silence_s: float = 0.5) -> Iterator[str]:
    """Serves the network on a free port of 127.0.0.1 in a thread; gives its base address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application(network, silence_s), log_config=None, lifespan="off", ws="none", workers=1
    )
    server = uvicorn.Server(config)
    # The client's time-out waits for the first answer, so no wait for start-up is needed: the
    # socket listens before the thread begins.
    listening.listen()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()
        assert not thread.is_alive(), "the simulator did not stop"
