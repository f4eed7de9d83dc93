-- name: get_earned_to_explain
-- A payout of incentive or refunded interest to the asker, or of a programme it runs; and whether its payee is a corporation.
SELECT o.amount_won, o.booked_on, parties.is_corporation(c.business_number) AS is_corporation
FROM payouts.payout o JOIN programmes.programme p ON p.programme_id = o.programme_id AND %(me)s IN (o.payee_id, p.institution_id)
JOIN parties.company c ON c.company_id = o.payee_id
WHERE o.programme_id = %(programme_id)s AND o.purpose = %(purpose)s AND o.source_id = %(source_id)s;

-- name: list_earned_parts
-- What brought it, receivable by receivable.
SELECT e.what, e.receivable_id, e.item_id, e.terms_from, e.rounding, e.rate_annual, e.base_won, e.days, e.won_days, e.taken_won, e.kept_won, e.won
FROM payouts.earned_parts(%(programme_id)s, %(purpose)s, %(source_id)s) e ORDER BY e.receivable_id, e.item_id, e.won;

-- name: list_earned_lines
-- The journal's lines of it: owed, paid and withheld.
SELECT e.booked_on, e.leg, e.item_id, e.change_won FROM payouts.earned_lines(%(programme_id)s, %(purpose)s, %(source_id)s) e
ORDER BY e.booked_on, e.change_won DESC, e.leg, e.item_id;

-- name: list_earned_told
-- The attempts to pay it, each with the bank's message and entry.
SELECT b.attempt_no, b.state, b.end_to_end_id, b.message_id, b.booked_on, b.entry_id, b.entry_ref
FROM payouts.told_by_bank(%(programme_id)s, %(purpose)s, %(source_id)s) b ORDER BY b.attempt_no;
