-- name: pack_trees
-- Every marked tree: what was promised, how it was marked, how it stands.
SELECT t.programme_id, t.root_id, i.name AS institution, p.default_policy, t.face_won, t.matures_on,
    (SELECT c.reference FROM settlement.funding_call c WHERE c.programme_id = t.programme_id AND c.due_on = t.matures_on) AS call_reference,
    m.standing AS marked_as, t.standing AS stands_as, t.how AS funded_by, t.settles_on
FROM settlement.marked_tree m
JOIN settlement.trees_of_buyer(%(buyer_id)s, %(deposit_variants)s::text[], %(due_over)s, %(grace_over)s) t ON t.programme_id = m.programme_id AND t.root_id = m.root_id
JOIN programmes.programme p ON p.programme_id = t.programme_id
JOIN parties.company i ON i.company_id = p.institution_id
WHERE m.playbook_id = %(playbook_id)s ORDER BY t.programme_id, t.root_id;

-- name: pack_receivables
-- Every receivable of the marked trees: face = passed on + sold + retained; retained = paid + parked + attached + open.
SELECT r.programme_id, r.root_id, r.receivable_id, r.parent_id, r.tier, i.business_number AS issuer_number, i.name AS issuer,
    h.business_number AS holder_number, h.name AS holder, r.face_won, r.passed_on_won, r.sold_won, r.retained_won,
    CASE WHEN own.receivable_id IS NULL THEN 0 ELSE own.retained_won + x.released_won END AS paid_won,
    CASE WHEN own.receivable_id IS NULL AND root.receivable_id IS NOT NULL THEN r.retained_won ELSE 0 END AS parked_won,
    CASE WHEN own.receivable_id IS NULL THEN 0 ELSE own.locked_won - x.released_won END AS attached_won,
    CASE WHEN own.receivable_id IS NULL AND root.receivable_id IS NULL THEN r.retained_won ELSE 0 END AS open_won,
    r.issued_on, r.matures_on, e.approval_number, r.cancelled_on, r.cancel_reason
FROM settlement.marked_tree m
JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.root_id = m.root_id
JOIN parties.company i ON i.company_id = r.issuer_id
JOIN parties.company h ON h.company_id = r.holder_id
LEFT JOIN receivables.evidence e ON e.evidence_id = r.evidence_id
LEFT JOIN ledger.settled root ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id AND root.phase = 1
LEFT JOIN ledger.settled own ON own.programme_id = r.programme_id AND own.receivable_id = r.receivable_id
    AND own.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END
CROSS JOIN LATERAL (SELECT coalesce(sum(o.amount_won), 0)::bigint AS released_won FROM receivables.lock l
    JOIN payouts.payout o ON o.programme_id = l.programme_id AND o.purpose = 11 AND o.source_id = l.lock_id
    WHERE l.programme_id = r.programme_id AND l.receivable_id = r.receivable_id) x
WHERE m.playbook_id = %(playbook_id)s AND (r.cancelled_on IS NULL OR r.cancel_reason = 'unclaimed_parked')
ORDER BY r.programme_id, r.root_id, r.tier, r.receivable_id;

-- name: pack_invoices
-- The invoices and statements that the marked trees rest on.
SELECT e.approval_number, e.kind, e.supplier_number, e.buyer_number, e.written_on, e.total_won, e.financed_won, e.amended_on
FROM receivables.evidence e WHERE e.evidence_id IN (
    SELECT r.evidence_id FROM settlement.marked_tree m
    JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.root_id = m.root_id WHERE m.playbook_id = %(playbook_id)s)
ORDER BY e.written_on, e.approval_number, e.evidence_id;

-- name: pack_payouts
-- What was ordered to be paid to companies for one receivable of the marked trees, each try with the bank's own reference.
WITH owed AS MATERIALIZED (
    SELECT r.programme_id, r.receivable_id FROM settlement.marked_tree m
    JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.root_id = m.root_id WHERE m.playbook_id = %(playbook_id)s
), source AS (
    SELECT programme_id, 1 AS purpose, receivable_id AS source_id, receivable_id FROM owed
    UNION ALL SELECT l.programme_id, 11, l.lock_id, l.receivable_id
    FROM owed JOIN receivables.lock l ON l.programme_id = owed.programme_id AND l.receivable_id = owed.receivable_id
    UNION ALL SELECT p.programme_id, 5, p.purchase_id, p.receivable_id
    FROM owed JOIN ledger.purchase p ON p.programme_id = owed.programme_id AND p.receivable_id = owed.receivable_id
)
SELECT o.programme_id, CASE o.purpose WHEN 1 THEN 'settlement' WHEN 5 THEN 'sale_proceeds' ELSE 'released_portion' END AS purpose, s.receivable_id, o.amount_won, c.business_number AS payee_number, c.name AS payee,
    o.booked_on AS ordered_on, a.attempt_no, a.end_to_end_id, coalesce(a.state, 'waiting') AS state, a.reason, a.booked_on AS left_on,
    (SELECT min(b.entry_ref) FROM payouts.bank_entry b WHERE b.end_to_end_id = a.end_to_end_id AND b.direction = 'debit') AS bank_reference
FROM source s JOIN payouts.payout o ON o.programme_id = s.programme_id AND o.purpose = s.purpose AND o.source_id = s.source_id
LEFT JOIN payouts.attempt a ON a.programme_id = o.programme_id AND a.purpose = o.purpose AND a.source_id = o.source_id
LEFT JOIN parties.company c ON c.company_id = o.payee_id
ORDER BY o.programme_id, s.receivable_id, o.purpose, o.source_id, a.attempt_no;

-- name: pack_transfers
-- What moved in one sum for many receivables: repayments to funders, refunds, fees, advances and their recovery. What of it
-- stands for the marked trees is known to the won; what the bank moved on that day between those two may be more.
WITH back AS MATERIALIZED (
    SELECT x.* FROM settlement.marked_tree m
    JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.root_id = m.root_id
    JOIN ledger.purchase p ON p.programme_id = r.programme_id AND p.receivable_id = r.receivable_id
    JOIN ledger.repaid x ON x.programme_id = p.programme_id AND x.purchase_id = p.purchase_id WHERE m.playbook_id = %(playbook_id)s
), part AS (
    SELECT programme_id, 6 AS purpose, run_id, booked_on, NULL::int AS from_id, own_account_id AS to_id, NULL::bigint AS payee_id, amount_won
    FROM back
    UNION ALL SELECT programme_id, 7, run_id, booked_on, own_account_id, NULL, refund_owner_id, refund_won FROM back
    UNION ALL SELECT programme_id, 8, run_id, booked_on, own_account_id, NULL, NULL, fee_won FROM back
    UNION ALL SELECT a.programme_id, 9, NULL, a.advanced_on, NULL, NULL, NULL, a.amount_won
    FROM settlement.marked_tree m JOIN settlement.advance a ON a.programme_id = m.programme_id AND a.root_id = m.root_id
    WHERE m.playbook_id = %(playbook_id)s
    UNION ALL SELECT l.programme_id, 10, NULL, l.booked_on, NULL, NULL, NULL, l.amount_won
    FROM settlement.marked_tree m
    JOIN ledger.line l ON l.programme_id = m.programme_id AND l.receivable_id = m.root_id AND l.kind IN (32, 35)
    WHERE m.playbook_id = %(playbook_id)s
), summed AS (
    SELECT programme_id, purpose, run_id, booked_on, from_id, to_id, payee_id, sum(amount_won)::bigint AS trees_won
    FROM part WHERE amount_won > 0 GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT s.programme_id, CASE s.purpose WHEN 6 THEN 'repayment' WHEN 7 THEN 'interest_refund' WHEN 8 THEN 'system_fee'
        WHEN 9 THEN 'advance_transfer' ELSE 'recovery_transfer' END AS purpose, s.run_id, s.booked_on AS ordered_on,
    payer.name AS payer, payee.business_number AS payee_number, payee.name AS payee, s.trees_won, sum(o.amount_won)::bigint AS ordered_won,
    count(*) AS orders, coalesce(sum(o.amount_won) FILTER (WHERE a.state = 'credited'), 0)::bigint AS credited_won,
    string_agg(a.end_to_end_id, ' ' ORDER BY a.end_to_end_id) AS end_to_end_ids
FROM summed s
JOIN payouts.payout o ON o.programme_id = s.programme_id AND o.purpose = s.purpose AND o.booked_on = s.booked_on
    AND (s.run_id IS NULL OR o.run_id = s.run_id) AND (s.from_id IS NULL OR o.own_account_id = s.from_id)
    AND (s.to_id IS NULL OR o.payee_own_account_id = s.to_id) AND (s.payee_id IS NULL OR o.payee_id = s.payee_id)
LEFT JOIN payouts.attempt a ON a.programme_id = o.programme_id AND a.purpose = o.purpose AND a.source_id = o.source_id
    AND a.state IN ('instructed', 'sent', 'unknown', 'credited')
JOIN programmes.own_account paying ON paying.own_account_id = o.own_account_id
JOIN parties.company payer ON payer.company_id = paying.owner_id
LEFT JOIN programmes.own_account paid ON paid.own_account_id = o.payee_own_account_id
JOIN parties.company payee ON payee.company_id = coalesce(o.payee_id, paid.owner_id)
GROUP BY s.programme_id, s.purpose, s.run_id, s.booked_on, o.own_account_id, o.payee_own_account_id, o.payee_id, payer.name,
    payee.business_number, payee.name, s.trees_won
ORDER BY s.programme_id, s.purpose, s.booked_on, s.run_id, o.own_account_id, o.payee_own_account_id, o.payee_id;

-- name: pack_sales
-- Parts of the marked trees that were sold for good, who bought them, and whether it was repaid.
SELECT s.programme_id, s.sale_id, s.receivable_id, seller.business_number AS seller_number, seller.name AS seller, funder.name AS funder,
    p.purchase_id, p.amount_won, p.interest_won, s.rate_annual, s.sold_on, s.matures_on, p.from_deposit, x.booked_on AS repaid_on,
    coalesce(f.provider_id = %(buyer_id)s, false) AS by_buyer
FROM settlement.marked_tree m
JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.root_id = m.root_id
JOIN early_payment.sale s ON s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id AND s.cancelled_at IS NULL
JOIN ledger.purchase p ON p.programme_id = s.programme_id AND p.receivable_id = s.receivable_id AND p.sale_id = s.sale_id
JOIN parties.company seller ON seller.company_id = s.seller_id
LEFT JOIN programmes.facility f ON f.facility_id = p.facility_id
LEFT JOIN parties.company funder ON funder.company_id = f.provider_id
LEFT JOIN ledger.repaid x ON x.programme_id = p.programme_id AND x.purchase_id = p.purchase_id
WHERE m.playbook_id = %(playbook_id)s ORDER BY s.programme_id, s.sale_id, p.purchase_id;

-- name: pack_advances
-- What the institution paid in the buyer's place for the marked trees, and what the buyer has brought since.
SELECT a.programme_id, a.root_id, i.name AS institution, a.amount_won, a.advanced_on, a.recovered_won,
    a.amount_won - a.recovered_won AS open_won, a.interest_from, a.span_interest_won, a.late_interest_won,
    a.late_interest_recovered_won, r.matures_on, t.rounding
FROM settlement.marked_tree m
JOIN settlement.advance a ON a.programme_id = m.programme_id AND a.root_id = m.root_id
JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.receivable_id = m.root_id
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
JOIN programmes.programme p ON p.programme_id = a.programme_id
JOIN parties.company i ON i.company_id = p.institution_id
WHERE m.playbook_id = %(playbook_id)s ORDER BY a.programme_id, a.root_id;

-- name: pack_calls
-- What the buyer was called to bring, day by day and programme by programme, and how each call stands.
SELECT c.programme_id, i.name AS institution, c.reference, c.due_on, c.called_won, c.state, c.grace_until
FROM settlement.funding_call c
JOIN programmes.programme p ON p.programme_id = c.programme_id
JOIN parties.company i ON i.company_id = p.institution_id
WHERE p.buyer_id = %(buyer_id)s AND (c.state <> 'funded' OR c.due_on >= %(day)s)
ORDER BY c.due_on, c.programme_id;

-- name: pack_notices
-- Who was told what, about which receivable, when.
SELECT n.made_on, c.business_number AS company_number, c.name AS company, n.programme_id, n.receivable_id, n.code, n.facts
FROM settlement.notice n JOIN parties.company c ON c.company_id = n.company_id
WHERE n.playbook_id = %(playbook_id)s ORDER BY n.programme_id, n.receivable_id, c.business_number, n.code;

-- name: pack_ledger
-- Every leg of the journal that names a receivable of the marked trees.
SELECT l.programme_id, l.booked_on, l.receivable_id, CASE WHEN l.kind BETWEEN 101 AND 109 THEN 'settled' WHEN l.kind BETWEEN 111 AND 119
        THEN 'purchase' WHEN l.kind BETWEEN 121 AND 129 THEN 'repaid' ELSE k.name END AS kind, l.item_id,
    d.name AS debit, ledger.owner_of(l.debit) AS debit_owner, c.name AS credit, ledger.owner_of(l.credit) AS credit_owner, l.amount_won
FROM settlement.marked_tree m
JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.root_id = m.root_id
JOIN ledger.leg l ON l.programme_id = r.programme_id AND l.receivable_id = r.receivable_id
LEFT JOIN ledger.line_kind k ON k.kind = l.kind
JOIN ledger.account_kind d ON d.kind = ledger.kind_of(l.debit)
JOIN ledger.account_kind c ON c.kind = ledger.kind_of(l.credit)
WHERE m.playbook_id = %(playbook_id)s
ORDER BY l.programme_id, l.receivable_id, l.booked_on, l.kind, l.item_id, l.debit, l.credit;

-- name: pack_buyer
-- The buyer, and the institutions it has programmes with.
SELECT b.business_number AS number, b.name, (SELECT string_agg(DISTINCT i.name, ', ' ORDER BY i.name) FROM programmes.programme p
    JOIN parties.company i ON i.company_id = p.institution_id WHERE p.buyer_id = b.company_id) AS institutions
FROM parties.company b WHERE b.company_id = %(buyer_id)s;

-- name: add_pack_file
-- A file of a pack with its digest: the row of the step is the lock, so a second one is a fault.
INSERT INTO settlement.pack_file (playbook_id, name, sha256, content) VALUES (%(playbook_id)s, %(name)s, sha256(%(content)s), %(content)s);
