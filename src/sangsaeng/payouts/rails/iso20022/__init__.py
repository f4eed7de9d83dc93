"""ISO 20022 files: pain.001.001.09 out; pain.002, camt.054, camt.053 and pacs.004 in.

The rail of a bank's corporate channel. Versions differ only in what this reader does not use, so
messages are known by their root element and read in any version of their namespace family.
"""

from __future__ import annotations

from sangsaeng.payouts.rails.checks import check_instruction
from sangsaeng.payouts.rails.iso20022.read import parse, parse_back
from sangsaeng.payouts.rails.iso20022.write import render
from sangsaeng.payouts.rails.model import Charset, Rail

# 10억원 is the interbank network's limit for one netted item since 2016 (domain section 7); above
# it the same file carries a single RTGS-linked transfer, under the limit the caller passes.
NETTED_LIMIT_WON = 1_000_000_000

RAIL = Rail(
    code="iso20022",
    limit_won_per_item=NETTED_LIMIT_WON,
    batch_limit=5_000,
    answers_at_once=False,
    hours=None,
    charset=Charset(account_pattern=r"[A-Za-z0-9]{1,34}", name_length=140, purpose_length=140),
    render=render,
    parse=parse,
    parse_back=parse_back,
    check=check_instruction,
)
