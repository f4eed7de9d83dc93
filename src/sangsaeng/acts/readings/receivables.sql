-- name: list_held
-- What the asker holds, how it stands and who stands behind it, the earliest day first.
WITH mine AS MATERIALIZED (
    SELECT r.programme_id, r.receivable_id, r.root_id, r.parent_id, r.tier, r.issuer_id, r.holder_id, r.face_won, r.issued_on, r.matures_on,
        r.claim_by, r.claimed_on, r.cancelled_on, r.cancel_reason FROM receivables.receivable r
    WHERE r.holder_id = %(me)s AND (r.matures_on, r.receivable_id) > (%(after_matures_on)s::date, %(after_receivable_id)s::bigint)
        AND (%(programme_id)s::int IS NULL OR r.programme_id = %(programme_id)s)
        AND r.matures_on BETWEEN coalesce(%(due_from)s::date, '-infinity') AND coalesce(%(due_until)s::date, 'infinity')
        AND r.face_won >= %(least_won)s
        AND (%(least_retained_won)s = 0 OR r.cancelled_on IS NULL AND (SELECT x.retained_won FROM receivables.split x
            WHERE x.programme_id = r.programme_id AND x.receivable_id = r.receivable_id) >= %(least_retained_won)s)
        AND (%(buyer_number)s::text IS NULL OR r.programme_id IN (SELECT p.programme_id FROM programmes.programme p
            JOIN parties.company c ON c.company_id = p.buyer_id WHERE c.business_number = %(buyer_number)s))
        AND (%(state)s::text IS NULL OR (r.programme_id, r.receivable_id) IN (SELECT s.programme_id, s.receivable_id
            FROM receivables.held_that_stand(%(state)s, %(due_from)s, %(due_until)s) s))
        AND (%(least_sellable_won)s = 0 AND %(least_passable_won)s = 0 OR (r.programme_id, r.receivable_id) IN (SELECT g.programme_id, g.receivable_id
            FROM receivables.coming_of_mine(%(today)s, %(last_day)s, %(first_tier_variants)s::text[]) g
            WHERE g.sellable_won >= %(least_sellable_won)s AND g.passable_won >= %(least_passable_won)s))
    ORDER BY r.matures_on, r.receivable_id LIMIT %(most)s
)
SELECT m.programme_id, m.receivable_id, m.tier, m.face_won, s.retained_won, s.passed_on_won, s.sold_won,
    (SELECT coalesce(sum(l.locked_won), 0)::bigint FROM receivables.lock l
        WHERE l.programme_id = m.programme_id AND l.receivable_id = m.receivable_id AND l.released_on IS NULL) AS locked_won,
    coalesce(v.sellable_won, 0) AS sellable_won, coalesce(v.passable_won, 0) AS passable_won,
    m.issued_on, m.matures_on, m.cancelled_on, i.name AS issuer, i.business_number AS issuer_number, b.name AS buyer,
    b.business_number AS buyer_number, f.name AS institution, p.default_policy,
    CASE WHEN p.default_policy = 'institution_advances' THEN f.name END AS guarantor, s.state
FROM mine m
JOIN receivables.all_stand(ARRAY(SELECT a.programme_id FROM mine a), ARRAY(SELECT a.receivable_id FROM mine a)) s
    ON s.programme_id = m.programme_id AND s.receivable_id = m.receivable_id
LEFT JOIN receivables.free_of_mine(ARRAY(SELECT a.programme_id FROM mine a), ARRAY(SELECT a.receivable_id FROM mine a), %(today)s, %(last_day)s,
    %(first_tier_variants)s::text[]) v ON v.programme_id = m.programme_id AND v.receivable_id = m.receivable_id
JOIN programmes.programme p ON p.programme_id = m.programme_id
JOIN parties.company i ON i.company_id = m.issuer_id
JOIN parties.company b ON b.company_id = p.buyer_id
JOIN parties.company f ON f.company_id = p.institution_id
ORDER BY m.matures_on, m.receivable_id;

-- name: get_one
-- One receivable the asker holds or issued; its split and its evidence's day only for who holds it.
SELECT r.programme_id, r.receivable_id, CASE WHEN r.holder_id = %(me)s THEN 'held' ELSE 'issued' END AS side, r.tier, r.face_won,
    CASE WHEN r.holder_id = %(me)s THEN x.retained_won END AS retained_won,
    CASE WHEN r.holder_id = %(me)s THEN x.passed_on_won END AS passed_on_won,
    CASE WHEN r.holder_id = %(me)s THEN x.sold_won END AS sold_won,
    CASE WHEN r.holder_id = %(me)s THEN (SELECT coalesce(sum(l.locked_won), 0)::bigint FROM receivables.lock l
        WHERE l.programme_id = r.programme_id AND l.receivable_id = r.receivable_id AND l.released_on IS NULL) END AS locked_won,
    CASE WHEN r.holder_id = %(me)s THEN coalesce(v.sellable_won, 0) END AS sellable_won,
    CASE WHEN r.holder_id = %(me)s THEN coalesce(v.passable_won, 0) END AS passable_won,
    r.issued_on, r.matures_on, r.claim_by, r.claimed_on, r.cancelled_on, r.cancel_reason, r.terms_id, e.approval_number, e.written_on,
    i.name AS issuer, h.name AS holder, b.name AS buyer, f.name AS institution, p.default_policy,
    CASE WHEN p.default_policy = 'institution_advances' THEN f.name END AS guarantor, s.state, s.funded, r.cash_flow_digest
FROM receivables.receivable r CROSS JOIN LATERAL receivables.stands(r.programme_id, r.receivable_id) s
LEFT JOIN receivables.split x ON x.programme_id = r.programme_id AND x.receivable_id = r.receivable_id
LEFT JOIN receivables.free_of_mine(ARRAY[%(programme_id)s::int], ARRAY[%(receivable_id)s::bigint], %(today)s, %(last_day)s,
    %(first_tier_variants)s::text[]) v ON true
JOIN programmes.programme p ON p.programme_id = r.programme_id
JOIN parties.company i ON i.company_id = r.issuer_id
JOIN parties.company h ON h.company_id = r.holder_id
JOIN parties.company b ON b.company_id = p.buyer_id
JOIN parties.company f ON f.company_id = p.institution_id
LEFT JOIN receivables.evidence e ON e.evidence_id = r.evidence_id
WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(receivable_id)s AND %(me)s IN (r.holder_id, r.issuer_id);

-- name: list_issued
-- What the asker issued or passed on, the newest first; what its payees did with it is theirs.
WITH mine AS MATERIALIZED (
    SELECT r.programme_id, r.receivable_id, r.root_id, r.parent_id, r.tier, r.issuer_id, r.holder_id, r.face_won, r.issued_on, r.matures_on,
        r.claim_by, r.claimed_on, r.cancelled_on, r.cancel_reason FROM receivables.receivable r
    WHERE r.issuer_id = %(me)s AND r.receivable_id < %(after_receivable_id)s::bigint
        AND (%(programme_id)s::int IS NULL OR r.programme_id = %(programme_id)s)
        AND (%(parent_id)s::bigint IS NULL OR r.parent_id = %(parent_id)s)
        AND r.matures_on BETWEEN coalesce(%(due_from)s::date, '-infinity') AND coalesce(%(due_until)s::date, 'infinity')
        AND r.face_won >= %(least_won)s
        AND (%(payee_number)s::text IS NULL OR r.holder_id IN (SELECT c.company_id FROM parties.company c WHERE c.business_number = %(payee_number)s))
        AND (%(state)s::text IS NULL OR (r.programme_id, r.receivable_id) IN (SELECT s.programme_id, s.receivable_id
            FROM receivables.issued_that_stand(%(state)s) s))
        AND (%(waits_for_payee)s::boolean IS NULL
            OR %(waits_for_payee)s = (r.claim_by IS NOT NULL AND r.claimed_on IS NULL AND r.cancelled_on IS NULL))
    ORDER BY r.receivable_id DESC LIMIT %(most)s
)
SELECT m.programme_id, m.receivable_id, m.parent_id, m.tier, h.name AS payee, h.business_number AS payee_number, m.face_won, m.issued_on,
    m.matures_on, m.claim_by IS NOT NULL AND m.claimed_on IS NULL AND m.cancelled_on IS NULL AS waits_for_payee, m.cancelled_on,
    m.cancel_reason, s.state
FROM mine m
JOIN receivables.all_stand(ARRAY(SELECT a.programme_id FROM mine a), ARRAY(SELECT a.receivable_id FROM mine a)) s
    ON s.programme_id = m.programme_id AND s.receivable_id = m.receivable_id
JOIN parties.company h ON h.company_id = m.holder_id
ORDER BY m.receivable_id DESC;

-- name: list_in_programme
-- What stands in a programme that the asker runs, all tiers, the newest first.
WITH them AS MATERIALIZED (
    SELECT r.programme_id, r.receivable_id, r.root_id, r.parent_id, r.tier, r.issuer_id, r.holder_id, r.face_won, r.issued_on, r.matures_on,
        r.claim_by, r.claimed_on, r.cancelled_on, r.cancel_reason FROM receivables.receivable r
    WHERE r.programme_id = %(programme_id)s AND r.programme_id IN (SELECT p.programme_id FROM programmes.programme p WHERE p.institution_id = %(me)s)
        AND r.receivable_id < %(after_receivable_id)s::bigint
        AND (%(receivable_id)s::bigint IS NULL OR r.receivable_id = %(receivable_id)s)
        AND (%(root_id)s::bigint IS NULL OR r.root_id = %(root_id)s) AND (%(tier)s::int IS NULL OR r.tier = %(tier)s)
        AND r.matures_on BETWEEN coalesce(%(due_from)s::date, '-infinity') AND coalesce(%(due_until)s::date, 'infinity')
        AND (%(company_id)s::bigint IS NULL OR r.holder_id = %(company_id)s)
        AND (%(state)s::text IS NULL OR (r.programme_id, r.receivable_id) IN (SELECT s.programme_id, s.receivable_id
            FROM receivables.run_that_stand(%(state)s, %(programme_id)s) s))
    ORDER BY r.receivable_id DESC LIMIT %(most)s
)
SELECT t.programme_id, t.receivable_id, t.root_id, t.parent_id, t.tier, t.issuer_id, i.name AS issuer, t.holder_id, h.name AS holder, t.face_won,
    s.retained_won, s.passed_on_won, s.sold_won, s.locked_won, t.issued_on, t.matures_on, t.cancelled_on, t.cancel_reason, s.state
FROM them t
JOIN receivables.all_stand(ARRAY(SELECT a.programme_id FROM them a), ARRAY(SELECT a.receivable_id FROM them a)) s
    ON s.programme_id = t.programme_id AND s.receivable_id = t.receivable_id
JOIN parties.company i ON i.company_id = t.issuer_id
JOIN parties.company h ON h.company_id = t.holder_id
ORDER BY t.receivable_id DESC;

-- name: list_tiers
-- A programme's totals by month of issue and tier, for its buyer and its institution; names of who consented.
SELECT t.month, t.tier, t.receivable_count, t.company_count, t.issued_won, t.passed_on_won,
    trunc(t.passed_on_won::numeric / t.issued_won, 4) AS pass_through, t.names
FROM receivables.tiers_of(%(programme_id)s) t
WHERE EXISTS (SELECT FROM programmes.programme p WHERE p.programme_id = %(programme_id)s AND %(me)s IN (p.buyer_id, p.institution_id))
    AND (t.month, t.tier) > (%(after_month)s::date, %(after_tier)s::int)
    AND t.month BETWEEN date_trunc('month', coalesce(%(from_on)s::date, '-infinity')) AND coalesce(%(until)s::date, 'infinity')
ORDER BY t.month, t.tier LIMIT %(most)s;

-- name: list_evidence
-- Invoices and statements that what the asker issued or holds rests on, the newest first.
SELECT e.evidence_id, e.kind, e.approval_number, e.supplier_number, e.buyer_number, e.written_on, e.total_won, e.financed_won, e.amended_on
FROM receivables.evidence e
WHERE e.evidence_id IN (SELECT r.evidence_id FROM receivables.receivable r WHERE r.evidence_id IS NOT NULL AND r.holder_id = %(me)s
        UNION SELECT r.evidence_id FROM receivables.receivable r WHERE r.evidence_id IS NOT NULL AND r.issuer_id = %(me)s)
    AND e.evidence_id < %(after_evidence_id)s::bigint
    AND (%(approval_number)s::text IS NULL OR e.approval_number = %(approval_number)s)
    AND e.written_on BETWEEN coalesce(%(from_on)s::date, '-infinity') AND coalesce(%(until)s::date, 'infinity')
ORDER BY e.evidence_id DESC LIMIT %(most)s;

-- name: list_lines
-- What moved on the accounts of one receivable, in the order it was booked.
SELECT x.booked_on, x.leg, coalesce(n.name, CASE WHEN x.leg BETWEEN 101 AND 109 THEN 'settled' ELSE 'purchase' END) AS what,
    x.item_id, x.account_kind, k.name AS account, x.other_kind, o.name AS other_account, x.change_won, x.child_id
FROM ledger.explained(%(programme_id)s, %(receivable_id)s) x
JOIN ledger.account_kind k ON k.kind = x.account_kind
JOIN ledger.account_kind o ON o.kind = x.other_kind
LEFT JOIN ledger.line_kind n ON n.kind = x.leg
WHERE EXISTS (SELECT FROM receivables.receivable r JOIN programmes.programme p ON p.programme_id = r.programme_id
        WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(receivable_id)s
        AND %(me)s = CASE WHEN %(runs)s THEN p.institution_id ELSE r.holder_id END)
    AND (x.booked_on, x.leg, x.item_id, x.account_kind, x.change_won) > (%(after_booked_on)s::date, %(after_leg)s::int,
        %(after_item_id)s::bigint, %(after_account_kind)s::int, %(after_change_won)s::bigint)
ORDER BY x.booked_on, x.leg, x.item_id, x.account_kind, x.change_won LIMIT %(most)s;

-- name: get_preview_parent
-- What a part may be passed on from, for its holder.
SELECT p.holder_id, p.holder_size, p.first_tier_id, p.retained_won, p.locked_won, p.matures_on, p.cancelled_on, p.terms_id, p.root_matures_on
FROM receivables.parent_of_mine(%(programme_id)s, %(receivable_id)s) p;

-- name: list_paid
-- What the asker paid by receivables it issued, for the tax credit.
SELECT p.settles_on, p.invoice_on, p.payee_size, p.paid, p.amount_won FROM receivables.paid_by_me(%(from_on)s, %(until)s, %(as_of)s) p;

-- name: list_statistics
-- How far money went down, by month, programme and tier; in cells of three companies at least.
SELECT s.month, s.programme_id, s.tier, s.receivable_count, s.company_count, s.issued_won, s.passed_on_won, s.sold_won,
    trunc(s.passed_on_won::numeric / s.issued_won, 4) AS pass_through
FROM receivables.statistics(%(from_on)s, %(until)s) s
WHERE (s.month, s.programme_id, s.tier) > (%(after_month)s::date, %(after_programme_id)s::int, %(after_tier)s::int)
ORDER BY s.month, s.programme_id, s.tier LIMIT %(most)s;
