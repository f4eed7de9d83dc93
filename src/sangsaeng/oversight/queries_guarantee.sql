-- name: prove_g7_guarantee
-- Guarantee facility by guarantee facility: what is blocked and used = faces nobody has covered + what was advanced and not recovered.
SELECT coalesce(sum(f.blocked_won + f.used_won), 0)::bigint AS left_won, coalesce(sum(g.blocked_won + g.used_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE f.blocked_won <> g.blocked_won OR f.used_won <> g.used_won) AS wrong
FROM programmes.facility f
CROSS JOIN LATERAL settlement.guaranteed(f.provider_id, f.buyer_id, f.programme_id) g
WHERE f.kind = 'guarantee';

-- name: prove_g7_advances
-- Advance by advance: principal and late interest open = the institution's claims in the journal, each for a buyer whose institution
-- agreed to pay in its place, out of that guarantee; and programme by programme what was advanced came from, and what was recovered
-- went to, the institution's own account.
SELECT coalesce(sum(a.open_won + a.interest_won), 0)::bigint AS left_won, coalesce(sum(b.open_won + b.interest_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE coalesce(a.open_won, 0) <> coalesce(b.open_won, 0) OR coalesce(a.interest_won, 0) <> coalesce(b.interest_won, 0))
    + (SELECT count(*) FROM (
        SELECT programme_id, sum(amount_won) AS advanced, sum(recovered_won + late_interest_recovered_won) AS recovered
        FROM settlement.advance GROUP BY 1) stands
      FULL JOIN (SELECT programme_id, coalesce(sum(amount_won) FILTER (WHERE kind = 31), 0) AS advanced,
            coalesce(sum(amount_won) FILTER (WHERE kind = 33), 0) AS recovered
        FROM ledger.line WHERE kind IN (31, 33) GROUP BY 1) moved ON moved.programme_id = stands.programme_id
      WHERE stands.advanced IS DISTINCT FROM moved.advanced OR stands.recovered IS DISTINCT FROM moved.recovered)
    + (SELECT count(*) FROM settlement.advance d
      LEFT JOIN programmes.programme p ON p.programme_id = d.programme_id AND p.buyer_id = d.buyer_id
        AND p.default_policy = 'institution_advances' AND NOT p.variant = ANY(%(deposit_variants)s::text[])
      LEFT JOIN programmes.facility f ON f.facility_id = d.facility_id AND f.kind = 'guarantee' AND f.provider_id = p.institution_id
        AND f.buyer_id = p.buyer_id AND (f.programme_id IS NULL OR f.programme_id = p.programme_id)
      WHERE f.facility_id IS NULL)
    + (SELECT count(*) FROM payouts.payout o LEFT JOIN programmes.programme p ON p.programme_id = o.programme_id
        AND o.own_account_id = CASE o.purpose WHEN 9 THEN p.operating_account_id ELSE p.settlement_account_id END
        AND o.payee_own_account_id = CASE o.purpose WHEN 9 THEN p.settlement_account_id ELSE p.operating_account_id END
      WHERE o.purpose IN (9, 10) AND p.programme_id IS NULL) AS wrong
FROM (SELECT programme_id, root_id, amount_won - recovered_won AS open_won, late_interest_won - late_interest_recovered_won AS interest_won
      FROM settlement.advance) a
FULL JOIN (SELECT programme_id, ledger.owner_of(account) AS root_id, coalesce(sum(won) FILTER (WHERE ledger.kind_of(account) = 140), 0) AS open_won,
          coalesce(sum(won) FILTER (WHERE ledger.kind_of(account) = 141), 0) AS interest_won
      FROM (SELECT programme_id, debit AS account, amount_won AS won FROM ledger.leg WHERE ledger.kind_of(debit) IN (140, 141)
            UNION ALL SELECT programme_id, credit, -amount_won FROM ledger.leg WHERE ledger.kind_of(credit) IN (140, 141)) x
      GROUP BY 1, 2) b ON b.programme_id = a.programme_id AND b.root_id = a.root_id;

-- name: prove_g7_late_interest
-- Advance by advance: the late interest counted is no more than the journal's own principal bears, day by day at the rate of
-- each day, up to the newest day something was booked of it; a won a change of principal for the rounding.
WITH booked AS (
    SELECT programme_id, root_id, advanced_on AS day, amount_won AS won, 0::bigint AS item_id, 1 AS span FROM settlement.advance
    UNION ALL
    SELECT programme_id, receivable_id, booked_on, CASE WHEN kind = 32 THEN -amount_won ELSE 0 END, item_id, CASE WHEN kind = 32 THEN 1 ELSE 0 END
    FROM ledger.line WHERE kind IN (32, 34)
), dated AS (
    -- Money that came on a day for which interest was booked already bears no more from that day on.
    SELECT programme_id, root_id, item_id, span, max(day) OVER earlier AS since, sum(won) OVER earlier AS open_won
    FROM booked WINDOW earlier AS (PARTITION BY programme_id, root_id ORDER BY item_id)
), spans AS (
    SELECT *, lead(since) OVER (PARTITION BY programme_id, root_id ORDER BY item_id) AS until FROM dated
), bears AS (
    SELECT s.programme_id, s.root_id, floor(coalesce(sum(s.open_won * r.rate_annual * (least(s.until, r.until) - greatest(s.since, r.since))
        / 365) FILTER (WHERE least(s.until, r.until) > greatest(s.since, r.since)), 0)) AS won
    FROM spans s CROSS JOIN unnest(%(since)s::date[], %(until)s::date[], %(rate_annual)s::numeric[]) AS r(since, until, rate_annual)
    WHERE s.until IS NOT NULL GROUP BY 1, 2
), changes AS (
    SELECT programme_id, root_id, sum(span) AS spans FROM spans GROUP BY 1, 2
), most AS (
    SELECT a.programme_id, a.root_id, a.late_interest_won, coalesce(b.won, 0) + c.spans AS most_won
    FROM settlement.advance a
    JOIN changes c ON c.programme_id = a.programme_id AND c.root_id = a.root_id
    LEFT JOIN bears b ON b.programme_id = a.programme_id AND b.root_id = a.root_id
)
SELECT coalesce(sum(late_interest_won), 0)::bigint AS left_won, coalesce(sum(least(late_interest_won, most_won)), 0)::bigint AS right_won,
    count(*) FILTER (WHERE late_interest_won > most_won) AS wrong
FROM most;
