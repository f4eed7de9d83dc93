-- name: add_person
-- Somebody who never signs in by a way of its own.
INSERT INTO parties.person (person_id, sealed, email_digest, created_at)
VALUES (%(person_id)s, %(sealed)s, %(email_digest)s, %(at)s);

-- name: add_power
-- What that person is to a company.
INSERT INTO parties.power (power_id, person_id, company_id, role, granted_at)
VALUES (%(power_id)s, %(person_id)s, %(company_id)s, %(role)s, %(at)s);

-- name: jump_items
-- The next number of an item, so that the numbers of two sides are told apart at a glance.
SELECT setval('ledger.item', %(next)s);

-- name: let_face_log_in
-- On the embedded server, which nobody reaches but through its folder, the web's role is itself the login.
ALTER ROLE sangsaeng_face LOGIN;
