-- name: pay_incentives_less_tax
-- `pay_incentives` for the programmes that withhold tax from them: the payee gets the net, the tax is owed to the treasury.
WITH unpaid AS MATERIALIZED (
    SELECT p.programme_id, p.operating_account_id FROM programmes.programme p
    WHERE p.programme_id %% %(parts)s = %(part)s AND p.programme_id = ANY(%(withholding)s::int[])
        AND NOT EXISTS (SELECT FROM payouts.payout o WHERE o.run_id = %(run_id)s AND o.purpose = 3 AND o.programme_id = p.programme_id)
), earned AS MATERIALIZED (
    SELECT s.programme_id, s.incentive_owner_id AS owner_id, p.operating_account_id,
        s.incentive_owner_id * 100000 + (%(day)s::date - date '2000-01-01') AS source_id, sum(s.incentive_won)::bigint AS won
    FROM ledger.settled s JOIN unpaid p ON p.programme_id = s.programme_id
    WHERE s.run_id = %(run_id)s AND s.posted_xid >= %(first_xid)s AND s.incentive_won > 0
    GROUP BY 1, 2, 3
), taxed AS MATERIALIZED (
    SELECT e.*, CASE WHEN parties.is_corporation(c.business_number)
            THEN programmes.withheld_won(e.won, %(corporate_rate)s, %(corporate_least_won)s, %(local_rate)s, %(unit_won)s)
            ELSE programmes.withheld_won(e.won, %(personal_rate)s, %(personal_least_won)s, %(local_rate)s, %(unit_won)s) END AS tax_won
    FROM earned e JOIN parties.company c ON c.company_id = e.owner_id
), paid AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
    SELECT programme_id, 3, source_id, won - tax_won, owner_id, operating_account_id, %(run_id)s, %(day)s FROM taxed
)
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)
SELECT programme_id, v.kind, source_id, ledger.account(230, owner_id), v.credit, v.won, %(day)s
FROM taxed CROSS JOIN LATERAL (VALUES (%(kind)s, ledger.account(201, operating_account_id), won - tax_won),
    (%(tax_kind)s, ledger.account(250, programme_id), tax_won)) v(kind, credit, won)
WHERE v.won > 0;

-- name: pay_incentives_at_changes_less_tax
-- `pay_incentives_at_changes` for the programmes that withhold tax from them.
WITH earned AS MATERIALIZED (
    SELECT l.programme_id, l.item_id, ledger.owner_of(l.credit) AS owner_id, l.amount_won AS won, p.operating_account_id, c.business_number
    FROM ledger.line l JOIN programmes.programme p ON p.programme_id = l.programme_id
    JOIN parties.company c ON c.company_id = ledger.owner_of(l.credit)
    WHERE l.kind = %(incentive_kind)s AND l.booked_on BETWEEN %(previous_day)s AND %(day)s AND l.programme_id = ANY(%(withholding)s::int[])
), taxed AS MATERIALIZED (
    SELECT e.*, CASE WHEN parties.is_corporation(e.business_number)
            THEN programmes.withheld_won(e.won, %(corporate_rate)s, %(corporate_least_won)s, %(local_rate)s, %(unit_won)s)
            ELSE programmes.withheld_won(e.won, %(personal_rate)s, %(personal_least_won)s, %(local_rate)s, %(unit_won)s) END AS tax_won
    FROM earned e
), paid AS (
    INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, own_account_id, run_id, booked_on)
    SELECT programme_id, 2, item_id, won - tax_won, owner_id, operating_account_id, %(run_id)s, %(day)s FROM taxed
    ON CONFLICT DO NOTHING RETURNING programme_id, source_id
)
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, booked_on)
SELECT t.programme_id, v.kind, t.item_id, ledger.account(230, t.owner_id), v.credit, v.won, %(day)s
FROM taxed t JOIN paid p ON p.programme_id = t.programme_id AND p.source_id = t.item_id
CROSS JOIN LATERAL (VALUES (%(kind)s, ledger.account(201, t.operating_account_id), t.won - t.tax_won),
    (%(tax_kind)s, ledger.account(250, t.programme_id), t.tax_won)) v(kind, credit, won)
WHERE v.won > 0;

-- name: sum_withheld_incentives
-- The tax withheld from a run's incentives: with the payouts it is what the settled rows owe.
SELECT coalesce(sum(l.amount_won), 0)::bigint AS won
FROM payouts.payout o JOIN ledger.line l ON l.programme_id = o.programme_id AND l.kind = %(tax_kind)s AND l.item_id = o.source_id
WHERE o.run_id = %(run_id)s AND o.purpose = 3 AND o.programme_id = ANY(%(withholding)s::int[]);
