-- name: list_works
-- Works at sites, with the devices installed there.
SELECT w.programme_id, w.match_id, m.award_id, w.invoice_number, w.invoice_won, w.transfer_reference, w.cost_won, w.installed_on,
    w.submitted_at, w.accepted_at,
    coalesce((SELECT jsonb_agg(jsonb_build_object('maker', s.maker, 'model', s.model, 'serial', s.serial, 'price_won', s.price_won)
        ORDER BY s.maker, s.serial) FROM outcomes.serial s WHERE s.programme_id = w.programme_id AND s.match_id = w.match_id), '[]') AS devices
FROM outcomes.works w JOIN outcomes.match m ON m.programme_id = w.programme_id AND m.match_id = w.match_id
WHERE (w.programme_id, w.match_id) > (%(after_programme_id)s, %(after_match_id)s)
    AND (%(programme_id)s::int IS NULL OR w.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR m.award_id = %(award_id)s)
    AND (%(match_id)s::bigint IS NULL OR w.match_id = %(match_id)s)
ORDER BY w.programme_id, w.match_id LIMIT %(most)s;

-- name: list_subsidised
-- Devices that other subsidies pay for.
SELECT s.maker, s.serial, s.model, s.scheme, s.reference, s.taken_at FROM outcomes.serial s
WHERE s.scheme <> 'outcomes' AND (s.maker, s.serial) > (%(after_maker)s, %(after_serial)s) ORDER BY s.maker, s.serial LIMIT %(most)s;

-- name: list_observations
-- Months of sites; the last version of each, and how many there were.
SELECT o.programme_id, o.match_id, m.award_id, o.metric, o.month, o.version, o.numerator::text AS numerator,
    o.denominator::text AS denominator, o.headcount, o.source, o.recorded_at
FROM outcomes.observation o JOIN outcomes.match m ON m.programme_id = o.programme_id AND m.match_id = o.match_id
WHERE (o.programme_id, o.match_id, o.metric, o.month) > (%(after_programme_id)s, %(after_match_id)s, %(after_metric)s, %(after_month)s)
    AND (%(programme_id)s::int IS NULL OR o.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR m.award_id = %(award_id)s)
    AND NOT EXISTS (SELECT FROM outcomes.observation n WHERE n.programme_id = o.programme_id AND n.match_id = o.match_id
        AND n.metric = o.metric AND n.month = o.month AND n.version > o.version)
    AND (%(match_id)s::bigint IS NULL OR o.match_id = %(match_id)s)
    AND (%(month)s::date IS NULL OR o.month = %(month)s)
ORDER BY o.programme_id, o.match_id, o.metric, o.month LIMIT %(most)s;

-- name: list_evidence_files
-- Files and where they come from, without their bytes.
SELECT e.programme_id, e.evidence_id, e.award_id, e.match_id, e.kind, encode(e.sha256, 'hex') AS sha256, e.size_bytes, e.media_type,
    e.taken_at, e.latitude::text AS latitude, e.longitude::text AS longitude, e.device, e.company_id, e.person_id, e.added_at, e.late
FROM outcomes.evidence e WHERE (e.programme_id, e.evidence_id) > (%(after_programme_id)s, %(after_evidence_id)s)
    AND (%(programme_id)s::int IS NULL OR e.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR e.award_id = %(award_id)s) AND (%(match_id)s::bigint IS NULL OR e.match_id = %(match_id)s)
ORDER BY e.programme_id, e.evidence_id LIMIT %(most)s;

-- name: get_evidence_content
-- One file with its bytes.
SELECT e.programme_id, e.evidence_id, e.media_type, encode(e.sha256, 'hex') AS sha256, f.content
FROM outcomes.evidence e JOIN outcomes.evidence_file f ON f.sha256 = e.sha256
WHERE e.programme_id = %(programme_id)s AND e.evidence_id = %(evidence_id)s;

-- name: list_confirmations
-- Links for workers and what they answered.
SELECT c.programme_id, c.confirmation_id, c.match_id, c.made_at, c.ends_at, c.answered_at, c.in_use, c.trained, c.note_sealed
FROM outcomes.confirmation c WHERE (c.programme_id, c.confirmation_id) > (%(after_programme_id)s, %(after_confirmation_id)s)
    AND (%(programme_id)s::int IS NULL OR c.programme_id = %(programme_id)s)
ORDER BY c.programme_id, c.confirmation_id LIMIT %(most)s;

-- name: list_hotline
-- Notes of the hotline.
SELECT h.programme_id, h.note_id, h.match_id, h.text_sealed, h.received_at, h.answered_at FROM outcomes.hotline h
WHERE (h.programme_id, h.note_id) > (%(after_programme_id)s, %(after_note_id)s)
    AND (%(programme_id)s::int IS NULL OR h.programme_id = %(programme_id)s)
ORDER BY h.programme_id, h.note_id LIMIT %(most)s;

-- name: list_incidents
-- Accidents at sites.
SELECT i.programme_id, i.incident_id, i.match_id, m.award_id, i.kind, i.happened_on, i.reported_on, i.approved_on, i.concealed,
    i.attributable, i.lost_days, i.recorded_at
FROM outcomes.incident i JOIN outcomes.match m ON m.programme_id = i.programme_id AND m.match_id = i.match_id
WHERE (i.programme_id, i.incident_id) > (%(after_programme_id)s, %(after_incident_id)s)
    AND (%(programme_id)s::int IS NULL OR i.programme_id = %(programme_id)s)
    AND (%(award_id)s::bigint IS NULL OR m.award_id = %(award_id)s)
    AND (%(match_id)s::bigint IS NULL OR i.match_id = %(match_id)s)
ORDER BY i.programme_id, i.incident_id LIMIT %(most)s;
