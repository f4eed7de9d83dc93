-- name: add_own_account
-- One of the scheme's own bank accounts.
INSERT INTO programmes.own_account (own_account_id, purpose, owner_id, bank_code, account_number, name)
VALUES (%(own_account_id)s, %(purpose)s, %(owner_id)s, %(bank_code)s, %(account_number)s, %(name)s);

-- name: list_own_accounts
-- All of the scheme's own bank accounts.
SELECT own_account_id, purpose, owner_id, bank_code, account_number, name
FROM programmes.own_account ORDER BY own_account_id;

-- name: add_programme
-- A new agreement.
INSERT INTO programmes.programme (programme_id, buyer_id, institution_id, foundation_id, variant, default_policy,
    max_tier, opened_on, ends_on, claim_days, settlement_account_id, deposit_account_id, operating_account_id)
VALUES (%(programme_id)s, %(buyer_id)s, %(institution_id)s, %(foundation_id)s, %(variant)s, %(default_policy)s,
    %(max_tier)s, %(opened_on)s, %(ends_on)s, %(claim_days)s, %(settlement_account_id)s, %(deposit_account_id)s,
    %(operating_account_id)s);

-- name: get_programme
-- One agreement.
SELECT programme_id, buyer_id, institution_id, foundation_id, variant, default_policy, max_tier, opened_on, ends_on,
    claim_days, settlement_account_id, deposit_account_id, operating_account_id
FROM programmes.programme WHERE programme_id = %(programme_id)s;

-- name: list_programmes
-- Every agreement with the names of its parties.
SELECT p.programme_id, b.name AS buyer, i.name AS institution, p.variant, p.default_policy, p.max_tier, p.opened_on, p.ends_on
FROM programmes.programme p JOIN parties.company b ON b.company_id = p.buyer_id
JOIN parties.company i ON i.company_id = p.institution_id ORDER BY p.programme_id;

-- name: next_programme_id
-- The next programme's number.
SELECT coalesce(max(programme_id), 0) + 1 AS next_id FROM programmes.programme;

-- name: next_own_account_id
-- The next own account's number.
SELECT coalesce(max(own_account_id), 0) + 1 AS next_id FROM programmes.own_account;

-- name: add_terms
-- Terms from a day on.
INSERT INTO programmes.terms (programme_id, terms_id, in_force_from, early_payment_rate_annual,
    deposit_incentive_rate_annual, rounding, refund_owner, max_partial_sales)
VALUES (%(programme_id)s, %(terms_id)s, %(in_force_from)s, %(early_payment_rate_annual)s,
    %(deposit_incentive_rate_annual)s, %(rounding)s, %(refund_owner)s, %(max_partial_sales)s);

-- name: terms_on
-- The terms in force on a day.
SELECT terms_id, in_force_from, early_payment_rate_annual, deposit_incentive_rate_annual, rounding, refund_owner,
    max_partial_sales
FROM programmes.terms WHERE programme_id = %(programme_id)s AND in_force_from <= %(day)s
ORDER BY in_force_from DESC LIMIT 1;

-- name: get_terms
-- Terms by their number.
SELECT terms_id, in_force_from, early_payment_rate_annual, deposit_incentive_rate_annual, rounding, refund_owner,
    max_partial_sales
FROM programmes.terms WHERE programme_id = %(programme_id)s AND terms_id = %(terms_id)s;

-- name: standing_on
-- A buyer's newest standing on a day.
SELECT standing, since, until FROM programmes.buyer_standing
WHERE buyer_id = %(buyer_id)s AND since <= %(day)s ORDER BY since DESC, item_id DESC LIMIT 1;

-- name: add_standing
-- A change of a buyer's standing.
INSERT INTO programmes.buyer_standing (buyer_id, since, until, standing, reason, item_id)
VALUES (%(buyer_id)s, %(since)s, %(until)s, %(standing)s, %(reason)s, %(item_id)s);

-- name: list_closed_days
-- Closed days added by operators.
SELECT day FROM programmes.closed_day ORDER BY day;

-- name: add_closed_day
-- A closed day that no one knew when the year's calendar was made.
INSERT INTO programmes.closed_day (day, reason) VALUES (%(day)s, %(reason)s) ON CONFLICT DO NOTHING;
