-- name: add_event
-- One event of the log.
INSERT INTO audit.event (happened_at, person_id, key_id, company_id, subject_id, programme_id, action, outcome, code, object, act_id, facts)
VALUES (%(happened_at)s, %(person_id)s, %(key_id)s, %(company_id)s, %(subject_id)s, %(programme_id)s, %(action)s, %(outcome)s,
    %(code)s, %(object)s, %(act_id)s, %(facts)s);
