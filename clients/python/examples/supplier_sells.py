"""A supplier signs in, lists what it holds, asks what cash today costs, and sells.

    SANGSAENG_URL=https://pay.example SANGSAENG_EMAIL=... SANGSAENG_PASSWORD=... \
        SANGSAENG_TOTP_SECRET=... python supplier_sells.py PROGRAMME [--sell]

Without --sell it shows the prices and ends. Signing in by password and code is the proof that a
step which moves money asks for. Where the company has a second person, that one must approve.
"""

from __future__ import annotations

import base64
import hmac
import os
import struct
import sys
import time

from sangsaeng_client import Api, Problem
from sangsaeng_client.api import AcceptQuotes, SalePart


def code_now(secret: str) -> str:
    """The six digits that an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 10**6:06d}"


def main(programme: str, *options: str) -> int:
    """Show what is held and what it brings; sell it where that was asked for."""
    environment, programme_id = os.environ, int(programme)
    with Api(environment["SANGSAENG_URL"]) as api:
        api.sign_in_password(
            {
                "email": environment["SANGSAENG_EMAIL"],
                "password": environment["SANGSAENG_PASSWORD"],
                "code": code_now(environment["SANGSAENG_TOTP_SECRET"]),
            }
        )
        parts: list[SalePart] = []
        for held in api.receivables_held(programme_id=programme_id, state="open"):
            if held["retained_won"] > held["locked_won"]:
                print(f"{held['receivable_id']}: {held['retained_won']:,} won {held['matures_on']}")
                parts.append({"receivable_id": held["receivable_id"]})
        if not parts:
            print("nothing to sell")
            return 0
        try:
            asked = api.early_payment_quote({"programme_id": programme_id, "parts": parts})
            prices = asked["answer"]
            for one in prices["quotes"]:
                print(
                    f"{one['receivable_id']}: {one['proceeds_won']:,} of {one['amount_won']:,} won"
                    f" today at {one['rate_annual']} a year, of {one['buyer']}"
                )
            if "--sell" not in options:
                return 0
            wanted: AcceptQuotes = {
                "programme_id": programme_id,
                "quote_ids": [one["quote_id"] for one in prices["quotes"]],
                "amount_won": prices["amount_won"],
            }
            sold = api.early_payment_accept(wanted)
        except Problem as refused:
            print(refused.data.get("en"))
            return 1
        finally:
            api.sessions_end({})
        done = sold["answer"]
        paid = "waits for another person" if done is None else f"{done['proceeds_won']:,} won"
        print(f"act {sold['act_id']}: {sold['state']}: {paid}")
        return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
