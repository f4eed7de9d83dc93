-- name: count_endpoints
-- How many places a company is told at.
SELECT count(*) AS n FROM jobs.endpoint WHERE company_id = %(company_id)s AND ended_at IS NULL;

-- name: add_endpoint
-- A place where a company is told.
INSERT INTO jobs.endpoint (endpoint_id, company_id, url, events, made_at)
VALUES (%(endpoint_id)s, %(company_id)s, %(url)s, %(events)s, %(at)s);

-- name: get_endpoint
-- One of a company's places that has not ended.
SELECT endpoint_id, url, events, secret_number, previous_until FROM jobs.endpoint
WHERE endpoint_id = %(endpoint_id)s AND company_id = %(company_id)s AND ended_at IS NULL;

-- name: set_events
-- What a company is told of there.
UPDATE jobs.endpoint SET events = %(events)s WHERE endpoint_id = %(endpoint_id)s AND company_id = %(company_id)s;

-- name: rotate_secret
-- A new secret signs; the one before it signs too until a moment.
UPDATE jobs.endpoint SET secret_number = secret_number + 1, previous_until = %(until)s
WHERE endpoint_id = %(endpoint_id)s AND company_id = %(company_id)s;

-- name: end_endpoint
-- Nobody is told there any more.
UPDATE jobs.endpoint SET ended_at = %(at)s WHERE endpoint_id = %(endpoint_id)s AND company_id = %(company_id)s;

-- name: end_deliveries
-- What was still to be told there is not.
UPDATE jobs.delivery SET state = 'dead', ended_at = %(at)s
WHERE endpoint_id = %(endpoint_id)s AND company_id = %(company_id)s AND state = 'waiting';

-- name: replay
-- What happened since a moment, or one of it, is told again, the parts never told there too.
INSERT INTO jobs.delivery (endpoint_id, occurrence_id, company_id)
SELECT e.endpoint_id, o.occurrence_id, o.company_id
FROM jobs.endpoint e JOIN jobs.occurrence o ON o.company_id = e.company_id AND o.event = ANY(e.events)
WHERE e.endpoint_id = %(endpoint_id)s AND e.company_id = %(company_id)s AND e.ended_at IS NULL
    AND (%(occurrence_id)s::bigint IS NULL OR o.occurrence_id = %(occurrence_id)s)
    AND (%(since)s::timestamptz IS NULL OR o.happened_at >= %(since)s)
ON CONFLICT (endpoint_id, occurrence_id) DO UPDATE SET state = 'waiting', attempts = 0, next_at = '-infinity', ended_at = NULL;

-- name: wake_endpoint
-- An endpoint that was resting is tried at once.
UPDATE jobs.endpoint SET rests_until = NULL WHERE endpoint_id = %(endpoint_id)s AND company_id = %(company_id)s;

-- name: take_deliveries
-- Messages that are due, a few of each endpoint, leased: a worker that dies leaves them to another. None of one endpoint is
-- taken while others of it are under way.
UPDATE jobs.delivery d SET attempts = d.attempts + 1, next_at = %(until)s
FROM (
    SELECT due.endpoint_id, due.occurrence_id, e.url, e.secret_number, e.previous_until
    FROM jobs.endpoint e CROSS JOIN LATERAL (
        SELECT w.endpoint_id, w.occurrence_id FROM jobs.delivery w
        WHERE w.endpoint_id = e.endpoint_id AND w.state = 'waiting' AND w.next_at <= %(at)s
        ORDER BY w.next_at, w.occurrence_id LIMIT %(most)s FOR UPDATE SKIP LOCKED) due
    WHERE e.ended_at IS NULL AND (e.rests_until IS NULL OR e.rests_until <= %(at)s)
) taken
JOIN jobs.occurrence o ON o.occurrence_id = taken.occurrence_id
WHERE d.endpoint_id = taken.endpoint_id AND d.occurrence_id = taken.occurrence_id
RETURNING d.endpoint_id, d.occurrence_id, taken.url, o.event, o.facts, o.happened_at, d.attempts, taken.secret_number, taken.previous_until;

-- name: record_delivery
-- What came of a try; a message replayed meanwhile is told again all the same.
UPDATE jobs.delivery SET state = %(state)s, next_at = %(next_at)s, last_status = %(status)s, last_error = %(error)s, ended_at = %(ended_at)s
WHERE endpoint_id = %(endpoint_id)s AND occurrence_id = %(occurrence_id)s AND state = 'waiting' AND attempts = %(attempts)s;

-- name: put_deliveries_back
-- Messages that were not tried since their endpoint does not answer.
UPDATE jobs.delivery SET attempts = attempts - 1, next_at = %(next_at)s
WHERE endpoint_id = %(endpoint_id)s AND occurrence_id = ANY(%(occurrence_ids)s::bigint[]) AND state = 'waiting' AND attempts > 0;

-- name: rest_endpoint
-- It does not answer: it is left alone for a while.
UPDATE jobs.endpoint SET rests_until = %(until)s WHERE endpoint_id = %(endpoint_id)s;

-- name: list_endpoints
-- Every place where somebody is told, and what waits or died there.
SELECT e.endpoint_id, c.business_number, e.url, e.events, e.rests_until, e.ended_at,
    (SELECT count(*) FROM jobs.delivery d WHERE d.endpoint_id = e.endpoint_id AND d.state = 'waiting') AS waiting,
    (SELECT count(*) FROM jobs.delivery d WHERE d.endpoint_id = e.endpoint_id AND d.state = 'dead') AS dead
FROM jobs.endpoint e JOIN parties.company c ON c.company_id = e.company_id
ORDER BY e.endpoint_id;

-- name: owner_of_endpoint
-- Whose place it is.
SELECT company_id FROM jobs.endpoint WHERE endpoint_id = %(endpoint_id)s;
