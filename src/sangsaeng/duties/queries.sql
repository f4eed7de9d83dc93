-- name: list_payments_of
-- What a company paid by receivables it issued, due in a period, by days and size of the payee; paid: the tree is funded.
SELECT r.matures_on AS settles_on, coalesce(e.written_on, r.issued_on) AS invoice_on, holder.size AS payee_size,
    r.matures_on <= %(as_of)s AND EXISTS (SELECT FROM ledger.settled s
        WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1) AS paid,
    sum(r.face_won)::bigint AS amount_won
FROM (
    SELECT root.* FROM programmes.programme p
    JOIN receivables.receivable root ON root.programme_id = p.programme_id AND root.parent_id IS NULL
        AND root.matures_on BETWEEN %(first_day)s AND %(last_day)s
    WHERE p.buyer_id = %(company_id)s
    UNION ALL
    SELECT child.* FROM receivables.receivable held
    JOIN receivables.receivable child ON child.programme_id = held.programme_id AND child.parent_id = held.receivable_id
        AND child.matures_on BETWEEN %(first_day)s AND %(last_day)s
    WHERE held.holder_id = %(company_id)s
) r
JOIN parties.company holder ON holder.company_id = r.holder_id
LEFT JOIN receivables.evidence e ON e.evidence_id = r.evidence_id
WHERE r.cancelled_on IS NULL
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;

-- name: get_parent
-- A receivable that a part may be passed on from, and its root's holder and day.
SELECT r.holder_id, holder.size AS holder_size, root.holder_id AS first_tier_id, r.retained_won, r.locked_won, r.matures_on,
    r.cancelled_on, r.terms_id, root.matures_on AS root_matures_on
FROM receivables.receivable r
JOIN receivables.receivable root ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id
JOIN parties.company holder ON holder.company_id = r.holder_id
WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(receivable_id)s;
