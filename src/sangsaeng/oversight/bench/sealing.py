"""How many values a second are sealed, opened and digested, in one process, without a database."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sangsaeng.database.sealing import make_keys
from sangsaeng.kernel.calendar import KOREA

_NUMBER, _ABOUT = "110123456789", "bank_account.number"


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 when something did not open again as it was."""
    parser = argparse.ArgumentParser(prog="sealing")
    parser.add_argument("--values", type=int, default=200_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        keys = make_keys(Path(folder) / "keys.json", datetime.now(KOREA))
        every = range(given.values)
        sealed: list[bytes] = []
        seal = _rate(
            given.values, lambda: sealed.extend(keys.seal(_NUMBER, f"{_ABOUT}:{n}") for n in every)
        )
        opened: list[str] = []
        unseal = _rate(
            given.values,
            lambda: opened.extend(keys.unseal(sealed[n], f"{_ABOUT}:{n}") for n in every),
        )
        digest = _rate(given.values, lambda: [keys.digest(_NUMBER, _ABOUT) for _ in every])
    found = {"sealed_a_second": seal, "opened_a_second": unseal, "digests_a_second": digest}
    shown = json.dumps(found) if given.json else "\n".join(f"{k} {v:,}" for k, v in found.items())
    sys.stdout.write(shown + "\n")
    return 0 if opened == [_NUMBER] * given.values else 1


def _rate(count: int, work: Callable[[], object]) -> int:
    began = time.perf_counter_ns()
    work()
    return count * 10**9 // max(1, time.perf_counter_ns() - began)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
