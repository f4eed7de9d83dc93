-- migrate:up
-- Sums for the first screens. As in readings: each function answers for parties.me() alone; with nobody set it answers nothing.
-- Both indexes are of columns that never change, so that passing on and settling stay updates in place.
CREATE INDEX receivable_by_issue ON receivables.receivable (programme_id, issued_on) INCLUDE (tier, holder_id, issuer_id, face_won)
    WHERE cancelled_on IS NULL;
CREATE INDEX receivable_by_tier ON receivables.receivable (programme_id, tier, matures_on) INCLUDE (receivable_id, face_won)
    WHERE cancelled_on IS NULL;
CREATE INDEX funded_root_late ON settlement.funded_root (programme_id, settles_on) WHERE covered_on > matures_on;

-- What is to come to me, by programme, day and state. What was due up to the newest day that a run proved is settled, unless its
-- tree's money is missing or came late: so only the days since, and those of such trees, are looked at.
CREATE FUNCTION receivables.to_come_to_me(p_today date, p_first_tier_variants text[])
RETURNS TABLE (programme_id int, matures_on date, state text, receivable_count bigint, won bigint, locked_won bigint, sellable_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH proven AS (
        SELECT coalesce(max(n.day), '-infinity') AS through FROM settlement.run n WHERE n.state IN ('proven', 'released')
    ), since AS (
        SELECT p.programme_id, p.variant, least(CASE WHEN proven.through = '-infinity' THEN proven.through ELSE proven.through + 1 END,
            (SELECT min(c.due_on) FROM settlement.funding_call c WHERE c.programme_id = p.programme_id AND c.state <> 'funded'),
            (SELECT min(f.matures_on) FROM settlement.funded_root f WHERE f.programme_id = p.programme_id AND f.covered_on > f.matures_on
                AND f.settles_on > proven.through)) AS day,
            EXISTS (SELECT FROM programmes.buyer_standing s WHERE s.buyer_id = p.buyer_id AND s.standing = 'suspended' AND s.since <= p_today
                AND (s.until IS NULL OR s.until >= p_today) AND NOT EXISTS (SELECT FROM programmes.buyer_standing g
                    WHERE g.buyer_id = s.buyer_id AND g.reason = s.reason AND g.standing = 'good' AND g.since <= p_today
                    AND (g.since, g.item_id) > (s.since, s.item_id))) AS banned
        FROM proven, programmes.participant t JOIN programmes.programme p ON p.programme_id = t.programme_id
        WHERE t.company_id = parties.me()
    ), mine AS (
        SELECT r.programme_id, r.receivable_id, r.root_id, r.parent_id, r.matures_on, r.retained_won, r.locked_won, c.state AS called,
            CASE WHEN r.matures_on > p_today AND NOT since.banned AND (r.claim_by IS NULL OR r.claimed_on IS NOT NULL)
                AND (r.tier > 1 OR since.variant = ANY (p_first_tier_variants))
                AND NOT EXISTS (SELECT FROM receivables.evidence e WHERE e.evidence_id = r.evidence_id AND e.amended_on IS NOT NULL)
                THEN r.retained_won - r.locked_won ELSE 0 END AS sellable_won,
            EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1) AS funded
        FROM since
        JOIN receivables.receivable r ON r.programme_id = since.programme_id AND r.holder_id = parties.me() AND r.matures_on >= since.day
            AND r.cancelled_on IS NULL AND r.retained_won > 0
        JOIN receivables.receivable root ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id
        LEFT JOIN settlement.funding_call c ON c.programme_id = root.programme_id AND c.due_on = root.matures_on AND c.state IN ('grace', 'unpaid')
    )
    SELECT m.programme_id, m.matures_on, CASE WHEN m.funded THEN 'parked' ELSE coalesce(m.called, 'open') END, count(*),
        sum(m.retained_won)::bigint, sum(m.locked_won)::bigint, sum(m.sellable_won)::bigint
    FROM mine m
    WHERE NOT m.funded OR (m.parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.settled s
        WHERE s.programme_id = m.programme_id AND s.receivable_id = m.receivable_id AND s.phase = 2))
    GROUP BY 1, 2, 3
$$;

-- The programmes whose totals I may know: those I buy in (buyer); for the Foundation its own, for the Ministry all (scheme).
CREATE FUNCTION programmes.whose_totals(p_side text) RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN coalesce((SELECT array_agg(p.programme_id ORDER BY p.programme_id) FROM programmes.programme p WHERE
        (p_side = 'buyer' AND p.buyer_id = parties.me())
        OR (p_side = 'run' AND p.institution_id = parties.me())
        OR (p_side = 'scheme' AND EXISTS (SELECT FROM parties.office o WHERE o.company_id = parties.me()
            AND (o.office = 'ministry' OR o.office = 'foundation' AND p.foundation_id = o.company_id)))), '{}');

-- What was promised by tier and month of issue; month NULL: in all the months.
CREATE FUNCTION receivables.promised_by_tier(p_side text, p_from date, p_until date)
RETURNS TABLE (month date, tier int, receivable_count bigint, company_count bigint, issued_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH by_company AS MATERIALIZED (
        SELECT date_trunc('month', r.issued_on::timestamp)::date AS month, r.tier, r.holder_id, count(*) AS receivable_count,
            sum(r.face_won) AS won
        FROM unnest(programmes.whose_totals(p_side)) AS p(programme_id)
        JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.issued_on BETWEEN p_from AND p_until AND r.cancelled_on IS NULL
        GROUP BY 1, 2, 3
    )
    SELECT b.month, b.tier::int, sum(b.receivable_count)::bigint, count(DISTINCT b.holder_id), sum(b.won)::bigint
    FROM by_company b GROUP BY GROUPING SETS ((b.month, b.tier), (b.tier))
$$;

-- How long money took, over the receivables of each programme and tier that were due last, at most so many of each: from the day of
-- the invoice, else of the promise, to the day it was sold or was debited to be paid. Won times days, so that means add up.
CREATE FUNCTION receivables.days_to_cash(p_side text, p_today date, p_most int)
RETURNS TABLE (programme_id int, tier int, receivable_count bigint, company_count bigint, won bigint, won_days numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT due.programme_id, due.tier, count(DISTINCT due.receivable_id), count(DISTINCT due.holder_id), sum(cash.won)::bigint,
        sum(cash.won * (cash.day - due.began_on))
    FROM (
        SELECT p.programme_id, t.tier, n.receivable_id, r.holder_id, r.retained_won, r.sold_won, coalesce(e.written_on, r.issued_on) AS began_on
        FROM unnest(programmes.whose_totals(p_side)) AS p(programme_id) CROSS JOIN generate_series(1, 4) AS t(tier)
        CROSS JOIN LATERAL (SELECT x.receivable_id FROM receivables.receivable x WHERE x.programme_id = p.programme_id AND x.tier = t.tier
            AND x.matures_on <= p_today AND x.cancelled_on IS NULL ORDER BY x.matures_on DESC LIMIT p_most) n
        JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.receivable_id = n.receivable_id
        LEFT JOIN receivables.evidence e ON e.evidence_id = r.evidence_id
    ) due
    CROSS JOIN LATERAL (
        SELECT o.amount_won AS won, a.booked_on AS day FROM payouts.payout o
        JOIN payouts.attempt a ON a.programme_id = o.programme_id AND a.purpose = o.purpose AND a.source_id = o.source_id
            AND a.state = 'credited' AND a.booked_on IS NOT NULL
        WHERE due.retained_won > 0 AND o.programme_id = due.programme_id AND o.purpose = 1 AND o.source_id = due.receivable_id
        UNION ALL
        SELECT s.amount_won, s.sold_on FROM early_payment.sale s WHERE due.sold_won > 0 AND s.programme_id = due.programme_id
            AND s.receivable_id = due.receivable_id AND s.cancelled_at IS NULL
    ) cash
    GROUP BY 1, 2
$$;

-- Who promised whom how much in a programme, for its institution; for its buyer tiers only, with the names of who consented.
CREATE FUNCTION receivables.flows_of(p_programme int, p_from date, p_until date)
RETURNS TABLE (tier int, issuer_id bigint, holder_id bigint, receivable_count bigint, company_count bigint, won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT r.tier::int, seen.issuer_id, seen.holder_id, count(*), count(DISTINCT r.holder_id), sum(r.face_won)::bigint
    FROM programmes.programme p
    JOIN receivables.receivable r ON r.programme_id = p.programme_id AND r.issued_on BETWEEN p_from AND p_until AND r.cancelled_on IS NULL
    CROSS JOIN LATERAL (SELECT CASE WHEN p.institution_id = parties.me() THEN r.issuer_id END AS issuer_id,
        CASE WHEN p.institution_id = parties.me() THEN r.holder_id END AS holder_id) seen
    WHERE p.programme_id = p_programme AND parties.me() IN (p.buyer_id, p.institution_id)
    GROUP BY 1, 2, 3
$$;

-- A day's run as far as it is of programmes I run; to the operator the whole. Steps are the run's chunks by phase.
CREATE FUNCTION settlement.board_of(p_day date)
RETURNS TABLE (run_id bigint, day date, state text, stop_reason text, opened_at timestamptz, released_at timestamptz, phase int,
    expected_count bigint, expected_won bigint, posted_count bigint, posted_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT n.run_id, n.day, n.state, n.stop_reason, n.opened_at, n.released_at, k.phase::int, sum(k.expected_count)::bigint,
        sum(k.expected_won)::bigint, coalesce(sum(k.posted_count), 0)::bigint, coalesce(sum(k.posted_won), 0)::bigint
    FROM settlement.run n
    LEFT JOIN settlement.chunk k ON k.run_id = n.run_id AND ((SELECT parties.i_operate()) OR k.programme_id = ANY ((SELECT programmes.whose_totals('run'))::int[]))
    WHERE n.day = p_day AND ((SELECT parties.i_operate()) OR cardinality(programmes.whose_totals('run')) > 0)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
$$;
-- How the payouts of a run stand, as far as they are of programmes I run; to the operator all.
CREATE FUNCTION payouts.of_run(p_run bigint) RETURNS TABLE (state text, payout_count bigint, won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(a.state, 'waiting'), count(*), sum(o.amount_won)::bigint
    FROM payouts.payout o
    LEFT JOIN LATERAL (SELECT t.state FROM payouts.attempt t WHERE t.programme_id = o.programme_id AND t.purpose = o.purpose
        AND t.source_id = o.source_id ORDER BY t.attempt_no DESC LIMIT 1) a ON true
    WHERE o.run_id = p_run AND ((SELECT parties.i_operate()) OR o.programme_id = ANY ((SELECT programmes.whose_totals('run'))::int[]))
    GROUP BY 1
$$;

-- The balances of the programmes whose totals I may know, as ledger.balances_of_mine tells those I run.
CREATE FUNCTION ledger.balances_of_scheme() RETURNS TABLE (programme_id int, kind int, owner bigint, balance_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT e.programme_id, ledger.kind_of(e.account), CASE WHEN k.owned_by = 'own_account' THEN ledger.owner_of(e.account) ELSE 0 END,
        sum(e.balance_won)::bigint
    FROM (SELECT c.programme_id, c.account, c.balance_won FROM ledger.checkpoint c
          UNION ALL
          SELECT f.programme_id, f.account, f.balance_won
          FROM ledger.folded((SELECT h.horizon_xid FROM ledger.fold h), 9223372036854775807) f) e
    JOIN ledger.account_kind k ON k.kind = ledger.kind_of(e.account)
    WHERE e.programme_id = ANY ((SELECT programmes.whose_totals('scheme'))::int[])
    GROUP BY 1, 2, 3
$$;
-- What buyers did not pay and institutions paid for them, by programme; and the deposit account of each, by its number in the book.
CREATE FUNCTION settlement.defaults_of_scheme()
RETURNS TABLE (programme_id int, deposit_account_id int, unpaid_calls bigint, unpaid_won bigint, advance_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT p.programme_id, p.deposit_account_id, c.calls, c.won, a.won
    FROM programmes.programme p
    CROSS JOIN LATERAL (SELECT count(*) AS calls, coalesce(sum(f.called_won), 0)::bigint AS won FROM settlement.funding_call f
        WHERE f.programme_id = p.programme_id AND f.state IN ('grace', 'unpaid')) c
    CROSS JOIN LATERAL (SELECT coalesce(sum(v.amount_won - v.recovered_won), 0)::bigint AS won FROM settlement.advance v
        WHERE v.programme_id = p.programme_id) a
    WHERE p.programme_id = ANY ((SELECT programmes.whose_totals('scheme'))::int[])
$$;

-- The attempts of one payout with the bank's message and entry, for its payee and for who runs its programme.
CREATE FUNCTION payouts.told_by_bank(p_programme int, p_purpose int, p_source bigint)
RETURNS TABLE (attempt_no int, state text, end_to_end_id text, message_id text, booked_on date, entry_id bigint, entry_ref text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT t.attempt_no::int, t.state, t.end_to_end_id, b.message_id, t.booked_on, e.entry_id, e.entry_ref
    FROM payouts.payout o JOIN programmes.programme p ON p.programme_id = o.programme_id
    JOIN payouts.attempt t ON t.programme_id = o.programme_id AND t.purpose = o.purpose AND t.source_id = o.source_id
    JOIN payouts.batch b ON b.batch_id = t.batch_id
    LEFT JOIN payouts.bank_entry e ON e.own_account_id = o.own_account_id AND e.booked_on = t.booked_on AND e.end_to_end_id = t.end_to_end_id
        AND e.direction = 'debit'
    WHERE o.programme_id = p_programme AND o.purpose = p_purpose AND o.source_id = p_source
        AND parties.me() IN (o.payee_id, p.institution_id)
$$;
-- The sale a payout of proceeds belongs to, and what of it one funder bought, for the seller and for who runs the programme.
CREATE FUNCTION early_payment.sale_of_purchase(p_programme int, p_purchase bigint)
RETURNS TABLE (sale_id bigint, amount_won bigint, interest_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT x.sale_id, x.amount_won, x.interest_won FROM ledger.purchase x
    JOIN early_payment.sale s ON s.programme_id = x.programme_id AND s.sale_id = x.sale_id
    JOIN programmes.programme p ON p.programme_id = x.programme_id
    WHERE x.programme_id = p_programme AND x.purchase_id = p_purchase AND parties.me() IN (s.seller_id, p.institution_id)
$$;

DO $$
DECLARE made regprocedure;
BEGIN
    FOREACH made IN ARRAY ARRAY['receivables.to_come_to_me(date, text[])', 'programmes.whose_totals(text)',
        'receivables.promised_by_tier(text, date, date)', 'receivables.days_to_cash(text, date, int)',
        'receivables.flows_of(int, date, date)', 'settlement.board_of(date)', 'payouts.of_run(bigint)', 'ledger.balances_of_scheme()',
        'settlement.defaults_of_scheme()', 'payouts.told_by_bank(int, int, bigint)',
        'early_payment.sale_of_purchase(int, bigint)']::regprocedure[] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sangsaeng_web', made);
    END LOOP;
END $$;
-- migrate:down
