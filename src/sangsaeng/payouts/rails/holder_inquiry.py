"""Whose account it is, asked of the open banking network by business number (계좌실명조회)."""

from __future__ import annotations

from datetime import datetime

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.holder_inquiry import HolderSaid
from sangsaeng.parties.model import BankAccount, HolderCheck
from sangsaeng.payouts.rails.model import Reason
from sangsaeng.payouts.rails.open_banking import parse_holder, render_real_name_enquiry
from sangsaeng.payouts.rails.transports import Transport, TransportDown

_OUTCOMES = {
    Reason.CLOSED_ACCOUNT: HolderCheck.CLOSED,
    Reason.NO_SUCH_ACCOUNT: HolderCheck.NOT_FOUND,
    Reason.ACCOUNT_INVALID: HolderCheck.NOT_FOUND,
    Reason.NAME_MISMATCH: HolderCheck.MISMATCHED,
}


class OpenBankingInquiry:
    """Asks through a transport of the open banking rail."""

    asked_at = "open banking, real name by business number"

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def ask(self, account: BankAccount, business_number: str, at: datetime) -> HolderSaid:
        """The holder's name, or why there is none; a network that is down says nothing."""
        enquiry_id = f"H{account.bank_account_id}T{at:%d%H%M%S}"
        message = render_real_name_enquiry(
            enquiry_id, account.bank_code, account.account_number, business_number, at
        )
        try:
            answer = self._transport.send(message, enquiry_id)
        except TransportDown:
            return HolderSaid()
        said = None if answer is None else parse_holder(answer)
        if said is None or isinstance(said, Refusal):
            return HolderSaid()
        if said.reason is not None:
            # What is only suspended for now, or out of hours, is asked about again.
            return HolderSaid(outcome=_OUTCOMES.get(said.reason))
        return HolderSaid(name=said.name)


class SandboxInquiry:
    """A sandbox has no bank to ask: every account is its namer's own, so that newcomers can try
    the way from an invitation to early cash without anybody's help."""

    asked_at = "sandbox"

    def ask(self, account: BankAccount, business_number: str, at: datetime) -> HolderSaid:
        """The name that the company itself gave, whoever asks and whenever."""
        del business_number, at
        return HolderSaid(name=account.holder_name)
