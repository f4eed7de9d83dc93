-- name: list_movements
-- What moved for the asker in a span of days, the earliest first. Settlements are found by their receivable's key, as in list_my_payouts.
SELECT m.day, m.what, m.programme_id, m.item_id, m.receivable_id, coalesce(c.name, '') AS with_whom, m.in_won, m.out_won, m.cash_won
FROM (
    SELECT coalesce(r.claimed_on, r.issued_on) AS day, 'received' AS what, r.programme_id, r.receivable_id AS item_id, r.receivable_id,
        r.issuer_id AS other_id, r.face_won AS in_won, 0::bigint AS out_won, 0::bigint AS cash_won
    FROM receivables.receivable r WHERE r.holder_id = %(me)s AND coalesce(r.claimed_on, r.issued_on) BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT r.cancelled_on, 'given_back', r.programme_id, r.receivable_id, r.receivable_id, r.issuer_id, 0, r.face_won, 0
    FROM receivables.receivable r WHERE r.holder_id = %(me)s AND r.cancelled_on BETWEEN %(from_on)s AND %(until)s
        AND (r.claim_by IS NULL OR r.claimed_on IS NOT NULL)
    UNION ALL
    SELECT r.issued_on, 'passed_on', r.programme_id, r.receivable_id, r.parent_id, r.holder_id, 0, r.face_won, 0
    FROM receivables.receivable r WHERE r.issuer_id = %(me)s AND r.parent_id IS NOT NULL AND r.issued_on BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT r.cancelled_on, 'passed_back', r.programme_id, r.receivable_id, r.parent_id, r.holder_id, r.face_won, 0, 0
    FROM receivables.receivable r WHERE r.issuer_id = %(me)s AND r.parent_id IS NOT NULL AND r.cancelled_on BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT s.sold_on, 'sold', s.programme_id, s.sale_id, s.receivable_id, p.institution_id, 0, s.amount_won, s.proceeds_won
    FROM early_payment.sale s JOIN programmes.programme p ON p.programme_id = s.programme_id
    WHERE s.seller_id = %(me)s AND s.cancelled_at IS NULL AND s.sold_on BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT o.booked_on, 'paid', o.programme_id, o.source_id, o.source_id, p.buyer_id, 0, o.amount_won, o.amount_won
    FROM receivables.receivable r JOIN programmes.programme p ON p.programme_id = r.programme_id
    JOIN payouts.payout o ON o.programme_id = r.programme_id AND o.purpose = 1 AND o.source_id = r.receivable_id AND o.payee_id = %(me)s
    WHERE r.holder_id = %(me)s AND r.matures_on BETWEEN %(from_on)s::date - 400 AND %(until)s::date
        AND o.booked_on BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT o.booked_on, CASE WHEN o.purpose = 6 THEN 'refund' ELSE 'incentive' END, o.programme_id, o.source_id, NULL, p.institution_id, 0, 0,
        o.amount_won
    FROM payouts.payout o JOIN programmes.programme p ON p.programme_id = o.programme_id
    WHERE o.payee_id = %(me)s AND o.purpose IN (2, 3, 6) AND o.booked_on BETWEEN %(from_on)s AND %(until)s
) m
LEFT JOIN parties.company c ON c.company_id = m.other_id
WHERE (m.day, m.what, m.programme_id, m.item_id) > (%(after_day)s::date, %(after_what)s::text, %(after_programme_id)s::bigint,
    %(after_item_id)s::bigint)
ORDER BY m.day, m.what, m.programme_id, m.item_id LIMIT %(most)s;
