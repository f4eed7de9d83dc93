-- migrate:up
-- What moved for a company in a span of days, and what stands now: a statement's opening is what stands now less all that moved since.
-- Each function answers for parties.me() alone; with nobody set it answers nothing.
-- Nothing is given, passed on or given back after its own day; so what is due before the span is passed over. What is due is paid within
-- settlement.longest_wait days of it, unless its tree's money came late, which the book knows.

-- The most days from what is due to the run that pays it. A run pays what is due since the run before it, so the widest gap between two
-- runs, or since the newest one, bounds it. Sixty at least: calls stand beyond holidays before there is any run.
CREATE FUNCTION settlement.longest_wait(p_day date) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT greatest(60, max(n.day - n.previous_day), p_day - max(n.day)) FROM settlement.run n
$$;
REVOKE EXECUTE ON FUNCTION settlement.longest_wait(date) FROM PUBLIC;

-- Of columns that change once, when a promise is taken back: passing on and settling stay updates in place.
CREATE INDEX receivable_taken_back ON receivables.receivable (issuer_id, cancelled_on) WHERE cancelled_on IS NOT NULL;

-- What I hold: received, passed on, sold, paid. other_id: the other side of my own edge, or who pays.
CREATE FUNCTION receivables.movements_of_mine(p_from date, p_until date, p_purposes int[], p_whats text[])
RETURNS TABLE (day date, what text, programme_id bigint, item_id bigint, receivable_id bigint, other_id bigint, in_won bigint, out_won bigint,
    cash_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH due AS (
        -- What may have been paid in the span: by its own day, or because its tree's money came late.
        SELECT r.programme_id, r.receivable_id FROM receivables.receivable r
        WHERE r.holder_id = parties.me() AND r.matures_on BETWEEN p_from - (SELECT settlement.longest_wait(p_until)) AND p_until
        UNION
        SELECT r.programme_id, r.receivable_id FROM programmes.participant t
        JOIN settlement.funded_root f ON f.programme_id = t.programme_id AND f.covered_on > f.matures_on AND f.settles_on BETWEEN p_from - (SELECT settlement.longest_wait(p_until)) AND p_until
        JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.root_id = f.root_id AND r.holder_id = parties.me()
        WHERE t.company_id = parties.me()
    )
    SELECT coalesce(r.claimed_on, r.issued_on), 'received', r.programme_id, r.receivable_id, r.receivable_id, r.issuer_id, r.face_won, 0::bigint, 0::bigint
    FROM receivables.receivable r WHERE r.holder_id = parties.me() AND r.matures_on >= p_from AND (r.claim_by IS NULL OR r.claimed_on IS NOT NULL)
        AND coalesce(r.claimed_on, r.issued_on) BETWEEN p_from AND p_until
    UNION ALL
    SELECT r.cancelled_on, 'given_back', r.programme_id, r.receivable_id, r.receivable_id, r.issuer_id, 0, r.face_won, 0
    FROM receivables.receivable r WHERE r.holder_id = parties.me() AND r.matures_on >= p_from AND r.cancelled_on BETWEEN p_from AND p_until
        AND (r.claim_by IS NULL OR r.claimed_on IS NOT NULL)
    UNION ALL
    SELECT c.issued_on, 'passed_on', c.programme_id, c.receivable_id, c.parent_id, c.holder_id, 0, c.face_won, 0
    FROM receivables.receivable r JOIN receivables.receivable c ON c.programme_id = r.programme_id AND c.parent_id = r.receivable_id
    WHERE r.holder_id = parties.me() AND r.matures_on >= p_from AND c.issuer_id = parties.me() AND c.issued_on BETWEEN p_from AND p_until
    UNION ALL
    SELECT r.cancelled_on, 'passed_back', r.programme_id, r.receivable_id, r.parent_id, r.holder_id, r.face_won, 0, 0
    FROM receivables.receivable r WHERE r.issuer_id = parties.me() AND r.parent_id IS NOT NULL AND r.cancelled_on BETWEEN p_from AND p_until
    UNION ALL
    SELECT s.sold_on, 'sold', s.programme_id, s.sale_id, s.receivable_id, p.institution_id, 0, s.amount_won, 0
    FROM early_payment.sale s JOIN programmes.programme p ON p.programme_id = s.programme_id
    WHERE s.seller_id = parties.me() AND s.cancelled_at IS NULL AND s.sold_on BETWEEN p_from AND p_until
    UNION ALL
    SELECT o.booked_on, 'paid', o.programme_id, o.source_id, o.source_id, p.buyer_id, 0, o.amount_won, o.amount_won
    FROM due JOIN payouts.payout o ON o.programme_id = due.programme_id AND o.purpose = 1 AND o.source_id = due.receivable_id
    JOIN programmes.programme p ON p.programme_id = o.programme_id
    WHERE o.payee_id = parties.me() AND o.booked_on BETWEEN p_from AND p_until
    UNION ALL
    SELECT o.booked_on, 'unclaimed', o.programme_id, o.source_id, o.source_id, p.buyer_id, 0, o.amount_won, o.amount_won
    FROM receivables.receivable r JOIN programmes.programme p ON p.programme_id = r.programme_id
    JOIN payouts.payout o ON o.programme_id = r.programme_id AND o.purpose = 1 AND o.source_id = r.receivable_id AND o.payee_id = parties.me()
    WHERE r.issuer_id = parties.me() AND r.cancelled_on BETWEEN p_from - (SELECT settlement.longest_wait(p_until)) AND p_until AND r.cancel_reason = 'unclaimed_parked'
        AND o.booked_on BETWEEN p_from AND p_until
    UNION ALL
    -- What creditors had attached was held until it was let go; the rest was never among what is held.
    SELECT o.booked_on, n.what, o.programme_id, o.source_id, NULL, coalesce(p.institution_id, y.payer_id), 0,
        CASE WHEN n.what = 'released' THEN o.amount_won ELSE 0 END, o.amount_won
    FROM payouts.payout o JOIN unnest(p_purposes, p_whats) n(purpose, what) ON n.purpose = o.purpose
    LEFT JOIN programmes.programme p ON p.programme_id = o.programme_id
    LEFT JOIN outcomes.programme y ON y.programme_id = o.programme_id
    WHERE o.payee_id = parties.me() AND o.purpose <> 1 AND o.booked_on BETWEEN p_from AND p_until
$$;

-- What I hold now: to come to me; what creditors keep of what was settled; and what nobody claimed and a run has yet to pay back.
CREATE FUNCTION receivables.held_won_of_mine(p_day date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce((SELECT sum(c.retained_won) FROM receivables.coming_of_mine(p_day, p_day, '{}') c), 0)::bigint
        + coalesce((SELECT sum(s.locked_won - coalesce((SELECT sum(o.amount_won) FROM receivables.lock l
                JOIN payouts.payout o ON o.programme_id = l.programme_id AND o.purpose = 11 AND o.source_id = l.lock_id
                WHERE l.programme_id = k.programme_id AND l.receivable_id = k.receivable_id), 0))
            FROM (SELECT DISTINCT l.programme_id, l.receivable_id FROM receivables.attachment a JOIN receivables.lock l USING (attachment_id)
                WHERE a.company_id = parties.me()) k
            JOIN receivables.receivable r ON r.programme_id = k.programme_id AND r.receivable_id = k.receivable_id
            JOIN ledger.settled s ON s.programme_id = k.programme_id AND s.receivable_id = k.receivable_id
                AND s.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END), 0)::bigint
        + coalesce((SELECT sum(r.face_won) FROM receivables.receivable r WHERE r.issuer_id = parties.me() AND r.cancelled_on >= p_day - (SELECT settlement.longest_wait(p_day))
            AND r.cancel_reason = 'unclaimed_parked' AND NOT EXISTS (SELECT FROM payouts.payout o WHERE o.programme_id = r.programme_id
                AND o.purpose = 1 AND o.source_id = r.receivable_id)), 0)::bigint
$$;

-- What I owe as a buyer: issued, taken back, and covered by my money or, where it was missing, by the institution's.
CREATE FUNCTION receivables.owed_movements_of_mine(p_from date, p_until date)
RETURNS TABLE (day date, what text, programme_id bigint, item_id bigint, receivable_id bigint, other_id bigint, in_won bigint, out_won bigint,
    cash_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH own AS MATERIALIZED (SELECT p.programme_id FROM programmes.programme p WHERE p.buyer_id = parties.me()),
    gone AS (
        SELECT r.* FROM receivables.receivable r WHERE r.issuer_id = parties.me() AND r.parent_id IS NULL AND r.cancelled_on >= p_from
    ), covered AS (
        SELECT f.programme_id, f.root_id, f.covered_on, f.how, r.holder_id, r.face_won
        FROM own JOIN receivables.receivable r ON r.programme_id = own.programme_id AND r.tier = 1 AND r.matures_on >= p_from AND r.cancelled_on IS NULL
        JOIN settlement.funded_root f ON f.programme_id = r.programme_id AND f.root_id = r.receivable_id AND f.covered_on <= f.matures_on
        UNION ALL
        SELECT f.programme_id, f.root_id, f.covered_on, f.how, r.holder_id, r.face_won
        FROM own JOIN settlement.funded_root f ON f.programme_id = own.programme_id AND f.covered_on > f.matures_on AND f.settles_on BETWEEN p_from AND p_until
        JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.receivable_id = f.root_id
    )
    SELECT r.issued_on, 'issued', r.programme_id, r.receivable_id, r.receivable_id, r.holder_id, r.face_won, 0::bigint, 0::bigint
    FROM own JOIN receivables.receivable r ON r.programme_id = own.programme_id AND r.tier = 1 AND r.issued_on BETWEEN p_from AND p_until
        AND r.cancelled_on IS NULL
    UNION ALL
    SELECT g.issued_on, 'issued', g.programme_id, g.receivable_id, g.receivable_id, g.holder_id, g.face_won, 0, 0
    FROM gone g WHERE g.issued_on BETWEEN p_from AND p_until
    UNION ALL
    SELECT g.cancelled_on, 'taken_back', g.programme_id, g.receivable_id, g.receivable_id, g.holder_id, 0, g.face_won, 0
    FROM gone g WHERE g.cancelled_on <= p_until
    UNION ALL
    SELECT c.covered_on, CASE WHEN c.how = 'institution_advance' THEN 'advanced' ELSE 'funded' END, c.programme_id, c.root_id, c.root_id,
        c.holder_id, 0, c.face_won, CASE WHEN c.how = 'institution_advance' THEN 0 ELSE c.face_won END
    FROM covered c WHERE c.covered_on BETWEEN p_from AND p_until
$$;

-- What I owe now. Before the first call that is not funded, and the longest wait back, everything is covered.
CREATE FUNCTION receivables.owed_won_of_mine(p_day date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(sum(r.face_won), 0)::bigint
    FROM (SELECT p.programme_id, least(p_day - (SELECT settlement.longest_wait(p_day)), (SELECT min(c.due_on) FROM settlement.funding_call c
            WHERE c.programme_id = p.programme_id AND c.state <> 'funded')) AS day
        FROM programmes.programme p WHERE p.buyer_id = parties.me()) own
    JOIN receivables.receivable r ON r.programme_id = own.programme_id AND r.tier = 1 AND r.matures_on >= own.day AND r.cancelled_on IS NULL
    WHERE NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
$$;

DO $$
DECLARE made regprocedure;
BEGIN
    FOREACH made IN ARRAY ARRAY['receivables.movements_of_mine(date, date, int[], text[])', 'receivables.held_won_of_mine(date)',
        'receivables.owed_movements_of_mine(date, date)', 'receivables.owed_won_of_mine(date)']::regprocedure[] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO sangsaeng_web', made);
    END LOOP;
END $$;
-- migrate:down
