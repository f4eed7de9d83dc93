-- name: prove_g8_purchases
-- Sale by sale: price and interest = those of its purchases. Each purchase is of a sale, of that sale's receivable and day, and paid by
-- who may pay it: a facility to purchase of that programme from its provider's own account, or the programme's deposit account.
SELECT coalesce(sum(s.interest_won), 0)::bigint AS left_won, coalesce(sum(b.interest_won), 0)::bigint AS right_won,
    count(*) FILTER (WHERE s.amount_won IS DISTINCT FROM b.amount_won OR s.interest_won IS DISTINCT FROM b.interest_won
        OR b.least_receivable_id IS DISTINCT FROM s.receivable_id OR b.most_receivable_id IS DISTINCT FROM s.receivable_id
        OR b.least_day IS DISTINCT FROM s.sold_on OR b.most_day IS DISTINCT FROM s.sold_on
        OR b.some_from_deposit IS DISTINCT FROM s.from_deposit OR b.all_from_deposit IS DISTINCT FROM s.from_deposit)
    -- Payers are few: each is looked at once, however much it bought.
    + (SELECT count(*) FROM (SELECT DISTINCT programme_id, from_deposit, facility_id, own_account_id FROM ledger.purchase) p
        LEFT JOIN programmes.programme g ON g.programme_id = p.programme_id
        LEFT JOIN programmes.facility f ON f.facility_id = p.facility_id AND f.programme_id = p.programme_id AND f.kind = 'purchase'
        LEFT JOIN programmes.own_account o ON o.own_account_id = p.own_account_id
        WHERE CASE WHEN p.from_deposit THEN p.facility_id IS NOT NULL OR p.own_account_id IS DISTINCT FROM g.deposit_account_id
            ELSE p.own_account_id IS DISTINCT FROM f.own_account_id OR o.owner_id IS DISTINCT FROM f.provider_id
                OR NOT (o.purpose = 'funding' OR (f.provider_id = g.institution_id AND o.own_account_id = g.operating_account_id)) END) AS wrong
FROM early_payment.sale s
FULL JOIN (SELECT programme_id, sale_id, sum(amount_won) AS amount_won, sum(interest_won) AS interest_won,
        min(receivable_id) AS least_receivable_id, max(receivable_id) AS most_receivable_id, min(booked_on) AS least_day, max(booked_on) AS most_day,
        bool_or(from_deposit) AS some_from_deposit, bool_and(from_deposit) AS all_from_deposit
    FROM ledger.purchase GROUP BY 1, 2) b
    ON b.programme_id = s.programme_id AND b.sale_id = s.sale_id;

-- name: prove_g9_facility_changes
-- Facility by facility: limit, end and least rate = what its newest recorded change set them to.
SELECT coalesce(sum(f.limit_won), 0) AS left_won, coalesce(sum(c.limit_won), 0) AS right_won,
    count(*) FILTER (WHERE f.limit_won IS DISTINCT FROM c.limit_won OR f.ends_on IS DISTINCT FROM c.ends_on
        OR f.least_rate_annual IS DISTINCT FROM c.least_rate_annual) AS wrong
FROM programmes.facility f
LEFT JOIN (SELECT DISTINCT ON (facility_id) facility_id, limit_won, ends_on, least_rate_annual
    FROM programmes.facility_change ORDER BY facility_id, item_id DESC) c ON c.facility_id = f.facility_id;
