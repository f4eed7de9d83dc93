-- name: add_event
-- One event of the log.
INSERT INTO audit.event (happened_at, person_id, key_id, company_id, subject_id, programme_id, action, outcome, code, object, act_id, facts)
VALUES (%(happened_at)s, %(person_id)s, %(key_id)s, %(company_id)s, %(subject_id)s, %(programme_id)s, %(action)s, %(outcome)s,
    %(code)s, %(object)s, %(act_id)s, %(facts)s);

-- name: add_event_of_person
-- One event for each company that a person works for; for who works for none, one that only the operator sees.
INSERT INTO audit.event (happened_at, person_id, key_id, company_id, subject_id, programme_id, action, outcome, code, object, act_id, facts)
SELECT %(happened_at)s, %(person_id)s, %(key_id)s, w.company_id, %(subject_id)s, %(programme_id)s, %(action)s, %(outcome)s,
    %(code)s, %(object)s, %(act_id)s, %(facts)s
FROM (SELECT 1) AS once LEFT JOIN (SELECT DISTINCT p.company_id FROM parties.power p
    WHERE p.person_id = %(person_id)s AND p.ended_at IS NULL) w ON true
ORDER BY w.company_id;

-- name: sealing_lock
-- One writer seals; events of transactions below the oldest one still under way are all there.
SELECT horizon_xid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS next_xid FROM audit.sealing FOR UPDATE;

-- name: seal_block
-- The next block: events in the order of their numbers, their digests, and the digest over them and the block before.
WITH fresh AS MATERIALIZED (
    SELECT e.event_id, audit.event_digest(e) AS event_digest FROM audit.event e
    WHERE e.posted_xid >= %(from_xid)s AND e.posted_xid < %(to_xid)s
        AND NOT EXISTS (SELECT FROM audit.sealed_event m WHERE m.event_id = e.event_id)
    ORDER BY e.event_id LIMIT %(most)s
), before AS (
    SELECT coalesce(max(seal_id), 0) AS seal_id, coalesce((array_agg(digest ORDER BY seal_id DESC))[1], repeat('0', 64)) AS digest
    FROM (SELECT seal_id, digest FROM audit.seal ORDER BY seal_id DESC LIMIT 1) head
), block AS (
    INSERT INTO audit.seal (seal_id, previous_digest, digest, first_event_id, last_event_id, event_count, sealed_at)
    SELECT b.seal_id + 1, b.digest, audit.block_digest(b.digest, array_agg(encode(f.event_digest, 'hex') ORDER BY f.event_id)),
        min(f.event_id), max(f.event_id), count(*), %(at)s
    FROM fresh f CROSS JOIN before b GROUP BY b.seal_id, b.digest
    RETURNING seal_id
)
INSERT INTO audit.sealed_event (event_id, seal_id, event_digest)
SELECT f.event_id, b.seal_id, f.event_digest FROM fresh f CROSS JOIN block b;

-- name: sealing_done
-- Whatever lies below is sealed.
UPDATE audit.sealing SET horizon_xid = %(to_xid)s;

-- name: get_head
-- The newest seal, which stands for all before it.
SELECT seal_id, digest, last_event_id, sealed_at,
    (SELECT count(*) FROM audit.sealed_event) AS event_count
FROM audit.seal ORDER BY seal_id DESC LIMIT 1;

-- name: export_lines
-- Lines of an export in the order of the chain: every event of a block, then its seal. What the filters leave out is there as its
-- digest alone, so that the block can still be computed.
SELECT x.seal_id, x.event_id, x.line FROM (
    SELECT m.seal_id, m.event_id, CASE WHEN e.event_id IS NOT NULL THEN audit.canonical(e)
        ELSE jsonb_build_object('event_digest', encode(m.event_digest, 'hex'))::text END AS line
    FROM audit.sealed_event m LEFT JOIN audit.event e ON e.event_id = m.event_id
        AND (%(person_id)s::bigint IS NULL OR e.person_id = %(person_id)s)
        AND (%(company_id)s::bigint IS NULL OR %(company_id)s IN (e.company_id, e.subject_id))
        AND (%(programme_id)s::int IS NULL OR e.programme_id = %(programme_id)s)
        AND (%(action)s::text IS NULL OR e.action = %(action)s)
        AND (%(outcome)s::text IS NULL OR e.outcome = %(outcome)s)
        AND (%(from_at)s::timestamptz IS NULL OR e.happened_at >= %(from_at)s)
        AND (%(until_at)s::timestamptz IS NULL OR e.happened_at < %(until_at)s)
    UNION ALL
    SELECT s.seal_id, 9223372036854775807, jsonb_build_object('seal', s.seal_id, 'previous', s.previous_digest, 'digest', s.digest,
        'events', s.event_count)::text
    FROM audit.seal s
) x
WHERE (x.seal_id, x.event_id) > (%(after_seal)s, %(after_event)s)
ORDER BY x.seal_id, x.event_id LIMIT %(limit)s;

-- name: list_events
-- Events, the newest first: what was done, by whom and for whom, as numbers. Who of another company did it, only the operator sees, and what
-- another company was denied: that somebody tried would tell whom one has for a rival.
SELECT e.event_id, e.happened_at, w.person_id, w.key_id, e.company_id, e.subject_id, e.programme_id, e.action, e.outcome, e.code,
    e.object, e.act_id, e.facts
FROM audit.event e CROSS JOIN LATERAL (SELECT w.known,
    CASE WHEN w.known THEN e.person_id END AS person_id, CASE WHEN w.known THEN e.key_id END AS key_id
    FROM (SELECT (SELECT parties.me()) IS NULL OR e.company_id IS NOT DISTINCT FROM (SELECT parties.me())
        OR (SELECT parties.i_operate()) AS known) w) w
WHERE (w.known OR e.outcome <> 'denied')
    AND (%(person_id)s::bigint IS NULL OR w.person_id = %(person_id)s)
    AND (%(company_id)s::bigint IS NULL OR %(company_id)s IN (e.company_id, e.subject_id))
    AND (%(programme_id)s::int IS NULL OR e.programme_id = %(programme_id)s)
    AND (%(action)s::text IS NULL OR e.action = %(action)s)
    AND (%(outcome)s::text IS NULL OR e.outcome = %(outcome)s)
    AND (%(from_at)s::timestamptz IS NULL OR e.happened_at >= %(from_at)s)
    AND (%(until_at)s::timestamptz IS NULL OR e.happened_at < %(until_at)s)
    AND (%(after_event)s::bigint IS NULL OR e.event_id < %(after_event)s)
ORDER BY e.event_id DESC LIMIT %(limit)s;
