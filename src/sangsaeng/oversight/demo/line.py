"""The wire between the desk and the bank, which can be made to fail as wires do."""

from __future__ import annotations

from dataclasses import dataclass

from sangsaeng.payouts.rails.transports import MessageRef, MockBankTransport, TransportDown


@dataclass(slots=True)
class Line:
    """A `Transport` over another. `breaks_once`: the next file arrives and its receipt is lost, so
    it is sent again. `is_silent`: nothing the bank writes comes through."""

    bank: MockBankTransport
    breaks_once: bool = False
    is_silent: bool = False
    sent_twice: int = 0

    def send(self, batch_bytes: bytes, message_id: str) -> bytes | None:
        """Deliver a file."""
        answer = self.bank.send(batch_bytes, message_id)
        if self.breaks_once:
            self.breaks_once = False
            self.sent_twice += 1
            raise TransportDown("the receipt was lost")
        return answer

    def fetch(self) -> list[tuple[MessageRef, bytes]]:
        """What waits at the bank."""
        return [] if self.is_silent else self.bank.fetch()

    def acknowledge(self, message_ref: MessageRef) -> None:
        """A message is stored here."""
        self.bank.acknowledge(message_ref)

    def ask(self, end_to_end_id: str) -> bytes:
        """What became of one payment."""
        return self.bank.ask(end_to_end_id)
