"""Functions that read the book are nobody's by default."""

from __future__ import annotations

import psycopg

# Functions that policies and triggers call as whoever asks; those of them that read more than the
# asker may see answer about the asker alone.
_EVERYBODYS = """
audit.canonical audit.event_digest jobs.moment jobs.somebody_listens ledger.folded ledger.this_xid
outcomes.administered outcomes.known outcomes.mine outcomes.my_awards outcomes.my_drawn_sites
outcomes.my_matches outcomes.my_sites outcomes.period_cap_won parties.acting
parties.approved_enough parties.entered_as parties.i_operate parties.maker_of
parties.mandate_covers parties.may_vouch parties.me parties.my_person parties.vouched
programmes.consented programmes.i_buy_in programmes.joined programmes.mine programmes.my_accounts
settlement.guaranteed settlement.payable settlement.trees_of_buyer
"""
_FOUND = """
    SELECT DISTINCT n.nspname || '.' || p.proname
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.provolatile <> 'i'
        AND p.prorettype <> 'trigger'::regtype
        AND has_function_privilege('public', p.oid, 'EXECUTE')
"""


def test_no_further_function_that_reads_the_book_is_everybodys(owner: psycopg.Connection) -> None:
    found = {str(name) for (name,) in owner.execute(_FOUND).fetchall()}
    assert found <= set(_EVERYBODYS.split())
