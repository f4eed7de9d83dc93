"""One client of `bench http`: a process of its own that needs the standard library alone.

It is told one phase a line on its standard input and answers each with one line: the milliseconds
of every request by its kind. What is not answered as it should be ends it.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from typing import Any

# What is sold or priced at a time, in won: a day of it stays below what asks for a representative.
_PART_WON = 100_000
_SALES_EACH = 5
_MIXTURE = (
    "read", "quote", "read", "sale", "read", "read", "pass_on", "read", "quote", "read",
)  # fmt: skip


class Client:
    """Keeps what it holds, the prices it was given, and how many it took."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.headers = {**told["headers"], "content-type": "application/json"}
        self.spent: dict[str, list[float]] = {}
        self.prices: list[int] = []
        self.serial = 0
        self.sold = 0
        self.connection = self._connect()

    def run(self, phase: str, count: int) -> dict[str, list[float]]:
        """So many requests of a phase, one after another; their milliseconds by kind."""
        self.spent = {}
        self.connection = self._connect()
        if phase == "prepare_sale":
            for first in range(0, count, _SALES_EACH):
                self._ask(min(_SALES_EACH, count - first), self._to_sell())
                self.sold += _SALES_EACH
            return {}
        for turn in range(count):
            kind = _MIXTURE[turn % len(_MIXTURE)] if phase == "mixed" else phase
            if kind == "sale" and not self.prices:
                self._ask(1, self._to_sell())
                self.sold += 1
            begin = time.perf_counter()
            getattr(self, f"_{kind}")()
            self.spent.setdefault(kind, []).append((time.perf_counter() - begin) * 1000)
        return self.spent

    def _connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(self.told["host"], self.told["port"], timeout=60)
        connection.connect()
        return connection

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        self.serial += 1
        headers = {**self.headers, "idempotency-key": f"{self.told['name']}-{self.serial}"}
        data = None if body is None else json.dumps(body).encode()
        self.connection.request(method, path, data, headers)
        answered = self.connection.getresponse()
        text = answered.read()
        assert answered.status == http.client.OK, (path, answered.status, text[:500])
        return dict(json.loads(text))

    def _read(self) -> None:
        page = self._call("GET", "/v1/receivables/held?limit=50")
        assert len(page["rows"]) == 50, len(page["rows"])

    def _quote(self) -> None:
        held = self.told["receivables"]
        # Prices alone are asked of the last ones, which are never sold.
        self._price(1, held[-1 - self.serial % 5])

    def _ask(self, count: int, receivable_id: int) -> None:
        self.prices += self._price(count, receivable_id)

    def _to_sell(self) -> int:
        return int(self.told["receivables"][self.sold // _SALES_EACH])

    def _price(self, count: int, receivable_id: int) -> list[int]:
        part = {"receivable_id": receivable_id, "amount_won": _PART_WON}
        asked = {"programme_id": self.told["programme_id"], "parts": [part]}
        # A receivable stands once in a list.
        answers = [self._call("POST", "/v1/early-payment/quotes", asked) for _ in range(count)]
        return [one["quote_id"] for done in answers for one in done["answer"]["quotes"]]

    def _sale(self) -> None:
        taken = {
            "programme_id": self.told["programme_id"],
            "quote_ids": [self.prices.pop(0)],
            "amount_won": _PART_WON,
        }
        done = self._call("POST", "/v1/early-payment/accept", taken)
        assert done["state"] == "executed", done

    def _pass_on(self) -> None:
        payees = self.told["payees"]
        number, name = payees[self.serial % len(payees)]
        line = {
            "payee_number": number,
            "payee_name": name,
            "amount_won": 1_000 + self.serial,
            "matures_on": self.told["matures_on"],
        }
        asked = {
            "programme_id": self.told["programme_id"],
            "receivable_id": self.told["large_id"],
            "lines": [line],
        }
        done = self._call("POST", "/v1/receivables/pass-on", asked)
        assert done["state"] == "executed", done


def main() -> None:
    """The first line says who it is and what it holds, every other one a phase."""
    client = Client(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        wanted = json.loads(line)
        spent = client.run(wanted["phase"], wanted["count"])
        sys.stdout.write(json.dumps(spent) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
