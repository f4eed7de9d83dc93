-- name: list_known_related
-- Digests a company told already in a programme.
SELECT relation, named_digest FROM outcomes.related_party WHERE programme_id = %(programme_id)s AND company_id = %(company_id)s;

-- name: add_related
-- Somebody who stands behind a company.
INSERT INTO outcomes.related_party (programme_id, related_id, company_id, relation, named_digest, named_sealed, told_at)
VALUES (%(programme_id)s, %(related_id)s, %(company_id)s, %(relation)s, %(named_digest)s, %(named_sealed)s, %(at)s);

-- name: are_tied
-- Whether two companies share an owner, officer, agent or account, or one is named by the other.
SELECT EXISTS (SELECT FROM outcomes.related_party a JOIN outcomes.related_party b
        ON b.programme_id = a.programme_id AND b.named_digest = a.named_digest AND b.company_id = %(other_id)s
        WHERE a.programme_id = %(programme_id)s AND a.company_id = %(one_id)s)
    OR EXISTS (SELECT FROM outcomes.related_party a WHERE a.programme_id = %(programme_id)s AND a.relation = 'company'
        AND (a.company_id, a.named_digest) IN ((%(one_id)s, %(other_digest)s), (%(other_id)s, %(one_digest)s)))
    OR EXISTS (SELECT FROM outcomes.related_party a JOIN parties.bank_account b ON b.account_digest = a.named_digest
        WHERE a.programme_id = %(programme_id)s AND a.relation = 'account'
        AND (a.company_id, b.company_id) IN ((%(one_id)s::bigint, %(other_id)s::bigint), (%(other_id)s, %(one_id)s))) AS yes;

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
