-- name: list_endpoints
-- Where the asker is told.
SELECT e.endpoint_id, e.url, e.events, e.previous_until, e.rests_until, e.made_at, e.ended_at
FROM jobs.endpoint e
WHERE e.company_id = %(me)s AND e.endpoint_id > %(after_endpoint_id)s::bigint
ORDER BY e.endpoint_id LIMIT %(most)s;

-- name: secret_of_endpoint
-- Which secret signs there now.
SELECT e.secret_number, e.previous_until FROM jobs.endpoint e
WHERE e.endpoint_id = %(endpoint_id)s AND e.company_id = %(me)s AND e.ended_at IS NULL;

-- name: list_deliveries
-- The messages of one of the asker's endpoints, the newest first.
SELECT d.occurrence_id, o.event, o.facts, o.happened_at, d.state, d.attempts,
    CASE WHEN d.state = 'waiting' AND isfinite(d.next_at) THEN d.next_at END AS next_at, d.last_status, d.last_error, d.ended_at
FROM jobs.delivery d JOIN jobs.occurrence o ON o.occurrence_id = d.occurrence_id
WHERE d.endpoint_id = %(endpoint_id)s AND d.company_id = %(me)s AND d.occurrence_id < %(after_occurrence_id)s::bigint
    AND (%(state)s::text IS NULL OR d.state = %(state)s) AND (%(event)s::text IS NULL OR o.event = %(event)s)
ORDER BY d.occurrence_id DESC LIMIT %(most)s;
