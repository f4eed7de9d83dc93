-- name: record_keys
-- Keys this book has not seen yet.
INSERT INTO parties.sealing_key (version, witness)
SELECT * FROM unnest(%(version)s::int[], %(witness)s::bytea[]) AS n(version, witness) ON CONFLICT (version) DO NOTHING;

-- name: list_keys
-- The keys this book has seen, and what it remembers of each.
SELECT version, witness FROM parties.sealing_key ORDER BY version;

-- name: list_plain_accounts
-- Bank accounts from before they were sealed, held while that is done.
SELECT bank_account_id, account_number, holder_name FROM parties.bank_account
WHERE account_sealed IS NULL ORDER BY bank_account_id LIMIT %(most)s FOR NO KEY UPDATE;

-- name: seal_plain_accounts
-- Sealed in the place of plain.
UPDATE parties.bank_account b SET account_sealed = n.account_sealed, account_digest = n.account_digest,
    holder_sealed = n.holder_sealed, account_number = NULL, holder_name = NULL
FROM unnest(%(bank_account_id)s::bigint[], %(account_sealed)s::bytea[], %(account_digest)s::bytea[], %(holder_sealed)s::bytea[])
    AS n(bank_account_id, account_sealed, account_digest, holder_sealed)
WHERE b.bank_account_id = n.bank_account_id AND b.account_sealed IS NULL;

-- name: list_old_accounts
-- Bank accounts with something sealed under another key than the newest, held while they are sealed anew; those that
-- a payment works on are left for the next call.
SELECT bank_account_id AS id, account_sealed, holder_sealed FROM parties.bank_account
WHERE bank_account_id > %(after)s
    AND (substring(account_sealed, 1, 2) <> %(newest)s OR substring(holder_sealed, 1, 2) <> %(newest)s)
ORDER BY bank_account_id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED;

-- name: reseal_accounts
-- Bank accounts sealed anew.
UPDATE parties.bank_account b SET account_sealed = n.account_sealed, holder_sealed = n.holder_sealed
FROM unnest(%(id)s::bigint[], %(account_sealed)s::bytea[], %(holder_sealed)s::bytea[]) AS n(id, account_sealed, holder_sealed)
WHERE b.bank_account_id = n.id;

-- name: count_account_keys
-- How many sealed values of bank accounts each key holds.
SELECT substring(v.sealed, 1, 2) AS lead, count(*) AS count
FROM parties.bank_account b CROSS JOIN LATERAL (VALUES (b.account_sealed), (b.holder_sealed)) AS v(sealed)
WHERE v.sealed IS NOT NULL GROUP BY 1;

-- name: list_old_people
-- People with something sealed under another key than the newest, held while they are sealed anew.
SELECT person_id AS id, sealed, totp_sealed FROM parties.person
WHERE person_id > %(after)s AND (substring(sealed, 1, 2) <> %(newest)s OR substring(totp_sealed, 1, 2) <> %(newest)s)
ORDER BY person_id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED;

-- name: reseal_people
-- People sealed anew.
UPDATE parties.person p SET sealed = n.sealed, totp_sealed = n.totp_sealed
FROM unnest(%(id)s::bigint[], %(sealed)s::bytea[], %(totp_sealed)s::bytea[]) AS n(id, sealed, totp_sealed)
WHERE p.person_id = n.id;

-- name: count_person_keys
-- How many sealed values of people each key holds.
SELECT substring(v.sealed, 1, 2) AS lead, count(*) AS count
FROM parties.person p CROSS JOIN LATERAL (VALUES (p.sealed), (p.totp_sealed)) AS v(sealed)
WHERE v.sealed IS NOT NULL GROUP BY 1;

-- name: list_old_invitations
-- Invitations sealed under another key than the newest, held while they are sealed anew.
SELECT invitation_id AS id, sealed FROM parties.invitation
WHERE invitation_id > %(after)s AND substring(sealed, 1, 2) <> %(newest)s
ORDER BY invitation_id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED;

-- name: reseal_invitations
-- Invitations sealed anew.
UPDATE parties.invitation i SET sealed = n.sealed
FROM unnest(%(id)s::bigint[], %(sealed)s::bytea[]) AS n(id, sealed) WHERE i.invitation_id = n.id;

-- name: count_invitation_keys
-- How many sealed values of invitations each key holds.
SELECT substring(sealed, 1, 2) AS lead, count(*) AS count FROM parties.invitation WHERE sealed IS NOT NULL GROUP BY 1;
