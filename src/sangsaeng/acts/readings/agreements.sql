-- name: list_my_programmes
-- The agreements the asker takes part in, with who stands in them.
SELECT p.programme_id, b.name AS buyer, b.business_number AS buyer_number, i.name AS institution, f.name AS foundation, p.variant,
    p.default_policy, p.max_tier, p.claim_days, p.opened_on, p.ends_on, p.insolvent_may_pass_on,
    CASE %(me)s WHEN p.institution_id THEN 'institution' WHEN p.foundation_id THEN 'foundation' WHEN p.buyer_id THEN 'buyer'
        ELSE 'participant' END AS my_part
FROM programmes.programme p
JOIN parties.company b ON b.company_id = p.buyer_id
JOIN parties.company i ON i.company_id = p.institution_id
JOIN parties.company f ON f.company_id = p.foundation_id
WHERE p.programme_id > %(after_programme_id)s::int AND (%(me)s IN (p.buyer_id, p.institution_id, p.foundation_id)
    OR p.programme_id IN (SELECT t.programme_id FROM programmes.participant t WHERE t.company_id = %(me)s))
    AND (%(programme_id)s::int IS NULL OR p.programme_id = %(programme_id)s)
    AND (%(my_part)s::text IS NULL OR %(my_part)s = CASE %(me)s WHEN p.institution_id THEN 'institution'
        WHEN p.foundation_id THEN 'foundation' WHEN p.buyer_id THEN 'buyer' ELSE 'participant' END)
ORDER BY p.programme_id LIMIT %(most)s;

-- name: list_terms_of
-- The terms of an agreement the asker takes part in, the newest first.
SELECT t.programme_id, t.terms_id, t.in_force_from, t.early_payment_rate_annual, t.deposit_incentive_rate_annual, t.rounding, t.refund_owner,
    t.max_partial_sales, t.follows_base_rate, t.tenor_from_days, t.tenor_add_annual, t.system_fee_rate_annual, t.auction, t.quote_valid_minutes,
    t.cut_off_at
FROM programmes.terms t JOIN programmes.programme p ON p.programme_id = t.programme_id
WHERE t.programme_id = %(programme_id)s AND t.terms_id < %(after_terms_id)s::bigint
    AND (%(me)s IN (p.buyer_id, p.institution_id, p.foundation_id)
        OR p.programme_id IN (SELECT x.programme_id FROM programmes.participant x WHERE x.company_id = %(me)s))
ORDER BY t.terms_id DESC LIMIT %(most)s;

-- name: list_added_closed_days
-- Closed days that operators added, with why.
SELECT d.day, d.reason FROM programmes.closed_day d WHERE d.day BETWEEN %(from_on)s AND %(until)s ORDER BY d.day;

-- name: list_added_base_rates
-- Base rates that operators added, with why.
SELECT b.since, b.rate_annual, b.reason FROM programmes.base_rate b ORDER BY b.since;

-- name: list_my_own_accounts
-- The scheme's accounts that are the asker's or that programmes it runs work with.
SELECT a.own_account_id, a.purpose, c.name AS owner, a.bank_code, a.name,
    CASE WHEN a.owner_id = %(me)s THEN a.account_number ELSE repeat('*', greatest(length(a.account_number) - 4, 0)) || right(a.account_number, 4) END
        AS account_number
FROM programmes.own_account a LEFT JOIN parties.company c ON c.company_id = a.owner_id
WHERE a.own_account_id > %(after_own_account_id)s::int AND a.own_account_id = ANY ((SELECT programmes.my_accounts())::int[])
    AND (%(own_account_id)s::int IS NULL OR a.own_account_id = %(own_account_id)s)
ORDER BY a.own_account_id LIMIT %(most)s;

-- name: list_my_consents
-- In which programmes the asker lets the buyer see its name: the newest word of each.
SELECT DISTINCT ON (n.programme_id) n.programme_id, n.given, n.since FROM programmes.name_consent n
WHERE n.company_id = %(me)s ORDER BY n.programme_id, n.item_id DESC;

-- name: list_my_withholding
-- From which days tax is withheld from a programme's flows, or is not.
SELECT w.programme_id, w.flow, w.since, w.withheld FROM programmes.withholding w
JOIN programmes.programme p ON p.programme_id = w.programme_id
WHERE w.programme_id = %(programme_id)s AND (%(me)s IN (p.buyer_id, p.institution_id, p.foundation_id)
    OR p.programme_id IN (SELECT x.programme_id FROM programmes.participant x WHERE x.company_id = %(me)s))
ORDER BY w.since, w.flow;
