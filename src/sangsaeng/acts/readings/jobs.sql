-- name: list_jobs
-- What the asker's acts handed over, and all of it for who runs the installation, the newest first.
SELECT j.job_id, j.kind, j.company_id, j.given, j.act_id, j.state, j.attempts, j.answer, j.made_at, j.next_at, j.ended_at
FROM jobs.job j
WHERE (j.company_id = %(me)s OR (SELECT parties.i_operate())) AND j.job_id < %(after_job_id)s::bigint
    AND (%(kind)s::text IS NULL OR j.kind = %(kind)s) AND (%(state)s::text IS NULL OR j.state = %(state)s)
ORDER BY j.job_id DESC LIMIT %(most)s;

-- name: one_job
-- One job.
SELECT j.job_id, j.kind, j.company_id, j.given, j.act_id, j.state, j.attempts, j.answer, j.made_at, j.next_at, j.ended_at
FROM jobs.job j
WHERE j.job_id = %(job_id)s AND (j.company_id = %(me)s OR (SELECT parties.i_operate()));

-- name: list_chores
-- What the worker does by itself, for who runs the installation.
SELECT c.chore, extract(epoch FROM c.every)::int AS every_seconds, c.last_at, c.last_count, c.failed
FROM jobs.chore c
WHERE EXISTS (SELECT FROM parties.office o WHERE o.company_id = %(me)s AND o.office = 'operator')
ORDER BY c.chore;
