-- name: list_movements
-- What moved for the asker in a span of days, the earliest first. What is paid is found as in list_paid_to_me.
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
    SELECT r.issued_on, 'passed_on', r.programme_id, r.receivable_id, CASE WHEN r.issuer_id = %(me)s THEN r.parent_id END, r.holder_id, 0, r.face_won, 0
    FROM receivables.receivable r WHERE r.issuer_id = %(me)s AND r.parent_id IS NOT NULL AND r.issued_on BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT r.cancelled_on, 'passed_back', r.programme_id, r.receivable_id, CASE WHEN r.issuer_id = %(me)s THEN r.parent_id END, r.holder_id, r.face_won, 0, 0
    FROM receivables.receivable r WHERE r.issuer_id = %(me)s AND r.parent_id IS NOT NULL AND r.cancelled_on BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT s.sold_on, 'sold', s.programme_id, s.sale_id, s.receivable_id, p.institution_id, 0, s.amount_won, 0
    FROM early_payment.sale s JOIN programmes.programme p ON p.programme_id = s.programme_id
    WHERE s.seller_id = %(me)s AND s.cancelled_at IS NULL AND s.sold_on BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT o.booked_on, CASE WHEN r.holder_id = %(me)s THEN 'paid' ELSE 'unclaimed' END, o.programme_id, o.source_id, o.source_id, p.buyer_id,
        0, o.amount_won, o.amount_won
    FROM receivables.receivable r JOIN programmes.programme p ON p.programme_id = r.programme_id
    JOIN payouts.payout o ON o.programme_id = r.programme_id AND o.purpose = 1 AND o.source_id = r.receivable_id AND o.payee_id = %(me)s
    WHERE r.matures_on <= %(until)s AND (r.holder_id = %(me)s OR (r.issuer_id = %(me)s AND r.cancel_reason = 'unclaimed_parked'))
        AND o.booked_on BETWEEN %(from_on)s AND %(until)s
    UNION ALL
    SELECT o.booked_on, n.what, o.programme_id, o.source_id, NULL, coalesce(p.institution_id, y.payer_id), 0, 0, o.amount_won
    FROM payouts.payout o JOIN unnest(%(purposes)s::int[], %(whats)s::text[]) n(purpose, what) ON n.purpose = o.purpose
    LEFT JOIN programmes.programme p ON p.programme_id = o.programme_id
    LEFT JOIN outcomes.programme y ON y.programme_id = o.programme_id
    WHERE o.payee_id = %(me)s AND o.purpose <> 1 AND o.booked_on BETWEEN %(from_on)s AND %(until)s
) m
LEFT JOIN parties.company c ON c.company_id = m.other_id
WHERE (m.day, m.what, m.programme_id, m.item_id) > (%(after_day)s::date, %(after_what)s::text, %(after_programme_id)s::bigint,
    %(after_item_id)s::bigint)
ORDER BY m.day, m.what, m.programme_id, m.item_id LIMIT %(most)s;
