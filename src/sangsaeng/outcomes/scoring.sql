-- name: has_declared
-- What an assessor declared about an application, if anything.
SELECT conflicted FROM outcomes.conflict
WHERE programme_id = %(programme_id)s AND application_id = %(application_id)s AND person_id = %(person_id)s;

-- name: add_conflict
-- An assessor's word on whether it is free to judge.
INSERT INTO outcomes.conflict (programme_id, application_id, person_id, conflicted, statement, declared_at)
VALUES (%(programme_id)s, %(application_id)s, %(person_id)s, %(conflicted)s, %(said)s, %(at)s);

-- name: has_scored
-- Whether an assessor has locked its scores of an application.
SELECT EXISTS (SELECT FROM outcomes.score WHERE programme_id = %(programme_id)s AND application_id = %(application_id)s
    AND person_id = %(person_id)s) AS yes;

-- name: add_scores
-- An assessor's whole sheet, locked.
INSERT INTO outcomes.score (programme_id, application_id, person_id, criterion, points, locked_at)
SELECT %(programme_id)s, %(application_id)s, %(person_id)s, s.criterion, s.points, %(at)s
FROM unnest(%(criterion)s::text[], %(points)s::int[]) AS s(criterion, points);

-- name: count_assessors
-- How many assessors have locked their scores of an application.
SELECT count(DISTINCT person_id) AS found FROM outcomes.score
WHERE programme_id = %(programme_id)s AND application_id = %(application_id)s;

-- name: list_to_rank
-- Every application of a programme that was submitted, held still, with how many assessors scored it.
SELECT a.application_id, a.state, a.submitted_at, (SELECT count(DISTINCT s.person_id) FROM outcomes.score s
    WHERE s.programme_id = a.programme_id AND s.application_id = a.application_id) AS assessors
FROM outcomes.application a WHERE a.programme_id = %(programme_id)s AND a.state <> 'draft' ORDER BY a.application_id FOR UPDATE OF a;

-- name: list_scores
-- All locked scores of a programme.
SELECT application_id, person_id, criterion, points FROM outcomes.score WHERE programme_id = %(programme_id)s
ORDER BY application_id, person_id, criterion;

-- name: set_ranks
-- The ranking: rank, mean (shown to 6 places; the order is by the exact one), state and reason.
UPDATE outcomes.application a SET rank = r.rank, mean_points = r.mean_points, state = r.state, reason = r.reason
FROM unnest(%(application_id)s::bigint[], %(rank)s::int[], %(mean_points)s::numeric[], %(state)s::text[], %(reason)s::text[])
    AS r(application_id, rank, mean_points, state, reason)
WHERE a.programme_id = %(programme_id)s AND a.application_id = r.application_id;
