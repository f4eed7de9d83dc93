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
    max_tier, opened_on, ends_on, claim_days, settlement_account_id, deposit_account_id, operating_account_id, insolvent_may_pass_on)
VALUES (%(programme_id)s, %(buyer_id)s, %(institution_id)s, %(foundation_id)s, %(variant)s, %(default_policy)s,
    %(max_tier)s, %(opened_on)s, %(ends_on)s, %(claim_days)s, %(settlement_account_id)s, %(deposit_account_id)s,
    %(operating_account_id)s, %(insolvent_may_pass_on)s);

-- name: get_programme
-- One agreement.
SELECT programme_id, buyer_id, institution_id, foundation_id, variant, default_policy, max_tier, opened_on, ends_on,
    claim_days, settlement_account_id, deposit_account_id, operating_account_id, insolvent_may_pass_on
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
    deposit_incentive_rate_annual, rounding, refund_owner, max_partial_sales, follows_base_rate, tenor_from_days,
    tenor_add_annual, system_fee_rate_annual, auction, quote_valid_minutes, cut_off_at)
VALUES (%(programme_id)s, %(terms_id)s, %(in_force_from)s, %(early_payment_rate_annual)s,
    %(deposit_incentive_rate_annual)s, %(rounding)s, %(refund_owner)s, %(max_partial_sales)s, %(follows_base_rate)s,
    %(tenor_from_days)s::int[], %(tenor_add_annual)s::numeric[], %(system_fee_rate_annual)s, %(auction)s,
    %(quote_valid_minutes)s, %(cut_off_at)s);

-- name: terms_on
-- The terms in force on a day.
SELECT terms_id, in_force_from, early_payment_rate_annual, deposit_incentive_rate_annual, rounding, refund_owner,
    max_partial_sales, follows_base_rate, tenor_from_days, tenor_add_annual, system_fee_rate_annual, auction,
    quote_valid_minutes, cut_off_at
FROM programmes.terms WHERE programme_id = %(programme_id)s AND in_force_from <= %(day)s
ORDER BY in_force_from DESC LIMIT 1;

-- name: get_terms
-- Terms by their number.
SELECT terms_id, in_force_from, early_payment_rate_annual, deposit_incentive_rate_annual, rounding, refund_owner,
    max_partial_sales, follows_base_rate, tenor_from_days, tenor_add_annual, system_fee_rate_annual, auction,
    quote_valid_minutes, cut_off_at
FROM programmes.terms WHERE programme_id = %(programme_id)s AND terms_id = %(terms_id)s;

-- name: list_suspensions
-- A buyer's suspensions in force on a day.
SELECT s.since, s.until, s.reason FROM programmes.suspensions_on(%(buyer_id)s, %(day)s) s
ORDER BY s.since, s.item_id;

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

-- name: next_facility_id
-- The next facility's number; two that are set up at once never get the same.
SELECT nextval('programmes.facility_number') AS next_id;

-- name: add_facility
-- A provider stands ready for a buyer.
INSERT INTO programmes.facility (facility_id, kind, provider_id, buyer_id, programme_id, own_account_id, least_rate_annual,
    limit_won, from_on, ends_on)
VALUES (%(facility_id)s, %(kind)s, %(provider_id)s, %(buyer_id)s, %(programme_id)s, %(own_account_id)s, %(least_rate_annual)s,
    %(limit_won)s, %(from_on)s, %(ends_on)s) ON CONFLICT ON CONSTRAINT one_facility DO NOTHING;

-- name: list_programmes_of_buyer
-- A buyer's programmes, in the order their gates are taken.
SELECT programme_id FROM programmes.programme WHERE buyer_id = %(buyer_id)s ORDER BY programme_id;

-- name: change_facility
-- Another limit, end or least rate; what is promised stands.
UPDATE programmes.facility SET limit_won = %(limit_won)s, ends_on = %(ends_on)s, least_rate_annual = %(least_rate_annual)s
WHERE facility_id = %(facility_id)s;

-- name: add_facility_change
-- What a facility was set to, and when.
INSERT INTO programmes.facility_change (facility_id, item_id, changed_on, limit_won, ends_on, least_rate_annual)
VALUES (%(facility_id)s, nextval('ledger.item'), %(day)s, %(limit_won)s, %(ends_on)s, %(least_rate_annual)s);

-- name: lock_facility
-- One facility, locked for change.
SELECT facility_id, kind, provider_id, buyer_id, programme_id, own_account_id, least_rate_annual, limit_won, from_on, ends_on,
    blocked_won, used_won
FROM programmes.facility WHERE facility_id = %(facility_id)s FOR UPDATE;

-- name: list_facilities
-- Facilities of a buyer or a programme or all, in the order they were set up.
SELECT facility_id, kind, provider_id, buyer_id, programme_id, own_account_id, least_rate_annual, limit_won, from_on, ends_on,
    blocked_won, used_won
FROM programmes.facility
WHERE (%(buyer_id)s::bigint IS NULL OR buyer_id = %(buyer_id)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s)
    AND (%(programme_id)s::int IS NULL OR programme_id IS NULL OR programme_id = %(programme_id)s)
ORDER BY facility_id;

-- name: list_open_to
-- A programme's own facilities of a kind and their providers' caps on its buyer, for a sale that looks before it locks.
SELECT facility_id, kind, provider_id, buyer_id, programme_id, own_account_id, least_rate_annual, limit_won, from_on, ends_on,
    blocked_won, used_won
FROM programmes.facility
WHERE buyer_id = %(buyer_id)s AND kind = %(kind)s AND (programme_id IS NULL OR programme_id = %(programme_id)s)
ORDER BY facility_id;

-- name: lock_facilities
-- What could take a new promise of programmes: their own facilities and their providers' caps on the buyers, in one order.
SELECT facility_id, kind, provider_id, buyer_id, programme_id, own_account_id, least_rate_annual, limit_won, from_on, ends_on,
    blocked_won, used_won
FROM programmes.facility
WHERE kind = %(kind)s AND (programme_id IS NULL OR programme_id = ANY(%(programme_ids)s::int[]))
    AND buyer_id IN (SELECT p.buyer_id FROM programmes.programme p WHERE p.programme_id = ANY(%(programme_ids)s::int[]))
ORDER BY facility_id FOR UPDATE;

-- name: lock_numbers
-- Facilities about to move, in the order of their numbers.
SELECT facility_id FROM programmes.facility WHERE facility_id = ANY(%(facility_ids)s::int[]) ORDER BY facility_id FOR UPDATE;

-- name: move_facilities
-- Block, use and release: what is blocked and used changes by so much; the limit is a trigger.
UPDATE programmes.facility f SET blocked_won = f.blocked_won + n.blocked_won, used_won = f.used_won + n.used_won
FROM (SELECT facility_id, sum(blocked_won)::bigint AS blocked_won, sum(used_won)::bigint AS used_won
      FROM unnest(%(facility_id)s::int[], %(blocked_won)s::bigint[], %(used_won)s::bigint[]) AS x(facility_id, blocked_won, used_won)
      GROUP BY facility_id) n
WHERE f.facility_id = n.facility_id;

-- name: list_caps
-- The caps over all programmes that stand above facilities of programmes: which one above which.
SELECT f.facility_id, cap.facility_id AS cap_id
FROM programmes.facility f JOIN programmes.facility cap ON cap.kind = f.kind AND cap.provider_id = f.provider_id
    AND cap.buyer_id = f.buyer_id AND cap.programme_id IS NULL
WHERE f.facility_id = ANY(%(facility_ids)s::int[]) AND f.programme_id IS NOT NULL;

-- name: base_rate_since
-- The newest base rate operators added up to a day.
SELECT since, rate_annual FROM programmes.base_rate WHERE since <= %(day)s ORDER BY since DESC LIMIT 1;

-- name: add_base_rate
-- A base rate that became known after the release.
INSERT INTO programmes.base_rate (since, rate_annual, reason) VALUES (%(since)s, %(rate_annual)s, %(reason)s)
ON CONFLICT DO NOTHING;

-- name: add_withholding
-- From a day on, tax is withheld from a flow, or no longer.
INSERT INTO programmes.withholding (programme_id, flow, since, withheld)
VALUES (%(programme_id)s, %(flow)s, %(since)s, %(withheld)s) ON CONFLICT DO NOTHING;

-- name: withheld_since
-- What was entered for a flow of a programme from a day on.
SELECT withheld FROM programmes.withholding WHERE programme_id = %(programme_id)s AND flow = %(flow)s AND since = %(since)s;

-- name: list_withholding_programmes
-- The programmes that withhold tax from a flow on a day: for each, what was entered last.
SELECT programme_id FROM (SELECT DISTINCT ON (programme_id) programme_id, withheld FROM programmes.withholding
    WHERE flow = %(flow)s AND since <= %(day)s ORDER BY programme_id, since DESC) newest
WHERE withheld ORDER BY programme_id;

-- name: list_withheld
-- Tax withheld in a programme in a period, each as it was booked: the flow, whose income it was, how much.
SELECT CASE WHEN l.kind = %(refund_kind)s THEN 'interest_refund' ELSE 'deposit_incentive' END AS flow,
    c.business_number, c.name, l.booked_on, l.amount_won
FROM ledger.line l JOIN parties.company c ON c.company_id = ledger.owner_of(l.debit)
WHERE l.programme_id = %(programme_id)s AND l.kind = ANY(%(kinds)s::int[]) AND l.booked_on BETWEEN %(first_day)s AND %(last_day)s
ORDER BY l.booked_on, c.business_number, l.item_id;
