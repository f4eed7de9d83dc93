-- name: list_flows
-- Who promised whom how much in a programme, the largest first; to its buyer tiers without companies.
SELECT f.tier, f.issuer_id, i.name AS issuer, f.holder_id, h.name AS holder, f.receivable_count, f.company_count, f.won
FROM receivables.flows_of(%(programme_id)s, %(first)s, %(last)s) f
LEFT JOIN parties.company i ON i.company_id = f.issuer_id
LEFT JOIN parties.company h ON h.company_id = f.holder_id
ORDER BY f.tier, f.won DESC, f.issuer_id, f.holder_id;

-- name: list_consented
-- The names of who lets the buyer of a programme see them, by tier.
SELECT n.tier, n.names FROM receivables.named_by_tier(%(programme_id)s, %(first)s, %(last)s) n;

-- name: get_programme_of
-- A programme as far as the asker buys in it or runs it.
SELECT p.buyer_id, b.name AS buyer, p.institution_id = %(me)s AS runs FROM programmes.programme p
JOIN parties.company b ON b.company_id = p.buyer_id
WHERE p.programme_id = %(programme_id)s AND %(me)s IN (p.buyer_id, p.institution_id);

-- name: list_tree
-- A receivable as far as the asker may see around it: to its holder its own edge up and its edges down, to who issued it that edge,
-- to who runs the programme the whole tree.
WITH one AS (
    SELECT r.programme_id, r.receivable_id, r.root_id, p.institution_id = %(me)s AS runs
    FROM receivables.receivable r JOIN programmes.programme p ON p.programme_id = r.programme_id
    WHERE r.programme_id = %(programme_id)s AND r.receivable_id = %(receivable_id)s
        AND %(me)s IN (r.holder_id, r.issuer_id, p.institution_id)
), seen AS MATERIALIZED (
    SELECT r.* FROM one JOIN LATERAL (
        SELECT x.programme_id, x.receivable_id, x.parent_id, x.tier, x.issuer_id, x.holder_id, x.face_won, x.issued_on, x.matures_on
        FROM receivables.receivable x WHERE x.programme_id = one.programme_id AND x.receivable_id IN (one.receivable_id, one.root_id)
            AND (one.runs OR x.receivable_id = one.receivable_id)
        UNION
        SELECT x.programme_id, x.receivable_id, x.parent_id, x.tier, x.issuer_id, x.holder_id, x.face_won, x.issued_on, x.matures_on
        FROM receivables.receivable x WHERE NOT one.runs AND x.programme_id = one.programme_id AND x.parent_id = one.receivable_id
            AND x.issuer_id = %(me)s
        UNION
        SELECT x.programme_id, x.receivable_id, x.parent_id, x.tier, x.issuer_id, x.holder_id, x.face_won, x.issued_on, x.matures_on
        FROM receivables.receivable x WHERE one.runs AND x.programme_id = one.programme_id AND x.root_id = one.root_id AND x.parent_id IS NOT NULL
    ) r ON true ORDER BY r.tier, r.receivable_id LIMIT %(most)s
)
SELECT n.receivable_id, n.parent_id, n.tier, i.name AS issuer, h.name AS holder, n.face_won, s.retained_won, s.passed_on_won, s.sold_won,
    n.issued_on, n.matures_on, s.state, n.receivable_id = %(receivable_id)s AS asked_for
FROM seen n
JOIN receivables.all_stand(ARRAY(SELECT a.programme_id FROM seen a), ARRAY(SELECT a.receivable_id FROM seen a)) s
    ON s.programme_id = n.programme_id AND s.receivable_id = n.receivable_id
JOIN parties.company i ON i.company_id = n.issuer_id
JOIN parties.company h ON h.company_id = n.holder_id
ORDER BY n.tier, n.receivable_id;
