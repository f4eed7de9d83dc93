"""How bytes reach a bank and come back. The only place of the rails that touches a network.

A transport knows nothing of payouts. Where a bank does not answer, it raises `TransportDown` or
returns no answer; both mean that nobody knows whether the bank has the message, so the desk asks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import quote
from xml.sax.saxutils import escape

import httpx

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails.iso20022 import RAIL as ISO20022
from sangsaeng.payouts.rails.open_banking import DEPOSIT, render_result_enquiry

MessageRef = str


class TransportDown(Exception):
    """The bank could not be reached or broke off: what it has received is not known."""


class Transport(Protocol):
    """A connection to one bank, in the format of one rail."""

    def send(self, batch_bytes: bytes, message_id: str) -> bytes | None:
        """Delivers a message; returns the bank's answer where it answers at once."""

    def fetch(self) -> list[tuple[MessageRef, bytes]]:
        """Messages waiting at the bank, oldest first; the same ones again until acknowledged."""

    def acknowledge(self, message_ref: MessageRef) -> None:
        """Says that a fetched message is stored here, so the bank may stop showing it."""

    def ask(self, end_to_end_id: str) -> bytes:
        """The bank's message on what became of one instruction."""


class _HttpTransport:
    """An HTTP client that is closed with its transport."""

    def __init__(self, base_url: str, timeout_s: float, trust_env: bool) -> None:
        self.base_url = base_url
        self._client = httpx.Client(base_url=base_url, timeout=timeout_s, trust_env=trust_env)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class MockBankTransport(_HttpTransport):
    """The HTTP interface of the development bank `mock-bank`, in ISO 20022 files.

    Besides `Transport` it moves that bank's clock and makes money arrive, which no real bank
    offers: those methods are for the demo and for tests. Accounts are named by their numbers.
    """

    def __init__(self, base_url: str, timeout_s: float = 30.0) -> None:
        super().__init__(base_url, timeout_s, trust_env=False)
        self._fetched: set[MessageRef] = set()
        self._stored: set[MessageRef] = set()

    def send(self, batch_bytes: bytes, message_id: str) -> bytes | None:
        """Posts the file; the bank's verdict follows as a pain.002 in the mailbox.

        The bank books only the paying side. For a transfer between two accounts that it holds
        this makes the other side arrive, so that own transfers behave as at a real bank.
        """
        answer = self._call("POST", "/payments", content=batch_bytes, allow=(202, 422))
        assert answer["msg_id"] in (message_id, None), "the bank read another message id"
        accepted = {
            payment["end_to_end_id"]: payment["settlement_date"]
            for payment in answer["payments"]
            if payment["outcome"] == "accepted"
        }
        self._book_other_side(batch_bytes, accepted)
        return None

    def fetch(self) -> list[tuple[MessageRef, bytes]]:
        waiting = {
            str(message["id"]): message["body"].encode()
            for message in self._call("GET", "/_mock/mailbox", params={"leave": "1"})
        }
        self._fetched = waiting.keys() - self._stored
        return [(ref, body) for ref, body in waiting.items() if ref not in self._stored]

    def acknowledge(self, message_ref: MessageRef) -> None:
        """The bank hands out all or nothing, so it is told once everything fetched is stored;
        what came in between is put back. Until then a new connection sees all of it again."""
        self._stored.add(message_ref)
        if not self._fetched <= self._stored:
            return
        for message in self._call("GET", "/_mock/mailbox"):
            if str(message["id"]) not in self._stored:
                self._call("POST", f"/_mock/mailbox/{message['id']}/unread")
        self._stored.clear()

    def ask(self, end_to_end_id: str) -> bytes:
        """The bank's record of the payment as the pain.002 that it would be answered with."""
        path = f"/_mock/payments/{quote(end_to_end_id, safe='')}"
        found = self._call("GET", path, allow=(200, 404))
        if "status" not in found:
            return _status_report("NOTPROVIDED", end_to_end_id, "PDNG", "NOOR", "")
        if found["status"] == "rejected":
            words = found["reason_text"] or ""
            return _status_report(found["msg_id"], end_to_end_id, "RJCT", found["reason"], words)
        return _status_report(found["msg_id"], end_to_end_id, "ACCP", "", "")

    def now(self) -> datetime:
        """The bank's own time."""
        state = self._call("GET", "/_mock/state")
        return datetime.fromisoformat(state["clock"]["now"])

    def advance_to(self, day: date) -> None:
        """Moves the bank to the same hour of a later day; days it ends get their statements."""
        days = (day - self.now().date()).days
        assert days >= 0, "a bank's clock does not go back"
        self._call("POST", "/_mock/advance", params={"days": str(days)})

    def set_closed_days(self, days: frozenset[date]) -> None:
        """The days besides weekends on which the bank settles nothing; replaces the list."""
        self._call("PUT", "/_mock/holidays", body=sorted(day.isoformat() for day in days))

    def credit(
        self,
        account_number: str,
        amount_won: int,
        *,
        payer_name: str,
        remittance_text: str,
        payer_account_number: str | None = None,
        end_to_end_id: str | None = None,
        value_on: date | None = None,
    ) -> None:
        """Makes money arrive on an account the bank holds, from a payer elsewhere."""
        payer = {"name": payer_name}
        if payer_account_number is not None:
            payer["iban"] = payer_account_number
        credit: dict[str, Any] = {"account": account_number, "amount": amount_won, "debtor": payer}
        if remittance_text:
            credit["note"] = remittance_text
        if end_to_end_id is not None:
            credit["end_to_end_id"] = end_to_end_id
        if value_on is not None:
            credit["value_date"] = value_on.isoformat()
        self._call("POST", "/_mock/credits", body=credit, allow=(201,))

    def open_account(self, account: Mapping[str, object]) -> None:
        """Adds an account to the bank, in its own field names."""
        self._call("POST", "/_mock/accounts", body=dict(account), allow=(201,))

    def set_behaviour(
        self, account_number: str, behaviour: str, parameters: Mapping[str, object] | None = None
    ) -> None:
        """Makes the bank misbehave on one account; the names are the bank's own."""
        change = {"behaviour": behaviour, "parameters": dict(parameters or {})}
        self._patch(account_number, change)

    def close_account(self, account_number: str) -> None:
        """Closes an account the bank holds: it pays, receives and reports nothing more."""
        self._patch(account_number, {"closed": True})

    def account_numbers(self) -> set[str]:
        """The numbers of the accounts the bank holds."""
        return {account["iban"] for account in self._call("GET", "/_mock/accounts")}

    def _patch(self, account_number: str, change: Mapping[str, object]) -> None:
        held = {row["iban"]: row["id"] for row in self._call("GET", "/_mock/accounts")}
        self._call("PATCH", f"/_mock/accounts/{held[account_number]}", body=change)

    def _book_other_side(self, batch_bytes: bytes, accepted: Mapping[str, str]) -> None:
        items = ISO20022.read_back(batch_bytes)
        if isinstance(items, Refusal) or not accepted:
            return
        held = {row["iban"]: row["name"] for row in self._call("GET", "/_mock/accounts")}
        for item in items:
            if item.payee_account_number in held and item.end_to_end_id in accepted:
                path = f"/_mock/payments/{quote(item.end_to_end_id, safe='')}"
                payer_number = self._call("GET", path)["debtor_iban"]
                self.credit(
                    item.payee_account_number,
                    item.amount_won,
                    payer_name=held[payer_number],
                    remittance_text=item.end_to_end_id,
                    payer_account_number=payer_number,
                    end_to_end_id=item.end_to_end_id,
                    value_on=date.fromisoformat(accepted[item.end_to_end_id]),
                )

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: object = None,
        content: bytes | None = None,
        allow: tuple[int, ...] = (200,),
    ) -> Any:
        sent = content if body is None else json.dumps(body).encode()
        try:
            answer = self._client.request(method, path, params=params, content=sent)
        except httpx.TransportError as problem:
            raise TransportDown(f"{method} {path}") from problem
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise TransportDown(f"{method} {path}: {answer.status_code}")
        assert answer.status_code in allow, f"{method} {path}: {answer.text[:300]}"
        return answer.json()


def _status_report(
    message_id: str, end_to_end_id: str, status: str, code: str, words: str
) -> bytes:
    reason = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn>" if code else ""
    if code:
        reason += f"<AddtlInf>{escape(words)}</AddtlInf></StsRsnInf>"
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{escape(message_id)}</OrgnlMsgId></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>{escape(end_to_end_id)}"
        f"</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}</TxInfAndSts></OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


class OpenBankingTransport(_HttpTransport):
    """KFTC open banking over HTTPS: each call answers at once or not at all.

    Adds to the rendered calls what must not be stored with them: the institution's code (ten
    characters), the pass phrase for deposits, and the access token. `now` gives the moment of an
    enquiry. `find_sent` returns the stored message that carried an id; without it only messages
    sent through this object can be asked about.
    """

    # When the network is down each further call would only wait for its own time-out.
    _GIVE_UP_AFTER = 3

    def __init__(
        self,
        base_url: str,
        *,
        institution_code: str,
        pass_phrase: str,
        access_token: str,
        now: Callable[[], datetime],
        find_sent: Callable[[str], bytes | None] | None = None,
        timeout_s: float = 30.0,
    ) -> None:
        super().__init__(base_url, timeout_s, trust_env=True)
        assert len(institution_code) == 10, "an institution's code has ten characters"
        self._institution_code = institution_code
        self._pass_phrase = pass_phrase
        self._client.headers["Authorization"] = f"Bearer {access_token}"
        self._now = now
        self._find_sent = find_sent
        self._sent: dict[str, bytes] = {}

    def send(self, batch_bytes: bytes, message_id: str) -> bytes | None:
        """Makes the calls in order; each comes back with its answer, or with none."""
        message = json.loads(batch_bytes)
        lost = 0
        for call in message["calls"]:
            if call["path"] == DEPOSIT:
                self._sent[call["end_to_end_id"]] = batch_bytes
            call["answer"] = self._post(call) if lost < self._GIVE_UP_AFTER else None
            lost = lost + 1 if call["answer"] is None else 0
        message["message_id"] = message_id
        return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()

    def fetch(self) -> list[tuple[MessageRef, bytes]]:
        """Nothing waits: this network has no mailbox."""
        return []

    def acknowledge(self, message_ref: MessageRef) -> None:
        """Nothing to acknowledge."""

    def ask(self, end_to_end_id: str) -> bytes:
        """The result enquiry; an id that was never sent here comes back as unknown."""
        sent = self._find_sent(end_to_end_id) if self._find_sent else None
        sent = sent or self._sent.get(end_to_end_id)
        enquiry = render_result_enquiry(sent, end_to_end_id, self._now()) if sent else None
        if enquiry is None:
            call: dict[str, object] = {"end_to_end_id": end_to_end_id, "path": DEPOSIT, "body": {}}
            return json.dumps({"message_id": end_to_end_id, "calls": [call]}).encode()
        return self.send(enquiry, end_to_end_id) or b""

    def _post(self, call: Mapping[str, Any]) -> dict[str, Any] | None:
        body = self._completed(call["body"])
        if call["path"] == DEPOSIT:
            body["wd_pass_phrase"] = self._pass_phrase
        try:
            answer = self._client.post(call["path"], json=body)
            decoded = answer.json() if answer.status_code == httpx.codes.OK else None
        except (httpx.TransportError, ValueError):
            return None
        return decoded if isinstance(decoded, dict) else None

    def _completed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body with the institution's code before every transaction id of ours."""
        completed: dict[str, Any] = {}
        for name, value in body.items():
            if name.endswith("bank_tran_id"):
                completed[name] = self._institution_code + value
            elif name == "req_list":
                completed[name] = [self._completed(item) for item in value]
            else:
                completed[name] = value
        return completed
