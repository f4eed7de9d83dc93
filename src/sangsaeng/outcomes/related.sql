-- name: list_known_related
-- Digests a company told already in a programme.
SELECT relation, named_digest FROM outcomes.related_party WHERE programme_id = %(programme_id)s AND company_id = %(company_id)s;

-- name: add_related
-- Somebody who stands behind a company.
INSERT INTO outcomes.related_party (programme_id, related_id, company_id, relation, named_digest, named_sealed, told_at)
VALUES (%(programme_id)s, %(related_id)s, %(company_id)s, %(relation)s, %(named_digest)s, %(named_sealed)s, %(at)s);

-- name: are_tied
-- Whether two companies are tied.
SELECT EXISTS (SELECT FROM outcomes.ties(%(programme_id)s, ARRAY[%(one_id)s::bigint], ARRAY[%(other_id)s::bigint], %(companies)s::bigint[],
    %(digests)s::bytea[])) AS yes;

-- name: list_old_related
-- Related parties sealed under another key than the newest, held while they are sealed anew.
SELECT related_id AS id, named_sealed FROM outcomes.related_party
WHERE related_id > %(after)s AND substring(named_sealed, 1, 2) <> %(newest)s
ORDER BY related_id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED;

-- name: reseal_related
-- Related parties sealed anew.
UPDATE outcomes.related_party r SET named_sealed = n.named_sealed
FROM unnest(%(id)s::bigint[], %(named_sealed)s::bytea[]) AS n(id, named_sealed) WHERE r.related_id = n.id;

-- name: count_related_keys
-- How many related parties each key holds.
SELECT substring(named_sealed, 1, 2) AS lead, count(*) AS count FROM outcomes.related_party GROUP BY 1;
