-- name: add_confirmation
-- A link for a worker; of its token only the digest is known here.
INSERT INTO outcomes.confirmation (programme_id, confirmation_id, match_id, token_digest, made_at, ends_at)
VALUES (%(programme_id)s, %(confirmation_id)s, %(match_id)s, %(token_digest)s, %(at)s, %(ends_at)s);

-- name: is_token_known
-- Whether a token was used for a link before.
SELECT EXISTS (SELECT FROM outcomes.confirmation WHERE token_digest = %(token_digest)s) AS yes;

-- name: answer_confirmation
-- A worker's word, once; whether the link led anywhere.
SELECT outcomes.answer_confirmation(%(token_digest)s, %(in_use)s, %(trained)s, %(note_sealed)s, %(at)s) AS done;

-- name: asked_by_link
-- What a link asks about.
SELECT programme_ko, programme_en, site, supplier, ends_at FROM outcomes.asked_by_link(%(token_digest)s, %(at)s);

-- name: note_to_hotline
-- A note from outside; whether there is such a programme.
SELECT outcomes.note_to_hotline(%(programme_id)s, %(match_id)s, %(text_sealed)s, %(at)s) AS done;

-- name: answer_hotline
-- Somebody of the administrator's has looked into a note.
UPDATE outcomes.hotline SET answered_at = %(at)s WHERE programme_id = %(programme_id)s AND note_id = %(note_id)s AND answered_at IS NULL;

-- name: list_old_hotline
-- Notes sealed under another key than the newest, held while they are sealed anew.
SELECT note_id AS id, text_sealed FROM outcomes.hotline WHERE note_id > %(after)s AND substring(text_sealed, 1, 2) <> %(newest)s
ORDER BY note_id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED;

-- name: reseal_hotline
-- Notes sealed anew.
UPDATE outcomes.hotline r SET text_sealed = n.text_sealed
FROM unnest(%(id)s::bigint[], %(text_sealed)s::bytea[]) AS n(id, text_sealed) WHERE r.note_id = n.id;

-- name: count_hotline_keys
-- How many notes each key holds.
SELECT substring(text_sealed, 1, 2) AS lead, count(*) AS count FROM outcomes.hotline GROUP BY 1;

-- name: list_old_confirmations
-- Workers' notes sealed under another key than the newest, held while they are sealed anew.
SELECT confirmation_id AS id, note_sealed FROM outcomes.confirmation
WHERE confirmation_id > %(after)s AND substring(note_sealed, 1, 2) <> %(newest)s
ORDER BY confirmation_id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED;

-- name: reseal_confirmations
-- Workers' notes sealed anew.
UPDATE outcomes.confirmation r SET note_sealed = n.note_sealed
FROM unnest(%(id)s::bigint[], %(note_sealed)s::bytea[]) AS n(id, note_sealed) WHERE r.confirmation_id = n.id;

-- name: count_confirmation_keys
-- How many workers' notes each key holds.
SELECT substring(note_sealed, 1, 2) AS lead, count(*) AS count FROM outcomes.confirmation WHERE note_sealed IS NOT NULL GROUP BY 1;
