-- name: add_site
-- A workplace that asks to be improved.
INSERT INTO outcomes.site (programme_id, site_id, company_id, name, workplace_number, industry_code, region, headcount, hazards)
VALUES (%(programme_id)s, %(site_id)s, %(company_id)s, %(name)s, %(workplace_number)s, %(industry_code)s, %(region)s, %(headcount)s,
    %(hazards)s);

-- name: is_site_registered
-- Whether a workplace number is in the programme already.
SELECT EXISTS (SELECT FROM outcomes.site WHERE programme_id = %(programme_id)s AND workplace_number = %(workplace_number)s) AS yes;

-- name: get_site
-- A site.
SELECT programme_id, site_id, company_id, name, workplace_number, industry_code, region, headcount, hazards, state, consent_digest,
    consented_at, closed_on
FROM outcomes.site WHERE programme_id = %(programme_id)s AND site_id = %(site_id)s;

-- name: hold_site
-- One change of a site at a time.
SELECT FROM outcomes.site WHERE programme_id = %(programme_id)s AND site_id = %(site_id)s FOR UPDATE;

-- name: consent_site
-- The owner and the workers' representative signed one text.
UPDATE outcomes.site SET state = 'consented', consent_digest = %(digest)s, owner_person_id = %(owner)s, worker_person_id = %(worker)s,
    consented_at = %(at)s
WHERE programme_id = %(programme_id)s AND site_id = %(site_id)s;

-- name: end_site
-- A site closed, or takes part no more.
UPDATE outcomes.site SET state = %(state)s, closed_on = %(closed_on)s WHERE programme_id = %(programme_id)s AND site_id = %(site_id)s;

-- name: list_standing_matches
-- What a site is drawn for and has not ended.
SELECT match_id FROM outcomes.match WHERE programme_id = %(programme_id)s AND site_id = %(site_id)s
    AND state NOT IN ('refused', 'left', 'closed') ORDER BY match_id;

-- name: list_evidence_of_site
-- Which of these files are about a site.
SELECT e.evidence_id FROM outcomes.evidence e
JOIN outcomes.match m ON m.programme_id = e.programme_id AND m.match_id = e.match_id
WHERE e.programme_id = %(programme_id)s AND m.site_id = %(site_id)s AND e.evidence_id = ANY(%(evidence_ids)s::bigint[]);
