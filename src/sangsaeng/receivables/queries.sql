-- name: get_receivable
-- One receivable as it stands, with what a change of it must know about its tree.
-- (A subquery for each fact of the tree is read by its key even before the tables have statistics.)
SELECT r.programme_id, r.receivable_id, r.root_id, r.parent_id, r.tier, r.issuer_id, r.holder_id, r.face_won,
    r.retained_won, r.passed_on_won, r.sold_won, r.issued_on, r.matures_on, r.terms_id, r.evidence_id, r.claim_by,
    r.claimed_on, r.cancelled_on, r.parked_since, r.locked_won,
    (SELECT root.matures_on FROM receivables.receivable root
        WHERE root.programme_id = r.programme_id AND root.receivable_id = r.root_id) AS root_matures_on,
    (SELECT h.business_number FROM parties.company h WHERE h.company_id = r.holder_id) AS holder_number,
    (SELECT e.amended_on FROM receivables.evidence e WHERE e.evidence_id = r.evidence_id) AS amended_on,
    (SELECT s.booked_on FROM ledger.settled s
        WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1) AS root_funded_on
FROM receivables.receivable r
WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(receivable_id)s
FOR UPDATE OF r;

-- name: add_evidence
-- Invoices and statements met for the first time, in one order for everyone; who comes second waits here.
INSERT INTO receivables.evidence (evidence_id, fingerprint, approval_number, kind, supplier_number, buyer_number, written_on, total_won, amended_on)
SELECT n.*, (SELECT a.noticed_on FROM receivables.amendment_notice a WHERE a.approval_number = n.approval_number
    AND a.supplier_number = n.supplier_number AND a.buyer_number = n.buyer_number)
FROM unnest(%(evidence_id)s::bigint[], %(fingerprint)s::text[], %(approval_number)s::text[], %(kind)s::text[],
    %(supplier_number)s::text[], %(buyer_number)s::text[], %(written_on)s::date[], %(total_won)s::bigint[])
    AS n(evidence_id, fingerprint, approval_number, kind, supplier_number, buyer_number, written_on, total_won)
ORDER BY coalesce(n.approval_number, n.fingerprint)
ON CONFLICT DO NOTHING;

-- name: lock_evidence
-- The same invoices as the book knows them, locked in the same order.
SELECT evidence_id, fingerprint, approval_number, supplier_number, buyer_number, total_won, financed_won, amended_on
FROM receivables.evidence
WHERE fingerprint = ANY(%(fingerprints)s::text[]) OR approval_number = ANY(%(approval_numbers)s::text[])
ORDER BY coalesce(approval_number, fingerprint) FOR UPDATE;

-- name: finance_evidence
-- What is now promised on each invoice; the total is a constraint (G8).
UPDATE receivables.evidence e SET financed_won = e.financed_won + n.won
FROM (SELECT evidence_id, sum(won) AS won FROM unnest(%(evidence_id)s::bigint[], %(won)s::bigint[]) AS x(evidence_id, won)
      GROUP BY evidence_id) n
WHERE e.evidence_id = n.evidence_id;

-- name: amend_evidence
-- The tax authority's notice: nothing new on this invoice from this day.
UPDATE receivables.evidence SET amended_on = coalesce(amended_on, %(day)s)
WHERE evidence_id = %(evidence_id)s;

-- name: add_notice
-- An amended invoice speaks of its original, whether the book knows that one or not.
INSERT INTO receivables.amendment_notice (approval_number, supplier_number, buyer_number, noticed_on)
VALUES (%(approval_number)s, %(supplier_number)s, %(buyer_number)s, %(day)s) ON CONFLICT DO NOTHING;

-- name: amend_by_number
-- The original of the same two parties, where the book has it: nothing new on it from this day.
UPDATE receivables.evidence SET amended_on = coalesce(amended_on, %(day)s) WHERE approval_number = %(approval_number)s
    AND supplier_number = %(supplier_number)s AND buyer_number = %(buyer_number)s;

-- name: get_evidence
-- What a promise rests on, as it was read.
SELECT fingerprint, approval_number, kind, supplier_number, buyer_number, written_on, total_won
FROM receivables.evidence WHERE evidence_id = %(evidence_id)s;

-- name: add_receivables
-- All receivables of one call in one statement.
INSERT INTO receivables.receivable (programme_id, receivable_id, root_id, parent_id, tier, issuer_id, holder_id, face_won,
    retained_won, issued_on, matures_on, terms_id, evidence_id, replaces_id, parked_since, claim_by, cash_flow_digest)
SELECT %(programme_id)s, n.receivable_id, coalesce(%(root_id)s, n.receivable_id), %(parent_id)s, %(tier)s, %(issuer_id)s, n.holder_id,
    n.face_won, n.face_won, %(issued_on)s, n.matures_on, %(terms_id)s, n.evidence_id, %(replaces_id)s, %(parked_since)s, n.claim_by, n.digest
FROM unnest(%(receivable_ids)s::bigint[], %(holder_ids)s::bigint[], %(face_won)s::bigint[], %(matures_on)s::date[],
    %(evidence_ids)s::bigint[], %(claim_by)s::date[], %(digests)s::text[])
    AS n(receivable_id, holder_id, face_won, matures_on, evidence_id, claim_by, digest);

-- name: carve
-- Take from what a receivable retains what is passed on; parked money starts a new count of days.
UPDATE receivables.receivable SET retained_won = retained_won - %(won)s, passed_on_won = passed_on_won + %(won)s,
    parked_since = CASE WHEN %(parked)s THEN %(day)s ELSE parked_since END
WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s;

-- name: give_back
-- A cancelled child's face returns to what its parent retains.
UPDATE receivables.receivable SET retained_won = retained_won + %(won)s, passed_on_won = passed_on_won - %(won)s
WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s;

-- name: cancel
-- Mark a receivable cancelled; the row trigger asks for consent or the rule (G4).
UPDATE receivables.receivable SET cancelled_on = %(day)s, cancel_reason = %(reason)s
WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s;

-- name: add_consent
-- A company agrees to the cancellation of a receivable.
INSERT INTO receivables.consent (programme_id, receivable_id, company_id, given_on)
VALUES (%(programme_id)s, %(receivable_id)s, %(company_id)s, %(given_on)s) ON CONFLICT DO NOTHING;

-- name: has_consent
-- Whether a company has agreed to the cancellation.
SELECT EXISTS (SELECT FROM receivables.consent WHERE programme_id = %(programme_id)s
    AND receivable_id = %(receivable_id)s AND company_id = %(company_id)s) AS yes;

-- name: claim_waiting
-- What waited for a company that has now joined is its own.
UPDATE receivables.receivable SET claimed_on = %(day)s
WHERE holder_id = %(company_id)s AND claim_by IS NOT NULL AND claimed_on IS NULL AND cancelled_on IS NULL;

-- name: list_unclaimed
-- What nobody claimed in time, the deepest tier first.
SELECT programme_id, receivable_id FROM receivables.receivable
WHERE claim_by < %(day)s AND claimed_on IS NULL AND cancelled_on IS NULL
ORDER BY programme_id, tier DESC, receivable_id;

-- name: is_being_settled
-- Whether a run has a tree in hand: its root is funded, its day is closed, and it is not posted yet.
SELECT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = %(programme_id)s AND f.root_id = %(root_id)s
    AND f.settles_on <= %(closed_through)s AND NOT EXISTS (SELECT FROM ledger.settled s
        WHERE s.programme_id = f.programme_id AND s.receivable_id = f.root_id AND s.phase = 1)) AS yes;

-- name: list_held
-- What a company holds: its own edge of each tree, what creditors hold of it, how it stands, and who stands behind it.
SELECT r.programme_id, r.receivable_id, r.tier, r.face_won, r.retained_won, r.passed_on_won, r.sold_won, r.issued_on,
    r.matures_on, r.cancelled_on, (SELECT coalesce(sum(l.locked_won), 0)::bigint FROM receivables.lock l
        WHERE l.programme_id = r.programme_id AND l.receivable_id = r.receivable_id AND l.released_on IS NULL) AS locked_won,
    i.name AS issuer, b.name AS buyer, f.name AS institution, p.default_policy, is_so.funded, is_so.settled,
    CASE WHEN r.cancelled_on IS NOT NULL THEN 'cancelled' WHEN is_so.kept_won > 0 THEN 'attached' WHEN is_so.settled OR is_so.funded AND r.retained_won = 0 THEN 'paid'
        WHEN is_so.funded THEN 'parked' ELSE coalesce((SELECT c.state FROM settlement.funding_call c
            JOIN receivables.receivable root ON root.programme_id = c.programme_id AND root.matures_on = c.due_on
            WHERE root.programme_id = r.programme_id AND root.receivable_id = r.root_id AND c.state IN ('grace', 'unpaid')), 'open') END AS state
FROM receivables.receivable r
CROSS JOIN LATERAL (SELECT
    EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1) AS funded,
    EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id
            AND s.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END) AS settled,
    -- What creditors had attached when it was settled, and has not been ordered to be paid since.
    (SELECT s.locked_won - coalesce((SELECT sum(o.amount_won) FROM receivables.lock l
            JOIN payouts.payout o ON o.programme_id = l.programme_id AND o.purpose = 11 AND o.source_id = l.lock_id
            WHERE l.programme_id = r.programme_id AND l.receivable_id = r.receivable_id), 0)
        FROM ledger.settled s WHERE s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id
            AND s.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END) AS kept_won) is_so
JOIN parties.company i ON i.company_id = r.issuer_id
JOIN programmes.programme p ON p.programme_id = r.programme_id
JOIN parties.company b ON b.company_id = p.buyer_id
JOIN parties.company f ON f.company_id = p.institution_id
WHERE r.holder_id = %(company_id)s ORDER BY r.matures_on, r.receivable_id;

-- name: accrue_incentive
-- The incentive earned by a parked balance up to a change of it, for the owner the terms name.
INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
SELECT r.programme_id, %(kind)s, %(item_id)s, ledger.account(130, r.programme_id), ledger.account(230, owner.holder_id),
    e.won, r.receivable_id, %(day)s
FROM receivables.receivable r
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
JOIN receivables.receivable owner ON owner.programme_id = r.programme_id
    AND owner.receivable_id = CASE t.refund_owner WHEN 'first_tier' THEN r.root_id ELSE coalesce(r.parent_id, r.root_id) END
CROSS JOIN LATERAL (SELECT ledger.interest_won(%(balance_won)s, t.deposit_incentive_rate_annual, %(day)s::date - %(since)s::date,
    t.rounding) AS won) e
WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(receivable_id)s AND e.won > 0;
