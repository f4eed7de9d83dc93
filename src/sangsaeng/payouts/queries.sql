-- name: add_release
-- A proven run's payouts may go.
INSERT INTO payouts.release (run_id, released_on, open_count)
VALUES (%(run_id)s, %(day)s, %(payout_count)s) ON CONFLICT DO NOTHING;

-- name: add_payouts
-- What is owed and to be paid; a second order under the same key is refused by it.
INSERT INTO payouts.payout (programme_id, purpose, source_id, amount_won, payee_id, payee_own_account_id, own_account_id, run_id, booked_on)
SELECT n.programme_id, n.purpose, n.source_id, n.amount_won, n.payee_id, n.payee_own_account_id, n.own_account_id, %(run_id)s, %(day)s
FROM unnest(%(programme_id)s::int[], %(purpose)s::smallint[], %(source_id)s::bigint[], %(amount_won)s::bigint[], %(payee_id)s::bigint[],
    %(payee_own_account_id)s::int[], %(own_account_id)s::int[])
    AS n(programme_id, purpose, source_id, amount_won, payee_id, payee_own_account_id, own_account_id);

-- name: dispatch_alone
-- Two dispatchers would spend the same room at the bank: one at a time, until it has committed.
SELECT pg_advisory_xact_lock(23, 2);

-- name: list_open_releases
-- Runs with payouts not yet instructed, the oldest first.
SELECT run_id, open_count FROM payouts.release WHERE open_count > 0 ORDER BY run_id FOR UPDATE;

-- name: list_unpaid
-- Payouts of a run without any attempt, own transfers first.
SELECT p.programme_id, p.purpose, p.source_id, p.amount_won, p.payee_id, p.payee_own_account_id, p.own_account_id, p.run_id
FROM payouts.payout p
WHERE p.run_id = %(run_id)s AND NOT EXISTS (SELECT FROM payouts.attempt a WHERE a.programme_id = p.programme_id
    AND a.purpose = p.purpose AND a.source_id = p.source_id)
ORDER BY p.payee_own_account_id IS NOT NULL DESC, p.programme_id, p.purpose, p.source_id LIMIT %(most)s;

-- name: list_came_back
-- Payouts whose last attempt was rejected or returned: the claim stands and waits for a way to pay.
SELECT p.programme_id, p.purpose, p.source_id, p.amount_won, p.payee_id, p.payee_own_account_id, p.own_account_id, p.run_id,
    a.attempt_no, a.reason, a.bank_account_id, b.created_on
FROM payouts.attempt a
JOIN payouts.payout p ON p.programme_id = a.programme_id AND p.purpose = a.purpose AND p.source_id = a.source_id
JOIN payouts.batch b ON b.batch_id = a.batch_id
WHERE a.state IN ('rejected', 'returned')
    AND NOT EXISTS (SELECT FROM payouts.attempt later WHERE later.programme_id = a.programme_id
        AND later.purpose = a.purpose AND later.source_id = a.source_id AND later.attempt_no > a.attempt_no)
ORDER BY p.programme_id, p.purpose, p.source_id LIMIT %(most)s;

-- name: lower_open_count
-- Payouts of a run that now have an attempt.
UPDATE payouts.release SET open_count = open_count - %(count)s WHERE run_id = %(run_id)s;

-- name: outstanding
-- What is instructed from each own account and has not left it by the bank's own entries.
SELECT b.own_account_id, sum(a.amount_won)::bigint AS won
FROM payouts.attempt a JOIN payouts.batch b ON b.batch_id = a.batch_id
WHERE a.booked_on IS NULL AND a.state IN ('instructed', 'sent', 'unknown', 'credited') GROUP BY b.own_account_id;

-- name: add_batch
-- A batch, stored before it is sent.
INSERT INTO payouts.batch (batch_id, message_id, rail, own_account_id, item_count, total_won, created_on, execute_on, state)
VALUES (%(batch_id)s, %(message_id)s, %(rail)s, %(own_account_id)s, %(item_count)s, %(total_won)s, %(created_on)s, %(execute_on)s, 'stored');

-- name: add_attempts
-- The attempts of a batch, with their ids, before anything is sent.
INSERT INTO payouts.attempt (attempt_id, programme_id, purpose, source_id, attempt_no, end_to_end_id, batch_id, bank_account_id, amount_won, state)
SELECT n.attempt_id, n.programme_id, n.purpose, n.source_id, n.attempt_no, n.end_to_end_id, %(batch_id)s, n.bank_account_id, n.amount_won, 'instructed'
FROM unnest(%(attempt_id)s::bigint[], %(programme_id)s::int[], %(purpose)s::smallint[], %(source_id)s::bigint[], %(attempt_no)s::smallint[],
    %(end_to_end_id)s::text[], %(bank_account_id)s::bigint[], %(amount_won)s::bigint[])
    AS n(attempt_id, programme_id, purpose, source_id, attempt_no, end_to_end_id, bank_account_id, amount_won);

-- name: list_stored_batches
-- Batches to send, in order.
SELECT batch_id, message_id, rail, own_account_id, item_count, total_won, created_on, execute_on FROM payouts.batch WHERE state = 'stored' ORDER BY batch_id;

-- name: list_batch_items
-- What a batch instructs, with the accounts as they were chosen: a company's sealed, or our own.
SELECT a.end_to_end_id, a.amount_won, a.purpose,
    coalesce(ba.bank_code, oa.bank_code) AS bank_code, a.bank_account_id, ba.account_sealed, ba.holder_sealed,
    oa.account_number AS own_number, oa.name AS own_name, c.business_number
FROM payouts.attempt a
JOIN payouts.payout p ON p.programme_id = a.programme_id AND p.purpose = a.purpose AND p.source_id = a.source_id
LEFT JOIN parties.bank_account ba ON ba.bank_account_id = a.bank_account_id
LEFT JOIN programmes.own_account oa ON oa.own_account_id = p.payee_own_account_id
LEFT JOIN parties.company c ON c.company_id = p.payee_id
WHERE a.batch_id = %(batch_id)s ORDER BY a.attempt_id;

-- name: mark_sent
-- The batch has left; what is still only instructed is now sent.
WITH sent AS (UPDATE payouts.batch SET state = 'sent', sent_at = %(at)s WHERE batch_id = %(batch_id)s AND state = 'stored' RETURNING batch_id)
UPDATE payouts.attempt a SET state = 'sent', since = %(at)s FROM sent WHERE a.batch_id = sent.batch_id AND a.state = 'instructed';

-- name: add_message
-- A bank's message, once.
INSERT INTO payouts.bank_message (rail, message_ref, digest, event_count, recorded_on)
VALUES (%(rail)s, %(message_ref)s, %(digest)s, %(event_count)s, %(day)s) ON CONFLICT DO NOTHING;

-- name: get_message_digest
-- What a recorded message said, by its digest.
SELECT digest FROM payouts.bank_message WHERE rail = %(rail)s AND message_ref = %(message_ref)s;

-- name: lock_attempts
-- Attempts by our ids, locked in one order.
SELECT a.attempt_id, a.programme_id, a.purpose, a.source_id, a.end_to_end_id, a.bank_account_id, a.amount_won, a.state, a.reason,
    a.booked_on, p.own_account_id, p.payee_own_account_id, b.message_id,
    EXISTS (SELECT FROM payouts.attempt later WHERE later.programme_id = a.programme_id AND later.purpose = a.purpose
        AND later.source_id = a.source_id AND later.attempt_no > a.attempt_no) AS superseded,
    EXISTS (SELECT FROM payouts.bank_entry e WHERE e.end_to_end_id = a.end_to_end_id AND e.meaning = 'payout_return') AS sent_back,
    EXISTS (SELECT FROM payouts.bank_entry e WHERE e.end_to_end_id = a.end_to_end_id AND e.meaning = 'transfer_in') AS arrived
FROM payouts.attempt a
JOIN payouts.payout p ON p.programme_id = a.programme_id AND p.purpose = a.purpose AND p.source_id = a.source_id
JOIN payouts.batch b ON b.batch_id = a.batch_id
WHERE a.end_to_end_id = ANY(%(ids)s::text[]) OR b.message_id = ANY(%(messages)s::text[])
ORDER BY a.attempt_id FOR UPDATE OF a;

-- name: set_attempts
-- New states of attempts, and why.
UPDATE payouts.attempt a SET state = n.state, reason = n.reason, booked_on = n.booked_on,
    since = CASE WHEN a.state = n.state THEN a.since ELSE %(at)s END
FROM unnest(%(attempt_id)s::bigint[], %(state)s::text[], %(reason)s::text[], %(booked_on)s::date[]) AS n(attempt_id, state, reason, booked_on)
WHERE a.attempt_id = n.attempt_id;

-- name: add_attempt_events
-- What happened to attempts, numbered after what happened before.
INSERT INTO payouts.attempt_event (attempt_id, event_no, state, reason, told_by, happened_on)
SELECT n.attempt_id, coalesce((SELECT max(e.event_no) FROM payouts.attempt_event e WHERE e.attempt_id = n.attempt_id), 0)
        + row_number() OVER (PARTITION BY n.attempt_id ORDER BY n.at_no),
    n.state, n.reason, %(told_by)s, %(day)s
FROM unnest(%(attempt_id)s::bigint[], %(state)s::text[], %(reason)s::text[]) WITH ORDINALITY AS n(attempt_id, state, reason, at_no);

-- name: add_entries
-- Entries on our accounts, once by the bank's own reference; those that are new.
INSERT INTO payouts.bank_entry (entry_id, own_account_id, entry_ref, direction, amount_won, booked_on, end_to_end_id, remittance, counterparty, meaning, programme_id)
SELECT n.* FROM unnest(%(entry_id)s::bigint[], %(own_account_id)s::int[], %(entry_ref)s::text[], %(direction)s::text[], %(amount_won)s::bigint[],
    %(booked_on)s::date[], %(end_to_end_id)s::text[], %(remittance)s::text[], %(counterparty)s::text[], %(meaning)s::text[], %(programme_id)s::int[])
    AS n(entry_id, own_account_id, entry_ref, direction, amount_won, booked_on, end_to_end_id, remittance, counterparty, meaning, programme_id)
ORDER BY n.own_account_id, n.entry_ref
ON CONFLICT ON CONSTRAINT entry_once DO NOTHING RETURNING entry_id;

-- name: ledger_at
-- What the ledger says a bank account holds at the end of a day: the sum of its entries.
SELECT coalesce(sum(CASE direction WHEN 'credit' THEN amount_won ELSE -amount_won END), 0)::bigint AS won
FROM payouts.bank_entry WHERE own_account_id = %(own_account_id)s AND booked_on <= %(day)s;

-- name: last_statement
-- The statement before a day.
SELECT statement_ref, to_on, closing_won FROM payouts.statement
WHERE own_account_id = %(own_account_id)s AND to_on < %(from_on)s ORDER BY to_on DESC, statement_no DESC LIMIT 1;

-- name: is_root
-- Whether a root is the programme's own.
SELECT EXISTS (SELECT FROM receivables.receivable WHERE programme_id = %(programme_id)s
    AND receivable_id = %(root_id)s AND parent_id IS NULL) AS yes;

-- name: is_known
-- Whether anything is known of an account: a statement or an entry.
SELECT EXISTS (SELECT FROM payouts.statement WHERE own_account_id = %(own_account_id)s)
    OR EXISTS (SELECT FROM payouts.bank_entry WHERE own_account_id = %(own_account_id)s) AS yes;

-- name: open_differences
-- What in the chain of an account's statements does not fit: a gap between two, or the newest against the ledger.
SELECT count(*) AS wrong FROM (
    SELECT s.opening_won, s.closing_won, s.to_on, lag(s.closing_won) OVER w AS before_won, lead(s.to_on) OVER w AS next_on
    FROM payouts.statement s WHERE s.own_account_id = %(own_account_id)s WINDOW w AS (ORDER BY s.to_on, s.statement_no)) chain
WHERE chain.before_won <> chain.opening_won
    OR (chain.next_on IS NULL AND chain.closing_won <> (
        SELECT coalesce(sum(CASE e.direction WHEN 'credit' THEN e.amount_won ELSE -e.amount_won END), 0)
        FROM payouts.bank_entry e WHERE e.own_account_id = %(own_account_id)s AND e.booked_on <= chain.to_on));

-- name: add_statement
-- A statement and what the ledger said on its day.
INSERT INTO payouts.statement (own_account_id, statement_no, statement_ref, from_on, to_on, opening_won, closing_won, entry_count, ledger_won)
VALUES (%(own_account_id)s, %(statement_no)s, %(statement_ref)s, %(from_on)s, %(to_on)s, %(opening_won)s, %(closing_won)s, %(entry_count)s, %(ledger_won)s)
ON CONFLICT DO NOTHING;

-- name: list_stops
-- How each own account stands: stopped or not, and why.
SELECT DISTINCT ON (own_account_id) own_account_id, stopped, reason, difference_won, decided_on
FROM payouts.account_stop ORDER BY own_account_id, item_id DESC;

-- name: stop_all
-- A rule of the guarantee is broken: every own account that is not stopped for it yet.
INSERT INTO payouts.account_stop (own_account_id, item_id, stopped, reason, difference_won, decided_on)
SELECT own.own_account_id, nextval('ledger.item'), true, %(reason)s, 0, %(day)s FROM programmes.own_account own
WHERE NOT EXISTS (SELECT FROM (SELECT DISTINCT ON (s.own_account_id) s.own_account_id, s.stopped, s.reason FROM payouts.account_stop s
    ORDER BY s.own_account_id, s.item_id DESC) last WHERE last.own_account_id = own.own_account_id AND last.stopped AND last.reason = %(reason)s);

-- name: release_all
-- Every rule holds again: accounts stopped for a broken one go on.
INSERT INTO payouts.account_stop (own_account_id, item_id, stopped, reason, difference_won, decided_on)
SELECT last.own_account_id, nextval('ledger.item'), false, 'proofs_hold', 0, %(day)s
FROM (SELECT DISTINCT ON (s.own_account_id) s.own_account_id, s.stopped, s.reason FROM payouts.account_stop s
    ORDER BY s.own_account_id, s.item_id DESC) last WHERE last.stopped AND last.reason = %(reason)s;

-- name: add_stop
-- An account's payouts stop or go on.
INSERT INTO payouts.account_stop (own_account_id, item_id, stopped, reason, difference_won, decided_on)
VALUES (%(own_account_id)s, nextval('ledger.item'), %(stopped)s, %(reason)s, %(difference_won)s, %(day)s);

-- name: list_waiting
-- Attempts the bank has not answered for, the longest waiting first.
SELECT a.end_to_end_id, b.rail, a.state, a.since FROM payouts.attempt a JOIN payouts.batch b ON b.batch_id = a.batch_id
WHERE a.state IN ('sent', 'unknown') AND a.since < %(before)s ORDER BY a.since LIMIT %(most)s;

-- name: list_unidentified
-- Entries nobody has explained.
SELECT e.entry_id, e.own_account_id, e.direction, e.amount_won, e.booked_on, e.remittance, e.counterparty
FROM payouts.bank_entry e WHERE e.meaning = 'unidentified'
    AND NOT EXISTS (SELECT FROM ledger.line l WHERE l.programme_id = 0 AND l.kind = 17 AND l.item_id = e.entry_id)
ORDER BY e.entry_id;

-- name: get_unidentified
-- An incoming entry nobody has explained, held while a person does.
SELECT e.entry_id, e.own_account_id, e.amount_won FROM payouts.bank_entry e
WHERE e.entry_id = %(entry_id)s AND e.meaning = 'unidentified' AND e.direction = 'credit'
    AND NOT EXISTS (SELECT FROM ledger.line l WHERE l.programme_id = 0 AND l.kind = 17 AND l.item_id = e.entry_id);

-- name: count_by_state
-- How payouts stand: those without an attempt, and attempts by state.
SELECT state, count(*) AS payout_count, sum(amount_won)::bigint AS won FROM (
    SELECT DISTINCT ON (p.programme_id, p.purpose, p.source_id) coalesce(a.state, 'waiting') AS state, p.amount_won
    FROM payouts.payout p LEFT JOIN payouts.attempt a ON a.programme_id = p.programme_id AND a.purpose = p.purpose AND a.source_id = p.source_id
    ORDER BY p.programme_id, p.purpose, p.source_id, a.attempt_no DESC) latest
GROUP BY state ORDER BY state;
