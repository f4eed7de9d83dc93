-- name: money_sent
-- Money that reached companies' banks, and funders' own accounts, since a moment: settlement, sale proceeds, released portions, repayments.
SELECT coalesce(p.payee_id, own.owner_id) AS company_id, sum(p.amount_won)::bigint AS won
FROM payouts.payout p
JOIN payouts.attempt a ON a.programme_id = p.programme_id AND a.purpose = p.purpose AND a.source_id = p.source_id
LEFT JOIN programmes.own_account own ON own.own_account_id = p.payee_own_account_id
WHERE p.purpose IN (1, 5, 6, 11) AND a.state = 'credited' AND a.since >= %(since)s GROUP BY 1;

-- name: incentives
-- Each amount of deposit incentive, whose it is and when it was credited.
SELECT owner_id, won, booked_on FROM (
    SELECT ledger.owner_of(credit) AS owner_id, amount_won AS won, booked_on, item_id AS in_order FROM ledger.line WHERE kind = 15
    UNION ALL
    SELECT incentive_owner_id, incentive_won, booked_on, receivable_id FROM ledger.settled WHERE incentive_won > 0) every
ORDER BY booked_on, in_order;

-- name: refunds
-- Interest that goes back: whose it is, and when it came to be owed.
SELECT owner_id, won, booked_on FROM (
    SELECT ledger.owner_of(credit) AS owner_id, amount_won AS won, booked_on, item_id AS in_order FROM ledger.line WHERE kind = 25
    UNION ALL
    SELECT refund_owner_id, refund_won, booked_on, purchase_id FROM ledger.repaid WHERE refund_won > 0) every
ORDER BY booked_on, in_order;

-- name: earned_by_funders
-- Interest that funders have earned, and the system fee inside it, all of it or a day's.
SELECT coalesce(sum(earned_won), 0)::bigint AS won, coalesce(sum(fee_won), 0)::bigint AS fee_won FROM ledger.repaid WHERE %(day)s::date IS NULL OR booked_on = %(day)s;

-- name: standing_of_receivable
-- A receivable's parked money and what has become of it.
SELECT r.retained_won, r.sold_won, r.parent_id, r.cancelled_on, r.cancel_reason,
    EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1) AS funded,
    EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id AND s.phase = 2) AS paid,
    coalesce((SELECT c.state FROM settlement.funding_call c JOIN receivables.receivable root
        ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id
        WHERE c.programme_id = r.programme_id AND c.due_on = root.matures_on), 'due') AS call_state
FROM receivables.receivable r WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(receivable_id)s;

-- name: passed_on_and_funded
-- What a company passed on in funded trees, and the days its money lay there.
SELECT r.face_won, r.matures_on - greatest(s.booked_on, r.issued_on) AS days
FROM receivables.receivable r
JOIN ledger.settled s ON s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1
WHERE r.issuer_id = %(company_id)s AND r.parent_id IS NOT NULL AND r.cancelled_on IS NULL AND r.matures_on > greatest(s.booked_on, r.issued_on);
