-- name: get_to_explain
-- A receivable that the asker holds or runs, with its split, its terms and its evidence.
SELECT r.programme_id, r.receivable_id, r.tier, r.face_won, s.retained_won, s.passed_on_won, s.sold_won, s.state, r.issued_on, r.matures_on,
    r.terms_id, t.in_force_from, i.name AS issuer, h.name AS holder, e.approval_number
FROM receivables.receivable r
JOIN programmes.programme p ON p.programme_id = r.programme_id AND %(me)s IN (r.holder_id, p.institution_id)
JOIN receivables.all_stand(ARRAY[%(programme_id)s::int], ARRAY[%(receivable_id)s::bigint]) s
    ON s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
JOIN parties.company i ON i.company_id = r.issuer_id
JOIN parties.company h ON h.company_id = r.holder_id
LEFT JOIN receivables.evidence e ON e.evidence_id = r.evidence_id
WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(receivable_id)s;

-- name: list_passed_on_of
-- What was carved out of a receivable and stands, or was unclaimed when it was parked.
SELECT r.receivable_id, h.name AS holder, r.face_won, r.matures_on FROM receivables.receivable r
JOIN parties.company h ON h.company_id = r.holder_id
WHERE r.programme_id = %(programme_id)s AND r.parent_id = %(receivable_id)s
    AND (r.cancelled_on IS NULL OR r.cancel_reason = 'unclaimed_parked')
ORDER BY r.receivable_id LIMIT %(most)s;

-- name: list_sales_to_explain
-- Sales of a receivable that stand, or the one of a number.
SELECT s.sale_id, s.receivable_id, s.amount_won, s.interest_won, s.proceeds_won, s.sold_on, s.matures_on, s.days, s.rate_annual,
    s.base_rate_annual, s.auction_rate_annual, s.fee_rate_annual, s.rounding
FROM early_payment.sale s JOIN programmes.programme p ON p.programme_id = s.programme_id AND %(me)s IN (s.seller_id, p.institution_id)
WHERE s.programme_id = %(programme_id)s AND s.cancelled_at IS NULL AND (s.receivable_id = %(receivable_id)s OR s.sale_id = %(sale_id)s)
ORDER BY s.sale_id;

-- name: get_payout_to_explain
-- A payout to the asker, or of a programme it runs; what a settlement paid and what creditors kept besides.
SELECT o.amount_won, o.booked_on, s.retained_won, s.locked_won
FROM payouts.payout o JOIN programmes.programme p ON p.programme_id = o.programme_id AND %(me)s IN (o.payee_id, p.institution_id)
LEFT JOIN ledger.settled s ON o.purpose = 1 AND s.programme_id = o.programme_id AND s.receivable_id = o.source_id
    AND s.phase = CASE WHEN s.is_root THEN 1 ELSE 2 END
WHERE o.programme_id = %(programme_id)s AND o.purpose = %(purpose)s AND o.source_id = %(source_id)s;

-- name: get_sale_of_purchase
-- The sale that a payout of proceeds belongs to, and what of it one account paid.
SELECT s.sale_id, s.amount_won, s.interest_won FROM early_payment.sale_of_purchase(%(programme_id)s, %(purchase_id)s) s;

-- name: list_lines_to_explain
-- The journal's lines of a receivable.
SELECT x.booked_on, x.leg, x.item_id, x.change_won FROM ledger.explained(%(programme_id)s, %(receivable_id)s) x
ORDER BY x.booked_on, x.leg, x.item_id, x.change_won;

-- name: list_told_by_bank
-- The attempts of a payout, each with the bank's message and entry.
SELECT b.attempt_no, b.state, b.end_to_end_id, b.message_id, b.booked_on, b.entry_id, b.entry_ref
FROM payouts.told_by_bank(%(programme_id)s, %(purpose)s, %(source_id)s) b ORDER BY b.attempt_no;
