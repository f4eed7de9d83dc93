-- name: find_ties
-- Companies that must be strangers and are not: who stands across from whom, and what they share.
WITH side (control, subject, subject_id, award_id, one_id, other_id) AS (
    SELECT 'related_site', 'match', m.match_id, m.award_id, a.supplier_id, s.company_id
    FROM outcomes.match m
    JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
    JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
    WHERE m.programme_id = %(programme_id)s AND m.state <> 'refused'
    UNION ALL
    SELECT 'verifier_tied', 'award', v.award_id, v.award_id, v.verifier_id, x.company_id
    FROM outcomes.assignment v
    JOIN outcomes.award a ON a.programme_id = v.programme_id AND a.award_id = v.award_id
    CROSS JOIN LATERAL (
        SELECT a.supplier_id AS company_id
        UNION SELECT s.company_id FROM outcomes.match m
            JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
            WHERE m.programme_id = v.programme_id AND m.award_id = v.award_id AND m.state <> 'refused') x
    WHERE v.programme_id = %(programme_id)s
), wanted AS (
    SELECT * FROM side WHERE control = %(control)s
), told AS ( -- everything a company is known by: what it said of itself, its own number, its accounts, its people
    SELECT r.company_id, CASE WHEN r.relation IN ('account', 'company') THEN r.relation ELSE 'name' END AS way, r.named_digest AS known_by
    FROM outcomes.related_party r WHERE r.programme_id = %(programme_id)s
    UNION SELECT c.company_id, 'company', c.digest FROM unnest(%(companies)s::bigint[], %(digests)s::bytea[]) AS c (company_id, digest)
    UNION SELECT b.company_id, 'account', b.account_digest FROM parties.bank_account b WHERE b.account_digest IS NOT NULL
    UNION SELECT p.company_id, 'person', int8send(p.person_id) FROM parties.power p WHERE p.ended_at IS NULL
    UNION SELECT p.company_id, 'person', int8send(p.person_id) FROM parties.representative p
), tie AS (
    SELECT w.subject, w.subject_id, w.award_id, one.way FROM wanted w
    JOIN told one ON one.company_id = w.one_id
    JOIN told other ON other.company_id = w.other_id AND other.way = one.way AND other.known_by = one.known_by
)
SELECT subject, subject_id, award_id, string_agg(DISTINCT way, ', ' ORDER BY way) AS ways
FROM tie GROUP BY subject, subject_id, award_id ORDER BY subject_id;

-- name: list_sides
-- The business numbers of everybody a tie could lead to.
SELECT c.company_id, c.business_number FROM parties.company c
WHERE c.company_id IN (
    SELECT a.supplier_id FROM outcomes.award a WHERE a.programme_id = %(programme_id)s
    UNION SELECT s.company_id FROM outcomes.site s WHERE s.programme_id = %(programme_id)s
    UNION SELECT v.verifier_id FROM outcomes.assignment v WHERE v.programme_id = %(programme_id)s);
