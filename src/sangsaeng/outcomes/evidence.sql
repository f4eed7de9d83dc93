-- name: add_evidence_file
-- A file's bytes, once, however often it is handed in.
INSERT INTO outcomes.evidence_file (sha256, content) VALUES (%(sha256)s, %(content)s) ON CONFLICT DO NOTHING;

-- name: add_evidence
-- A file with where it comes from.
INSERT INTO outcomes.evidence (programme_id, evidence_id, award_id, match_id, kind, sha256, size_bytes, media_type, taken_at, latitude,
    longitude, device, company_id, person_id, added_at, late)
VALUES (%(programme_id)s, %(evidence_id)s, %(award_id)s, %(match_id)s, %(kind)s, %(sha256)s, %(size_bytes)s, %(media_type)s, %(taken_at)s,
    %(latitude)s, %(longitude)s, %(device)s, %(company_id)s, %(person_id)s, %(at)s, %(late)s);

-- name: is_file_used
-- Whether a file was handed in before, by anybody.
SELECT EXISTS (SELECT FROM outcomes.evidence WHERE sha256 = %(sha256)s) AS yes;

-- name: installed_on_of
-- When the works at a match were done.
SELECT installed_on FROM outcomes.works WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s;

-- name: periods_of
-- When results are observed and claimed.
SELECT period_no, observed_from, observed_until, claim_until FROM outcomes.period WHERE programme_id = %(programme_id)s ORDER BY period_no;

-- name: evidence_named
-- Files that a company handed in for a match.
SELECT evidence_id, kind, late FROM outcomes.evidence WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s
    AND company_id = %(company_id)s AND evidence_id = ANY(%(evidence_ids)s::bigint[]);
