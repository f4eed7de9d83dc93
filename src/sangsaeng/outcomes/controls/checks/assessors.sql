-- name: find_assessors
-- Who judged a supplier and may act for it, or for whom it names as its own.
SELECT 'application' AS subject, p.application_id AS subject_id, a.award_id, count(DISTINCT j.person_id) AS people
FROM outcomes.application p
JOIN outcomes.conflict j ON j.programme_id = p.programme_id AND j.application_id = p.application_id AND NOT j.conflicted
LEFT JOIN outcomes.award a ON a.programme_id = p.programme_id AND a.award_id = p.application_id
WHERE p.programme_id = %(programme_id)s AND (
    EXISTS (SELECT FROM parties.power w WHERE w.person_id = j.person_id AND w.company_id = p.supplier_id)
    OR EXISTS (SELECT FROM parties.representative w WHERE w.person_id = j.person_id AND w.company_id = p.supplier_id))
GROUP BY p.application_id, a.award_id ORDER BY p.application_id;
