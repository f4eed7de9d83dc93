"""A paper bank that remembers what it delivered, and can lose its answers."""

from __future__ import annotations

from sangsaeng.oversight.paper_bank import PaperBank
from sangsaeng.payouts.rails import rail_of
from sangsaeng.payouts.rails.model import Returned
from sangsaeng.payouts.rails.transports import TransportDown

BANK = "218"
CASH_ON, DEPOSITS_ON, OWN_ON = "90000000001", "90000000002", "90000000003"
FUNDERS_ON = "90000000004"


class WatchedBank(PaperBank):
    """Remembers what it delivered: account -> end-to-end id -> won that stayed there."""

    def __init__(self) -> None:
        super().__init__(BANK, (CASH_ON, DEPOSITS_ON, OWN_ON, FUNDERS_ON))
        self.delivered: dict[str, dict[str, int]] = {}
        self.answers_to_lose = 0

    def open_account(self, account_number: str) -> None:
        """One more account of ours."""
        self._balance[account_number] = self._closing[account_number] = 0

    def send(self, batch_bytes: bytes, message_id: str) -> bytes | None:
        """Execute a batch and note what stayed at the payees' accounts."""
        answer = super().send(batch_bytes, message_id)
        assert answer is not None
        events = rail_of("simulated").parse_message(answer)
        items = rail_of("simulated").read_back(batch_bytes)
        assert isinstance(events, tuple) and isinstance(items, tuple)
        back = {event.end_to_end_id for event in events if isinstance(event, Returned)}
        for item in items:
            if item.end_to_end_id not in back:
                account = self.delivered.setdefault(item.payee_account_number, {})
                account[item.end_to_end_id] = item.amount_won
        if self.answers_to_lose:
            self.answers_to_lose -= 1
            raise TransportDown("the answer was lost on its way")
        return answer
