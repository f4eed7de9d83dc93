-- name: find_request
-- The act entered under a request key of a company.
SELECT act_id, action, given, digest, state, needed_of, answer FROM parties.act
WHERE company_id = %(company_id)s AND request_key = %(request_key)s;

-- name: could_approve
-- Whether somebody but the enterer could approve here, and who runs the installation.
SELECT EXISTS (SELECT FROM parties.power p WHERE p.company_id = %(company_id)s AND p.ended_at IS NULL
        AND p.role = ANY(%(roles)s::text[]) AND p.person_id IS DISTINCT FROM coalesce(%(person_id)s::bigint,
            parties.maker_of(%(key_id)s::bigint))) AS another,
    (SELECT min(o.company_id) FROM parties.office o WHERE o.office = 'operator' AND o.company_id <> %(company_id)s) AS operator_id;

-- name: add_act
-- An act as it was entered; its number.
INSERT INTO parties.act (act_id, action, company_id, entered_by, entered_by_key, entered_at, given, digest, amount_won, needed_of,
    mandate_id, request_key, expires_at)
VALUES (nextval('ledger.item'), %(action)s, %(company_id)s, %(entered_by)s, %(entered_by_key)s, %(entered_at)s, %(given)s, %(digest)s,
    %(amount_won)s, %(needed_of)s, %(mandate_id)s, %(request_key)s, %(expires_at)s)
RETURNING act_id;

-- name: begin_act
-- From here to the end of the transaction the desk works for this act; the trigger looks whether it may (G13).
UPDATE parties.act SET state = 'executed', ended_at = %(at)s, executing_xid = ledger.this_xid() WHERE act_id = %(act_id)s;

-- name: answer_act
-- What the use case answered.
UPDATE parties.act SET answer = %(answer)s WHERE act_id = %(act_id)s;

-- name: end_act
-- An act that is not executed: refused by a rule, rejected, withdrawn or expired.
UPDATE parties.act SET state = %(state)s, ended_at = %(at)s, answer = %(answer)s WHERE act_id = %(act_id)s AND state = 'waiting';

-- name: begin_rehearsal
-- An act that never happens: this transaction cannot be committed any more.
INSERT INTO parties.rehearsal (xid) VALUES (ledger.this_xid());

-- name: check_now
-- What would be looked at when the transaction ends is looked at now.
SET CONSTRAINTS receivables.passed_on_has_children IMMEDIATE;

-- name: get_act
-- One act, locked while it is decided about, with who decided so far.
SELECT a.act_id, a.action, a.company_id, a.entered_by, parties.entered_as(a) AS entered_as, a.entered_by_key, a.entered_at, a.given, a.digest, a.amount_won, a.needed_of,
    a.mandate_id, a.expires_at, a.state, a.ended_at, a.answer,
    a.mandate_id IS NULL OR parties.mandate_covers(a, %(at)s) AS mandate_stands,
    parties.vouched_lately_with_me(parties.entered_as(a), %(at)s) AS recovered_lately,
    ARRAY(SELECT d.person_id FROM parties.act_decision d WHERE d.act_id = a.act_id ORDER BY d.decided_at) AS decided_by,
    ARRAY(SELECT d.company_id FROM parties.act_decision d WHERE d.act_id = a.act_id AND d.approved
        AND parties.has_power(d.person_id, d.company_id, a.amount_won)) AS approved_of,
    CASE WHEN a.entered_by IS NULL THEN parties.key_stands(a.entered_by_key, a.amount_won, %(at)s)
        ELSE parties.has_power(a.entered_by, a.company_id, a.amount_won) END AS enterer_stands
FROM parties.act a WHERE a.act_id = %(act_id)s FOR UPDATE OF a;

-- name: add_decision
-- What a person decided about an act.
INSERT INTO parties.act_decision (act_id, person_id, company_id, approved, digest, list_digest, decided_at)
VALUES (%(act_id)s, %(person_id)s, %(company_id)s, %(approved)s, %(digest)s, %(list_digest)s, %(decided_at)s);

-- name: digests_of
-- The digests of acts, in the order of their numbers.
SELECT act_id, digest FROM parties.act WHERE act_id = ANY(%(ids)s::bigint[]) ORDER BY act_id;

-- name: record_actions
-- The registry's acts, as the database must know them: written by the owner at each start.
INSERT INTO parties.action (action, second_person)
SELECT * FROM unnest(%(action)s::text[], %(second_person)s::boolean[]) AS n(action, second_person)
ON CONFLICT (action) DO UPDATE SET second_person = excluded.second_person WHERE action.second_person <> excluded.second_person;

-- name: expire_acts
-- Acts whose time to be approved is over.
UPDATE parties.act SET state = 'expired', ended_at = expires_at WHERE state = 'waiting' AND expires_at <= %(at)s;

-- name: sides_of_receivable
-- Who issued a receivable and who holds it.
SELECT issuer_id, holder_id FROM receivables.receivable WHERE programme_id = %(programme_id)s AND receivable_id = %(receivable_id)s;

-- name: count_sealed_waiting
-- Acts that wait and hold something sealed.
SELECT count(*) AS waiting FROM parties.act WHERE state = 'waiting' AND given LIKE '%%"sealed:%%';
