-- name: get_installation
-- What this book is.
SELECT sandbox, clock_ahead, webhooks_to_loopback FROM jobs.installation;

-- name: book_is_empty
-- Whether nobody has promised or been promised anything here.
SELECT NOT EXISTS (SELECT FROM programmes.programme) AS empty;

-- name: make_sandbox
-- From here on the book is a sandbox.
UPDATE jobs.installation SET sandbox = true;

-- name: move_clock
-- A sandbox's clock goes forward.
UPDATE jobs.installation SET clock_ahead = clock_ahead + %(by)s WHERE sandbox;

-- name: add_job
-- What an act hands the worker.
INSERT INTO jobs.job (job_id, kind, company_id, given, act_id, next_at, made_at)
VALUES (%(job_id)s, %(kind)s, %(company_id)s, %(given)s, %(act_id)s, %(at)s, %(at)s);

-- name: take_job
-- The oldest job nobody works on: never begun, to be tried again, or left by a worker that is gone.
UPDATE jobs.job SET state = 'running', attempts = attempts + 1, lease_until = %(until)s
WHERE job_id = (
    SELECT j.job_id FROM jobs.job j
    WHERE (j.state = 'waiting' AND j.next_at <= %(at)s) OR (j.state = 'running' AND j.lease_until <= %(at)s)
    ORDER BY j.job_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING job_id, kind, company_id, given, attempts, progress;

-- name: hold_job
-- This worker still has the job, and keeps every other away to the end of the transaction.
SELECT job_id FROM jobs.job WHERE job_id = %(job_id)s AND state = 'running' AND attempts = %(attempts)s FOR UPDATE;

-- name: renew_lease
-- The worker is alive; where the job is held by its own transaction the lease needs no renewing.
UPDATE jobs.job SET lease_until = %(until)s
WHERE job_id = (SELECT j.job_id FROM jobs.job j WHERE j.job_id = %(job_id)s AND j.state = 'running' AND j.attempts = %(attempts)s
    FOR UPDATE SKIP LOCKED);

-- name: keep_progress
-- A step that is not done twice.
UPDATE jobs.job SET progress = progress || %(progress)s WHERE job_id = %(job_id)s AND state = 'running' AND attempts = %(attempts)s;

-- name: end_job
-- What came of a job, from the worker that took it last.
UPDATE jobs.job SET state = %(state)s, answer = %(answer)s, ended_at = %(at)s, lease_until = NULL
WHERE job_id = %(job_id)s AND state = 'running' AND attempts = %(attempts)s;

-- name: put_job_back
-- A machine broke: tried again later.
UPDATE jobs.job SET state = 'waiting', answer = %(answer)s, next_at = %(next_at)s, lease_until = NULL
WHERE job_id = %(job_id)s AND state = 'running' AND attempts = %(attempts)s;

-- name: take_chore
-- A chore that is due; another worker finds it done.
UPDATE jobs.chore SET last_at = %(at)s, next_at = %(at)s + every
WHERE chore = (SELECT c.chore FROM jobs.chore c WHERE c.next_at <= %(at)s AND c.chore = ANY(%(known)s::text[])
    ORDER BY c.next_at, c.chore LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING chore;

-- name: end_chore
-- How a chore went.
UPDATE jobs.chore SET last_count = %(count)s, failed = %(failed)s WHERE chore = %(chore)s;

-- name: drop_challenges
-- What was asked of a browser and is over.
DELETE FROM parties.challenge WHERE ends_at < %(before)s;

-- name: drop_failed_tries
-- Failed tries that no limit looks at any more.
DELETE FROM parties.failed_try WHERE failed_at < %(before)s;

-- name: drop_occurrences
-- What subscribers were told long ago, with its deliveries.
DELETE FROM jobs.occurrence o WHERE o.happened_at < %(before)s
    AND NOT EXISTS (SELECT FROM jobs.delivery d WHERE d.occurrence_id = o.occurrence_id AND d.state = 'waiting');

-- name: is_operator
-- Whether a company runs this installation.
SELECT EXISTS (SELECT FROM parties.office o WHERE o.company_id = %(company_id)s AND o.office = 'operator') AS operates;

-- name: entry_is_ours
-- Whether an entry stands on the settlement account of a programme that a company runs.
SELECT EXISTS (SELECT FROM payouts.bank_entry e JOIN programmes.programme p ON p.settlement_account_id = e.own_account_id
    WHERE e.entry_id = %(entry_id)s AND p.institution_id = %(company_id)s AND p.programme_id = %(programme_id)s) AS ours;

-- name: playbook_is_known
-- Whether there is such a default proceeding.
SELECT EXISTS (SELECT FROM settlement.playbook b WHERE b.playbook_id = %(playbook_id)s) AS known;
