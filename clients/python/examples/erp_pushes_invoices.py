"""A buyer's ERP hands in the invoices it approved, and waits until a person of it agreed.

    SANGSAENG_URL=https://pay.example SANGSAENG_KEY=... \
        python erp_pushes_invoices.py PROGRAMME invoices.csv [--try]

With --try nothing is kept: it shows what would come of it, or what to mend in which line. The
file's first line names the columns: supplier_number, supplier_name, written_on, approval_number,
total_won, amount_won, matures_on. The key's scopes: receivables.issue, acts.one. Run twice with the
same file, it enters nothing twice.
"""

from __future__ import annotations

import csv
import hashlib
import os
import sys
import time
from pathlib import Path

from sangsaeng_client import Api, Problem
from sangsaeng_client.api import InvoiceLine, Issue

POLL_SECONDS = float(os.environ.get("SANGSAENG_POLL_SECONDS", "30"))


def read_lines(text: str) -> list[InvoiceLine]:
    """The file's lines; won are whole numbers, everything else is text."""
    return [
        {
            "supplier_number": row["supplier_number"],
            "supplier_name": row["supplier_name"],
            "written_on": row["written_on"],
            "approval_number": row["approval_number"] or None,
            "total_won": int(row["total_won"]),
            "amount_won": int(row["amount_won"]),
            "matures_on": row["matures_on"],
        }
        for row in csv.DictReader(text.splitlines())
    ]


def main(programme: str, file: str, *options: str) -> int:
    """Try, or enter and wait; 0 when all is well."""
    data = Path(file).read_bytes()
    body: Issue = {"programme_id": int(programme), "lines": read_lines(data.decode("utf-8-sig"))}
    # The same file is the same request, whoever runs this how often.
    key = f"erp-{programme}-{hashlib.sha256(data).hexdigest()}"
    with Api(os.environ["SANGSAENG_URL"], os.environ["SANGSAENG_KEY"]) as api:
        try:
            entered = api.receivables_issue(body, idempotency_key=key, dry_run="--try" in options)
        except Problem as refused:
            for one in refused.errors or [refused.data]:
                print(f"line {one.get('line')}: {one.get('field')}: {one.get('en')}")
            return 1
        act_id, state, answer = entered["act_id"], str(entered["state"]), entered["answer"]
        if act_id is None:
            print(
                f"all {len(body['lines'])} lines are good: {answer and answer['total_won']:,} won"
            )
            return 0
        print(f"act {act_id}: {state}{', entered before' if api.repeated else ''}", flush=True)
        while state == "waiting":
            time.sleep(POLL_SECONDS)
            state = api.acts_one(act_id)["state"]
        if state == "executed" and answer is None:
            # The request sent again is answered with what came of it.
            answer = api.receivables_issue(body, idempotency_key=key)["answer"]
        if answer is None:
            print(f"nothing was issued: the act was {state}")
            return 1
        print("receivables:", *answer["receivable_ids"])
        return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
