-- name: find_outside_bands
-- Units whose price lies outside what the model costs on the market; the farthest of a match.
SELECT DISTINCT ON (s.match_id) 'match' AS subject, s.match_id AS subject_id, m.award_id, s.model, s.price_won, b.least_won, b.most_won
FROM outcomes.serial s
JOIN outcomes.match m ON m.programme_id = s.programme_id AND m.match_id = s.match_id
JOIN outcomes.price_band b ON b.programme_id = s.programme_id AND b.model = s.model
WHERE s.programme_id = %(programme_id)s AND s.price_won NOT BETWEEN b.least_won AND b.most_won
ORDER BY s.match_id, greatest(s.price_won - b.most_won, b.least_won - s.price_won) DESC, s.serial;

-- name: find_above_others
-- Units that cost more than the least another supplier asks for the same model, beyond a share of it.
WITH asked AS (
    SELECT s.maker, s.model, s.serial, s.match_id, m.award_id, a.supplier_id, s.price_won, s.programme_id
    FROM outcomes.serial s
    JOIN outcomes.match m ON m.programme_id = s.programme_id AND m.match_id = s.match_id
    JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
    WHERE s.price_won IS NOT NULL
)
SELECT DISTINCT ON (one.match_id) 'match' AS subject, one.match_id AS subject_id, one.award_id, one.model, one.price_won,
    other.least_won AS others_won
FROM asked one CROSS JOIN LATERAL (SELECT min(o.price_won) AS least_won FROM asked o
    WHERE o.maker = one.maker AND o.model = one.model AND o.supplier_id <> one.supplier_id) other
WHERE one.programme_id = %(programme_id)s AND one.price_won > other.least_won * (1 + %(share)s::numeric)
ORDER BY one.match_id, one.price_won DESC, one.serial;
