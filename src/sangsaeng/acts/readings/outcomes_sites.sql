-- name: list_sites
-- Sites the asker owns, runs the programme of, or was drawn for.
SELECT s.programme_id, s.site_id, s.company_id, c.name AS company, s.name, s.workplace_number, s.industry_code, s.region, s.headcount,
    s.hazards, s.state, encode(s.consent_digest, 'hex') AS consent_digest, s.consented_at, s.closed_on
FROM outcomes.site s JOIN parties.company c ON c.company_id = s.company_id
WHERE (s.programme_id, s.site_id) > (%(after_programme_id)s, %(after_site_id)s)
    AND (%(programme_id)s::int IS NULL OR s.programme_id = %(programme_id)s)
    AND (%(site_id)s::bigint IS NULL OR s.site_id = %(site_id)s)
ORDER BY s.programme_id, s.site_id LIMIT %(most)s;

-- name: list_draws
-- Draws of sites for awards, with everything they can be drawn again from.
SELECT e.programme_id, e.event_id, e.award_id, e.facts->>'seed' AS seed, e.facts->>'nonce' AS nonce,
    (e.facts->>'act_id')::bigint AS act_id, (e.facts->>'drawn_at')::timestamptz AS drawn_at, e.facts->'fitting' AS fitting,
    e.facts->'drawn' AS drawn
FROM outcomes.event e WHERE e.subject = 'award' AND e.to_state = 'sites_drawn'
    AND (e.programme_id, e.event_id) > (%(after_programme_id)s, %(after_event_id)s)
    AND (%(programme_id)s::int IS NULL OR e.programme_id = %(programme_id)s)
ORDER BY e.programme_id, e.event_id LIMIT %(most)s;

-- name: list_matches
-- Matches the asker has a part in; a site's company, which does not see the award, is told who was drawn.
SELECT m.programme_id, m.match_id, m.award_id, c.name AS supplier, m.site_id, s.name AS site, s.company_id, m.hazard, m.drawn_from,
    m.drawn_at, m.supplier_at, m.site_at, m.state, m.reason
FROM outcomes.match m JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
LEFT JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
LEFT JOIN parties.company c ON c.company_id = coalesce(a.supplier_id, outcomes.supplier_at(m.programme_id, m.match_id))
WHERE (m.programme_id, m.match_id) > (%(after_programme_id)s, %(after_match_id)s)
    AND (%(programme_id)s::int IS NULL OR m.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR m.award_id = %(award_id)s)
    AND (%(match_id)s::bigint IS NULL OR m.match_id = %(match_id)s)
    AND (%(site_id)s::bigint IS NULL OR m.site_id = %(site_id)s)
ORDER BY m.programme_id, m.match_id LIMIT %(most)s;

-- name: list_targets
-- Undertakings, version by version.
SELECT t.programme_id, t.award_id, t.version, t.state, t.text::jsonb AS target, encode(t.digest, 'hex') AS digest, t.proposed_at,
    t.decided_at,
    (SELECT e.facts->>'why' FROM outcomes.event e WHERE e.programme_id = t.programme_id AND e.subject = 'target'
        AND e.subject_id = t.award_id AND e.to_state = 'refused' AND (e.facts->>'version')::int = t.version) AS why
FROM outcomes.target t WHERE (t.programme_id, t.award_id, t.version) > (%(after_programme_id)s, %(after_award_id)s, %(after_version)s)
    AND (%(programme_id)s::int IS NULL OR t.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR t.award_id = %(award_id)s)
ORDER BY t.programme_id, t.award_id, t.version LIMIT %(most)s;

-- name: list_references
-- What targets are held against.
SELECT r.programme_id, r.stratum, r.metric, r.value::text AS value, r.source, r.set_at FROM outcomes.reference r
WHERE (r.programme_id, r.stratum, r.metric) > (%(after_programme_id)s, %(after_stratum)s, %(after_metric)s)
    AND (%(programme_id)s::int IS NULL OR r.programme_id = %(programme_id)s)
ORDER BY r.programme_id, r.stratum, r.metric LIMIT %(most)s;

-- name: list_baselines
-- How things stood before the works.
SELECT b.programme_id, b.match_id, m.award_id, b.metric, b.numerator::text AS numerator, b.denominator::text AS denominator, b.from_on,
    b.until_on, b.source, b.recorded_at, b.locked_at
FROM outcomes.baseline b JOIN outcomes.match m ON m.programme_id = b.programme_id AND m.match_id = b.match_id
WHERE (b.programme_id, b.match_id, b.metric) > (%(after_programme_id)s, %(after_match_id)s, %(after_metric)s)
    AND (%(programme_id)s::int IS NULL OR b.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR m.award_id = %(award_id)s)
    AND (%(match_id)s::bigint IS NULL OR b.match_id = %(match_id)s)
ORDER BY b.programme_id, b.match_id, b.metric LIMIT %(most)s;

-- name: list_hazards
-- Hazards and what became of them.
SELECT h.programme_id, h.match_id, m.award_id, h.hazard_no, h.kind, h.risk_before, h.risk_after, h.abated_on
FROM outcomes.hazard h JOIN outcomes.match m ON m.programme_id = h.programme_id AND m.match_id = h.match_id
WHERE (h.programme_id, h.match_id, h.hazard_no) > (%(after_programme_id)s, %(after_match_id)s, %(after_hazard_no)s)
    AND (%(programme_id)s::int IS NULL OR h.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR m.award_id = %(award_id)s)
    AND (%(match_id)s::bigint IS NULL OR h.match_id = %(match_id)s)
ORDER BY h.programme_id, h.match_id, h.hazard_no LIMIT %(most)s;

-- name: list_agreements
-- Agreements with their frozen rules.
SELECT a.programme_id, a.award_id, a.rule_version, a.rule_text, encode(a.rule_digest, 'hex') AS rule_digest, a.highest_won,
    a.bond_reference, a.bond_won, a.advance_won, a.reason, a.signed_at
FROM outcomes.agreement a
WHERE (a.programme_id, a.award_id, a.rule_version) > (%(after_programme_id)s, %(after_award_id)s, %(after_rule_version)s)
    AND (%(programme_id)s::int IS NULL OR a.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR a.award_id = %(award_id)s)
ORDER BY a.programme_id, a.award_id, a.rule_version LIMIT %(most)s;
