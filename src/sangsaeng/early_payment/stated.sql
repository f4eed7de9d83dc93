-- name: list_stated
-- What a seller is told of its quotes beside their price.
SELECT q.quote_id, b.name AS buyer, r.tier, t.rounding,
    EXISTS (SELECT FROM ledger.settled s WHERE s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1) AS from_deposit
FROM early_payment.quote q
JOIN receivables.receivable r ON r.programme_id = q.programme_id AND r.receivable_id = q.receivable_id
JOIN programmes.terms t ON t.programme_id = r.programme_id AND t.terms_id = r.terms_id
JOIN programmes.programme p ON p.programme_id = r.programme_id
JOIN parties.company b ON b.company_id = p.buyer_id
WHERE q.programme_id = %(programme_id)s AND q.quote_id = ANY(%(quote_ids)s::bigint[]);
