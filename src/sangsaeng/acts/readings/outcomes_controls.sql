-- name: list_findings
-- What the controls of a programme found, in the order it was found.
SELECT finding_id, control, subject, subject_id, award_id, facts, stops, found_at, settled_at, settled_as, answer
FROM outcomes.finding
WHERE programme_id = %(programme_id)s AND finding_id > %(after_finding_id)s
    AND (%(award_id)s::bigint IS NULL OR award_id = %(award_id)s) AND (%(control)s::text IS NULL OR control = %(control)s)
    AND (NOT %(open_only)s OR settled_at IS NULL)
ORDER BY finding_id LIMIT %(most)s;

-- name: list_bands
-- The price bands of a programme.
SELECT model, least_won, most_won, source, set_at FROM outcomes.price_band
WHERE programme_id = %(programme_id)s AND model > %(after_model)s ORDER BY model LIMIT %(most)s;
