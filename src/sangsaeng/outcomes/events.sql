-- name: add_event
-- One change of state, with the act it was done by.
INSERT INTO outcomes.event (programme_id, event_id, subject, subject_id, award_id, to_state, reason, facts, act_id, happened_at)
VALUES (%(programme_id)s, %(event_id)s, %(subject)s, %(subject_id)s, %(award_id)s, %(to_state)s, %(reason)s, %(facts)s,
    nullif(current_setting('sangsaeng.act', true), '')::bigint, %(at)s);

-- name: list_events
-- The history of one thing, the oldest first.
SELECT event_id, to_state, reason, facts, act_id, happened_at FROM outcomes.event
WHERE programme_id = %(programme_id)s AND subject = %(subject)s AND subject_id = %(subject_id)s ORDER BY event_id;
