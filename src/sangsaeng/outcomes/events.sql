-- name: add_event
-- One change of state, with the act it was done by.
INSERT INTO outcomes.event (programme_id, event_id, subject, subject_id, award_id, to_state, reason, facts, act_id, happened_at)
VALUES (%(programme_id)s, %(event_id)s, %(subject)s, %(subject_id)s, %(award_id)s, %(to_state)s, %(reason)s, %(facts)s,
    nullif(current_setting('sangsaeng.act', true), '')::bigint, %(at)s);
