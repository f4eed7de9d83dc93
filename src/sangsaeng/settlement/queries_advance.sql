-- name: list_guaranteed_due
-- Programmes whose institution pays in the buyer's place, with roots called by a day that nobody has covered.
SELECT p.programme_id FROM programmes.programme p
WHERE p.default_policy = 'institution_advances' AND NOT p.variant = ANY(%(deposit_variants)s::text[]) AND EXISTS (
    SELECT FROM settlement.funding_call c JOIN receivables.receivable r ON r.programme_id = c.programme_id AND r.matures_on = c.due_on
    WHERE c.programme_id = p.programme_id AND c.state <> 'funded' AND c.due_on <= %(day)s AND r.parent_id IS NULL AND r.cancelled_on IS NULL
        AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id))
ORDER BY p.programme_id;

-- name: advance_roots
-- The institution pays the faces of a programme's called roots that nobody has covered; how many, how much.
WITH due AS MATERIALIZED (
    SELECT r.receivable_id, r.face_won, r.matures_on
    FROM settlement.funding_call c JOIN receivables.receivable r ON r.programme_id = c.programme_id AND r.matures_on = c.due_on
    WHERE c.programme_id = %(programme_id)s AND c.state <> 'funded' AND c.due_on <= %(day)s AND r.parent_id IS NULL AND r.cancelled_on IS NULL
        AND NOT EXISTS (SELECT FROM settlement.funded_root f WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)
), posted AS (
    INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on)
    SELECT %(programme_id)s, %(kind)s, receivable_id, ledger.account(140, receivable_id), ledger.account(213, receivable_id),
        face_won, receivable_id, %(day)s FROM due
), funded AS (
    INSERT INTO settlement.funded_root (programme_id, root_id, covered_on, matures_on, how)
    SELECT %(programme_id)s, receivable_id, %(covered_on)s, matures_on, 'institution_advance' FROM due
), advanced AS (
    INSERT INTO settlement.advance (programme_id, root_id, buyer_id, facility_id, amount_won, advanced_on, interest_from)
    SELECT %(programme_id)s, receivable_id, %(buyer_id)s, %(facility_id)s, face_won, %(day)s, %(day)s FROM due
)
SELECT count(*) AS roots, coalesce(sum(face_won), 0)::bigint AS won FROM due;

-- name: list_open_advances
-- Advances of a programme, or of all, on which anything is open, the oldest first.
SELECT a.programme_id, a.root_id, r.matures_on, a.advanced_on, a.amount_won, a.recovered_won, a.interest_from, a.span_interest_won,
    a.late_interest_won, a.late_interest_recovered_won, t.rounding
FROM settlement.advance a
JOIN receivables.receivable r ON r.programme_id = a.programme_id AND r.receivable_id = a.root_id
JOIN programmes.terms t ON t.programme_id = a.programme_id AND t.terms_id = r.terms_id
WHERE (a.recovered_won < a.amount_won OR a.late_interest_recovered_won < a.late_interest_won)
    AND (%(programme_id)s::int IS NULL OR a.programme_id = %(programme_id)s)
ORDER BY a.advanced_on, r.matures_on, a.programme_id, a.root_id;

-- name: set_advances
-- Advances as they stand after interest was counted or money came.
UPDATE settlement.advance a SET recovered_won = n.recovered_won, interest_from = n.interest_from, span_interest_won = n.span_interest_won,
    late_interest_won = n.late_interest_won, late_interest_recovered_won = n.late_interest_recovered_won
FROM unnest(%(root_id)s::bigint[], %(recovered_won)s::bigint[], %(interest_from)s::date[], %(span_interest_won)s::bigint[],
    %(late_interest_won)s::bigint[], %(late_interest_recovered_won)s::bigint[])
    AS n(root_id, recovered_won, interest_from, span_interest_won, late_interest_won, late_interest_recovered_won)
WHERE a.programme_id = %(programme_id)s AND a.root_id = n.root_id;

-- name: list_claimants
-- Whose claim an advance is, and on whom, by programme.
SELECT p.programme_id, p.institution_id, i.name AS institution, p.buyer_id, b.name AS buyer
FROM programmes.programme p JOIN parties.company i ON i.company_id = p.institution_id JOIN parties.company b ON b.company_id = p.buyer_id
WHERE p.programme_id = ANY(%(programme_ids)s::int[]) ORDER BY p.programme_id;
