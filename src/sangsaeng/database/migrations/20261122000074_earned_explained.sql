-- migrate:up
-- What a payout of deposit incentive (purposes 2 and 3) or of refunded interest (7) is made of, for its payee and for who runs the programme.
-- Who runs it sees each part. The payee sees what each of its own receivables brought, and of incentive the won times days that its own rate
-- and sum tell anyway: no receivable, split, sale or price of a company below it (G12).
CREATE FUNCTION payouts.earned_parts(p_programme int, p_purpose int, p_source bigint)
RETURNS TABLE (what text, leg int, receivable_id bigint, item_id bigint, terms_from date, rounding text, rate_annual numeric, base_won bigint,
    days int, won_days numeric, taken_won bigint, kept_won bigint, won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH o AS MATERIALIZED (
        SELECT o.*, parties.me() = p.institution_id AS runs FROM payouts.payout o JOIN programmes.programme p ON p.programme_id = o.programme_id
        WHERE o.programme_id = p_programme AND o.purpose = p_purpose AND o.source_id = p_source AND o.purpose IN (2, 3, 7)
            AND parties.me() IN (o.payee_id, p.institution_id)
    ), kin AS MATERIALIZED ( -- what may bring the payee something: below what it holds
        SELECT own.receivable_id AS own_id, r.receivable_id, r.root_id, r.matures_on, r.parked_since, t.in_force_from, t.rounding,
            t.deposit_incentive_rate_annual
        FROM o JOIN receivables.receivable own ON own.holder_id = o.payee_id AND own.programme_id = o.programme_id
        CROSS JOIN LATERAL (SELECT own.receivable_id
            UNION SELECT c.receivable_id FROM receivables.receivable c
                WHERE c.programme_id = own.programme_id AND c.root_id = own.receivable_id AND c.parent_id IS NOT NULL
            UNION SELECT c.receivable_id FROM receivables.receivable c
                WHERE c.programme_id = own.programme_id AND c.parent_id = own.receivable_id) k
        JOIN receivables.receivable r ON r.programme_id = own.programme_id AND r.receivable_id = k.receivable_id
        JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
        WHERE own.receivable_id = CASE t.refund_owner WHEN 'first_tier' THEN r.root_id ELSE coalesce(r.parent_id, r.root_id) END
    ), part AS (
        SELECT 'incentive' AS what, 104 AS leg, k.own_id, k.receivable_id, k.receivable_id AS item_id, k.in_force_from, k.rounding,
            k.deposit_incentive_rate_annual AS rate_annual, s.retained_won + s.locked_won AS base_won,
            least(s.booked_on, k.matures_on) - coalesce(k.parked_since, root.booked_on) AS days, NULL::bigint AS taken_won,
            NULL::bigint AS kept_won, s.incentive_won AS won
        FROM o JOIN kin k ON o.purpose = 3
        JOIN ledger.settled s ON s.programme_id = o.programme_id AND s.receivable_id = k.receivable_id AND s.phase = 2
        JOIN ledger.settled root ON root.programme_id = o.programme_id AND root.receivable_id = k.root_id AND root.phase = 1
        WHERE s.run_id = o.run_id AND s.incentive_owner_id = o.payee_id AND s.incentive_won > 0
        UNION ALL
        SELECT 'incentive_at_change', 15, k.own_id, k.receivable_id, l.item_id, k.in_force_from, k.rounding, k.deposit_incentive_rate_annual,
            NULL, NULL, NULL, NULL, l.amount_won
        FROM o JOIN ledger.line l ON o.purpose = 2 AND l.programme_id = o.programme_id AND l.kind = 15 AND l.item_id = o.source_id
        JOIN kin k ON k.receivable_id = l.receivable_id
        UNION ALL
        SELECT 'deposit_refund', 25, k.own_id, k.receivable_id, b.purchase_id, k.in_force_from, s.rounding, s.rate_annual, b.amount_won, s.days,
            b.interest_won, 0, b.interest_won
        FROM o JOIN early_payment.cut_off c ON o.purpose = 7 AND c.release_id = o.run_id
        CROSS JOIN kin k
        JOIN ledger.purchase b ON b.programme_id = o.programme_id AND b.receivable_id = k.receivable_id AND b.from_deposit
        JOIN early_payment.sale s ON s.programme_id = b.programme_id AND s.sale_id = b.sale_id AND s.cancelled_at IS NULL
        WHERE b.interest_won > 0 AND b.own_account_id = o.own_account_id AND b.booked_on <= c.day
            AND b.booked_on > coalesce((SELECT max(e.day) FROM early_payment.cut_off e WHERE e.day < c.day), '-infinity')
        UNION ALL
        SELECT 'funder_refund', 124, k.own_id, k.receivable_id, x.purchase_id, k.in_force_from, s.rounding, s.rate_annual, b.amount_won,
            s.matures_on - x.booked_on, b.interest_won, x.earned_won + x.fee_won, x.refund_won
        FROM o JOIN kin k ON o.purpose = 7
        JOIN ledger.purchase b ON b.programme_id = o.programme_id AND b.receivable_id = k.receivable_id
        JOIN early_payment.sale s ON s.programme_id = b.programme_id AND s.sale_id = b.sale_id
        JOIN ledger.repaid x ON x.programme_id = b.programme_id AND x.purchase_id = b.purchase_id
        WHERE x.run_id = o.run_id AND x.own_account_id = o.own_account_id AND x.refund_owner_id = o.payee_id AND x.refund_won > 0
    )
    SELECT p.what, p.leg, CASE WHEN o.runs THEN p.receivable_id ELSE p.own_id END, CASE WHEN o.runs THEN p.item_id END, p.in_force_from,
        CASE WHEN o.runs OR p.leg = 104 THEN p.rounding END, CASE WHEN o.runs OR p.leg IN (15, 104) THEN p.rate_annual END,
        CASE WHEN o.runs THEN sum(p.base_won) END::bigint, CASE WHEN o.runs THEN min(p.days) END,
        CASE WHEN p.leg = 104 THEN sum(p.base_won::numeric * p.days) END, CASE WHEN o.runs THEN sum(p.taken_won) END::bigint,
        CASE WHEN o.runs THEN sum(p.kept_won) END::bigint, sum(p.won)::bigint
    FROM o CROSS JOIN part p GROUP BY o.runs, p.what, p.leg, 3, 4, p.in_force_from, 6, 7
$$;
-- The journal's lines of such a payout on its payee's account: what was owed, paid and withheld, together zero. Owed by a row of many
-- parts, they are added up.
CREATE FUNCTION payouts.earned_lines(p_programme int, p_purpose int, p_source bigint)
RETURNS TABLE (booked_on date, leg int, item_id bigint, change_won bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH o AS MATERIALIZED (
        SELECT o.*, ledger.account(CASE WHEN o.purpose = 7 THEN 231 ELSE 230 END, o.payee_id) AS due
        FROM payouts.payout o JOIN programmes.programme p ON p.programme_id = o.programme_id
        WHERE o.programme_id = p_programme AND o.purpose = p_purpose AND o.source_id = p_source AND o.purpose IN (2, 3, 7)
            AND parties.me() IN (o.payee_id, p.institution_id)
    )
    SELECT o.booked_on, e.leg, coalesce(e.item_id, e.receivable_id), sum(e.won)::bigint
    FROM o CROSS JOIN LATERAL payouts.earned_parts(p_programme, p_purpose, p_source) e WHERE e.leg IN (104, 124) GROUP BY 1, 2, 3
    UNION ALL
    SELECT l.booked_on, l.kind::int, l.item_id, l.amount_won FROM o JOIN ledger.line l ON o.purpose = 2 AND l.programme_id = o.programme_id
        AND l.kind = 15 AND l.item_id = o.source_id AND l.credit = o.due
    UNION ALL
    SELECT l.booked_on, l.kind::int, l.item_id, l.amount_won FROM o JOIN early_payment.cut_off c ON o.purpose = 7 AND c.release_id = o.run_id
    JOIN ledger.line l ON l.programme_id = o.programme_id AND l.kind = 25 AND l.item_id BETWEEN o.run_id AND o.source_id
        AND l.credit = o.due AND l.debit = ledger.account(206, o.own_account_id)
    UNION ALL
    SELECT l.booked_on, l.kind::int, l.item_id, -l.amount_won FROM o JOIN ledger.line l ON l.programme_id = o.programme_id
        AND l.kind IN (14, 16, 26, 28, 37, 38) AND l.item_id = o.source_id AND l.debit = o.due
$$;
REVOKE EXECUTE ON FUNCTION payouts.earned_parts(int, int, bigint), payouts.earned_lines(int, int, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payouts.earned_parts(int, int, bigint), payouts.earned_lines(int, int, bigint) TO sangsaeng_web;
-- migrate:down
