-- name: lock_serials
-- One at a time where serial numbers are taken: two suppliers never both find one free.
SELECT pg_advisory_xact_lock(hashtextextended('outcomes.serial', 0));

-- name: taken_serials
-- Which of these devices another programme or subsidy pays for.
SELECT s.maker, s.serial, s.scheme FROM outcomes.serial s
JOIN unnest(%(makers)s::text[], %(serials)s::text[]) AS w (maker, serial) ON w.maker = s.maker AND w.serial = s.serial
ORDER BY s.maker, s.serial LIMIT 1;

-- name: add_serial
-- A device is taken by who pays for it.
INSERT INTO outcomes.serial (maker, serial, model, scheme, reference, programme_id, match_id, price_won, taken_at)
VALUES (%(maker)s, %(serial)s, %(model)s, %(scheme)s, %(reference)s, %(programme_id)s, %(match_id)s, %(price_won)s, %(at)s);

-- name: add_works
-- The works at a site, as the supplier hands them in.
INSERT INTO outcomes.works (programme_id, match_id, invoice_number, invoice_won, transfer_reference, cost_won, installed_on, submitted_at)
VALUES (%(programme_id)s, %(match_id)s, %(invoice_number)s, %(invoice_won)s, %(transfer_reference)s, %(cost_won)s, %(installed_on)s,
    %(at)s);

-- name: accept_works
-- The owner and the workers' representative say that it is there and works.
UPDATE outcomes.works SET owner_person_id = %(owner)s, worker_person_id = %(worker)s, accepted_at = %(at)s
WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s;

-- name: locked_on_of
-- When the baseline of a match was locked.
SELECT max(locked_at) AS locked_at FROM outcomes.baseline WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s;

-- name: works_of_award
-- Every match of an award that stands, with its works: what is accepted, and what it cost.
SELECT m.match_id, m.state, w.cost_won, w.accepted_at FROM outcomes.match m
LEFT JOIN outcomes.works w ON w.programme_id = m.programme_id AND w.match_id = m.match_id
WHERE m.programme_id = %(programme_id)s AND m.award_id = %(award_id)s AND m.state <> 'refused' ORDER BY m.match_id;

-- name: get_works
-- The works at a site, as they were handed in.
SELECT invoice_number, invoice_won, transfer_reference, cost_won, installed_on,
    (SELECT coalesce(array_agg(s.maker || ' ' || s.serial ORDER BY s.maker, s.serial), '{}') FROM outcomes.serial s
        WHERE s.programme_id = w.programme_id AND s.match_id = w.match_id) AS devices
FROM outcomes.works w WHERE w.programme_id = %(programme_id)s AND w.match_id = %(match_id)s;

-- name: free_serials
-- Devices of works that were refused may be handed in again.
DELETE FROM outcomes.serial WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s;

-- name: remove_works
-- Works that were refused; the history keeps what they said.
DELETE FROM outcomes.works WHERE programme_id = %(programme_id)s AND match_id = %(match_id)s AND accepted_at IS NULL;
