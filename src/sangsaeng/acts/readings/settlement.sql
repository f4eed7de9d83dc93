-- name: list_my_calls
-- What the asker owes as a buyer, or is owed as an institution, for one day of one programme; what is still missing, and where to.
SELECT c.programme_id, c.call_id, b.name AS buyer, c.due_on, p.default_policy, c.called_won, c.reference, c.state, c.grace_until, w.bank_code, w.account_number,
    CASE WHEN c.state = 'funded' THEN 0 ELSE settlement.missing_of(c.programme_id, c.due_on) END AS missing_won
FROM settlement.funding_call c
JOIN programmes.programme p ON p.programme_id = c.programme_id
JOIN parties.company b ON b.company_id = p.buyer_id
LEFT JOIN settlement.where_to_fund() w ON w.programme_id = c.programme_id
WHERE %(me)s IN (p.buyer_id, p.institution_id) AND (c.due_on, c.call_id) < (%(after_due_on)s::date, %(after_call_id)s::bigint)
    AND (%(programme_id)s::int IS NULL OR c.programme_id = %(programme_id)s) AND (%(state)s::text IS NULL OR c.state = %(state)s)
    AND c.due_on BETWEEN coalesce(%(due_from)s::date, '-infinity') AND coalesce(%(due_until)s::date, 'infinity')
ORDER BY c.due_on DESC, c.call_id DESC LIMIT %(most)s;

-- name: list_runs
-- The days that were settled, the newest first, for who operates the book.
SELECT r.run_id, r.day, r.previous_day, r.state, r.stop_reason, (r.proof -> 'totals' ->> 'settled_count')::bigint AS settled_count,
    (r.proof -> 'totals' ->> 'paid_won')::bigint AS paid_won, (r.proof -> 'totals' ->> 'parked_won')::bigint AS parked_won,
    (r.proof -> 'totals' ->> 'payout_count')::bigint AS payout_count, r.opened_at, r.released_at
FROM settlement.run r
WHERE (SELECT parties.i_operate()) AND r.day < %(after_day)s::date
    AND r.day BETWEEN coalesce(%(from_on)s::date, '-infinity') AND coalesce(%(until)s::date, 'infinity')
ORDER BY r.day DESC LIMIT %(most)s;

-- name: get_run_of
-- One day's run with its proofs, for who operates the book.
SELECT r.run_id, r.day, r.previous_day, r.state, r.stop_reason, r.opened_at, r.released_at, r.proof
FROM settlement.run r WHERE (SELECT parties.i_operate()) AND r.day = %(day)s;

-- name: get_newest_proof
-- The newest proof of the book, for who runs a programme.
SELECT n.run_id, n.day, n.state, n.proof FROM settlement.newest_proof() n;

-- name: list_my_balances
-- The ledger's balances of the programmes the asker runs, by account kind.
SELECT b.programme_id, b.kind, k.name AS account, k.nature, b.owner, b.balance_won FROM ledger.balances_of_mine() b
JOIN ledger.account_kind k ON k.kind = b.kind
ORDER BY b.programme_id, b.kind, b.owner;

-- name: list_deposit_accounts
-- The deposit accounts of the programmes the asker runs.
SELECT DISTINCT p.deposit_account_id FROM programmes.programme p WHERE %(me)s IN (p.institution_id, p.foundation_id);

-- name: list_my_notices
-- What the asker was told of its receivables when a buyer did not pay, the newest first.
SELECT n.notice_id, n.programme_id, n.receivable_id, n.code, n.facts, n.made_on FROM settlement.notice n
WHERE n.company_id = %(me)s AND n.notice_id < %(after_notice_id)s::bigint ORDER BY n.notice_id DESC LIMIT %(most)s;

-- name: list_my_playbooks
-- Buyers that did not pay, in programmes the asker runs, the newest first, and how far each playbook is.
SELECT p.playbook_id, p.buyer_id, c.name AS buyer, p.opened_on, p.reason,
    settlement.steps_done(p.playbook_id) AS steps_done
FROM settlement.playbook p JOIN parties.company c ON c.company_id = p.buyer_id
WHERE p.playbook_id < %(after_playbook_id)s::bigint
    AND p.buyer_id IN (SELECT g.buyer_id FROM programmes.programme g WHERE g.institution_id = %(me)s)
ORDER BY p.playbook_id DESC LIMIT %(most)s;

-- name: list_papers
-- The files of evidence that playbooks wrote, for who operates the book.
SELECT f.playbook_id, f.name, length(f.content) AS size_bytes, encode(f.sha256, 'hex') AS digest FROM settlement.pack_file f
WHERE (f.playbook_id, f.name) > (%(after_playbook_id)s::bigint, %(after_name)s::text)
    AND (%(playbook_id)s::bigint IS NULL OR f.playbook_id = %(playbook_id)s)
ORDER BY f.playbook_id, f.name LIMIT %(most)s;

-- name: get_paper
-- One file of a playbook's evidence, for who operates the book.
SELECT f.playbook_id, f.name, length(f.content) AS size_bytes, encode(f.sha256, 'hex') AS digest, f.content FROM settlement.pack_file f
WHERE f.playbook_id = %(playbook_id)s AND f.name = %(name)s;
