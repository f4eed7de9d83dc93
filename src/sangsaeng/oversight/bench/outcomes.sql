-- name: fill_outcome_sides
-- The administrator, the payer, the verifier, one company for all sites, and the suppliers.
INSERT INTO parties.company (company_id, business_number, name, size, joined_on)
SELECT 1000 + g, n.nine || (10 - (substr(n.nine, 1, 1)::int + substr(n.nine, 2, 1)::int * 3 + substr(n.nine, 3, 1)::int * 7
    + substr(n.nine, 4, 1)::int + substr(n.nine, 5, 1)::int * 3 + substr(n.nine, 6, 1)::int * 7 + substr(n.nine, 7, 1)::int
    + substr(n.nine, 8, 1)::int * 3 + substr(n.nine, 9, 1)::int * 5 + substr(n.nine, 9, 1)::int * 5 / 10) %% 10) %% 10,
    'bench ' || g, 'small', %(day)s
FROM generate_series(1, 4 + %(suppliers)s) g
CROSS JOIN LATERAL (SELECT lpad((100000000 + g * 37)::text, 9, '0') AS nine) n;

-- name: fill_outcome_programme
-- A programme observed for twelve months and claimed once.
WITH own AS (
    INSERT INTO programmes.own_account (own_account_id, purpose, owner_id, bank_code, account_number, name)
    VALUES (1, 'outcomes', 1002, '218', '90000000001', 'bench')
), programme AS (
    INSERT INTO outcomes.programme (programme_id, administrator_id, payer_id, own_account_id, name_ko, name_en, budget_won, running_won,
        call, rules, opens_at, closes_at, state)
    VALUES (%(programme_id)s, 1001, 1002, 1, 'bench', 'bench', 7000000000, 100000000, %(call)s, %(rules)s, %(at)s - interval '500 days',
        %(at)s - interval '450 days', 'closed')
)
INSERT INTO outcomes.period VALUES (%(programme_id)s, 1, %(day)s::date, (%(day)s::date + interval '1 year - 1 day')::date,
    (%(day)s::date + interval '13 months')::date, 1);

-- name: fill_outcome_awards
-- An award a supplier, under the same rule.
WITH one AS (SELECT g AS award_id, 1004 + g AS supplier_id FROM generate_series(1, %(suppliers)s) g
), application AS (
    INSERT INTO outcomes.application (programme_id, application_id, supplier_id, plan, stage1_won, success_won, state, submitted_at)
    SELECT %(programme_id)s, award_id, supplier_id, '{}', 80000000, 60000000, 'funded', %(at)s FROM one
), award AS (
    INSERT INTO outcomes.award (programme_id, award_id, supplier_id, instrument, stage1_won, success_cap_won, state, awarded_at)
    SELECT %(programme_id)s, award_id, supplier_id, 'grant', 80000000, 60000000, 'accepted', %(at)s FROM one
), reserve AS (
    INSERT INTO outcomes.reserve (programme_id, award_id, part, reserved_won)
    SELECT %(programme_id)s, award_id, p.part, p.won FROM one CROSS JOIN (VALUES ('stage1', 80000000), ('success', 60000000)) p(part, won)
)
INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text, rule_digest, highest_won, advance_won, signed_at)
SELECT %(programme_id)s, award_id, 1, %(rule_text)s, sha256(convert_to(%(rule_text)s, 'UTF8')), 60000000, 0, %(day)s FROM one;

-- name: fill_outcome_sites
-- Sites dealt to the awards one by one, each with its baselines and a file.
WITH one AS (SELECT g AS match_id, 1 + (g - 1) %% %(suppliers)s AS award_id FROM generate_series(1, %(sites)s) g
), site AS (
    INSERT INTO outcomes.site (programme_id, site_id, company_id, name, workplace_number, industry_code, region, headcount, hazards)
    SELECT %(programme_id)s, match_id, 1004, 'site', lpad(match_id::text, 11, '0'), 'C29', 'Incheon', 20, '{caught_in}' FROM one
), match AS (
    INSERT INTO outcomes.match (programme_id, match_id, award_id, site_id, hazard, drawn_from, seed, drawn_at, supplier_at, site_at, state)
    SELECT %(programme_id)s, match_id, award_id, match_id, 'caught_in', %(sites)s, '', %(day)s, %(day)s, %(day)s, 'accepted' FROM one
), baseline AS (
    INSERT INTO outcomes.baseline SELECT %(programme_id)s, match_id, m.metric, 10, 100, %(day)s::date - 365, %(day)s::date, 'visit',
        %(day)s, %(day)s FROM one CROSS JOIN unnest(%(metrics)s::text[]) m(metric)
), file AS (
    INSERT INTO outcomes.evidence_file VALUES (sha256('bench'), 'bench')
)
INSERT INTO outcomes.evidence (programme_id, evidence_id, match_id, kind, sha256, size_bytes, media_type, taken_at, company_id, added_at)
SELECT %(programme_id)s, match_id, match_id, 'photo_after', sha256('bench'), 5, 'image/jpeg', %(day)s::timestamptz + interval '90 days',
    1004, %(day)s::timestamptz + interval '90 days' FROM one;

-- name: fill_outcome_observations
-- Twelve months of every metric at every site.
INSERT INTO outcomes.observation
SELECT %(programme_id)s, g, m.metric, (%(day)s::date + make_interval(months => k))::date, 1, 90 + (g * 7 + k) %% 10, 100, 20, 'device', %(at)s
FROM generate_series(1, %(sites)s) g CROSS JOIN unnest(%(metrics)s::text[]) m(metric) CROSS JOIN generate_series(0, 11) k;

-- name: fill_outcome_claims
-- A claim an award, its sample and what was found at it.
WITH line AS (
    SELECT x.award_id, x.match_id, jsonb_build_object('match_id', x.match_id, 'metric', m.metric, 'denominator', '100',
        'numerator', (93 + x.match_id %% 7)::text) AS claimed, jsonb_build_object('match_id', x.match_id, 'metric', m.metric,
        'denominator', '100', 'numerator', (92 + x.match_id %% 7)::text, 'visited_on', %(at)s::date, 'reason', '') AS found
    FROM outcomes.match x CROSS JOIN unnest(%(metrics)s::text[]) m(metric) WHERE x.programme_id = %(programme_id)s
), claim AS (
    INSERT INTO outcomes.claim (programme_id, claim_id, award_id, period_no, lines, digest, state, submitted_at)
    SELECT %(programme_id)s, award_id, award_id, 1, jsonb_agg(claimed ORDER BY match_id), sha256(''), 'verified', %(at)s
    FROM line GROUP BY award_id
)
INSERT INTO outcomes.verification (programme_id, claim_id, verifier_id, nonce, seed, drawn, drawn_from, drawn_at, found, error_share,
    duties_met, fee_won, reported_at)
SELECT %(programme_id)s, award_id, 1003, '', '', jsonb_agg(DISTINCT match_id), 1, %(at)s, jsonb_agg(found), 0, true, 0, %(at)s
FROM line WHERE match_id / %(suppliers)s %% 5 = 0 GROUP BY award_id;

-- name: outcome_statistics
-- What is read is planned for as it would be in a book that has lived.
ANALYZE;

-- name: outcome_determinations
-- What was determined, as it stands.
SELECT determination_id FROM outcomes.determination WHERE programme_id = %(programme_id)s ORDER BY determination_id;
