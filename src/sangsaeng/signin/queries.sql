-- name: get_caller
-- Who a session's token stands for at one company (the only one, when none is named): powers, offices, mandate in force.
SELECT s.session_id, s.person_id, s.how, s.seen_at, s.stepped_up_at, c.company_ids, at_one.company_id, at_one.roles, at_one.limits,
    ARRAY(SELECT o.office FROM parties.office o WHERE o.company_id = at_one.company_id) AS offices,
    m.mandate_id, m.limit_won AS mandate_limit_won,
    EXISTS (SELECT FROM parties.company b WHERE b.company_id = at_one.company_id AND b.joined_on IS NOT NULL) AS confirmed
FROM parties.session s
JOIN parties.person p ON p.person_id = s.person_id AND p.disabled_at IS NULL
LEFT JOIN LATERAL (
    SELECT r.recovery_id, r.used_at FROM parties.recovery r
    WHERE r.person_id = s.person_id AND r.used_at IS NOT NULL ORDER BY r.used_at DESC, r.recovery_id DESC LIMIT 1) last ON true
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT w.company_id), '{}') AS company_ids FROM parties.power w
    WHERE w.person_id = s.person_id AND w.ended_at IS NULL AND (s.company_id IS NULL OR w.company_id = s.company_id)
        AND (last.used_at IS NULL OR w.granted_at >= last.used_at OR parties.vouched(last.recovery_id, w.company_id))) c
LEFT JOIN LATERAL (
    SELECT w.company_id, array_agg(w.role ORDER BY w.role) AS roles, array_agg(w.limit_won ORDER BY w.role) AS limits
    FROM parties.power w
    WHERE w.person_id = s.person_id AND w.ended_at IS NULL AND w.company_id = ANY (c.company_ids)
        AND w.company_id = coalesce(%(company_id)s::bigint, CASE WHEN cardinality(c.company_ids) = 1 THEN c.company_ids[1] END)
    GROUP BY w.company_id) at_one ON true
LEFT JOIN LATERAL (
    SELECT d.mandate_id, d.limit_won FROM parties.mandate d
    WHERE d.company_id = at_one.company_id AND d.person_id = s.person_id AND d.ended_at IS NULL
        AND %(at)s >= d.from_at AND %(at)s < d.ends_at
    ORDER BY d.limit_won DESC, d.mandate_id LIMIT 1) m ON true
WHERE s.token_digest = %(token_digest)s AND s.ended_at IS NULL AND %(at)s < s.ends_at
    AND (s.how = 'demo' OR s.seen_at > %(at)s - %(idle)s::interval);

-- name: get_key
-- Who a machine's secret stands for.
SELECT k.key_id, k.company_id, k.scopes, k.limit_won,
    ARRAY(SELECT o.office FROM parties.office o WHERE o.company_id = k.company_id) AS offices,
    EXISTS (SELECT FROM parties.company b WHERE b.company_id = k.company_id AND b.joined_on IS NOT NULL) AS confirmed
FROM parties.api_key k
WHERE k.secret_digest = %(secret_digest)s AND k.ended_at IS NULL AND %(at)s < k.ends_at;

-- name: get_session
-- A session in force, by its token.
SELECT s.session_id, s.person_id, s.how, s.began_at, s.seen_at, s.ends_at, s.stepped_up_at, s.agent, s.company_id
FROM parties.session s
JOIN parties.person p ON p.person_id = s.person_id AND p.disabled_at IS NULL
WHERE s.token_digest = %(token_digest)s AND s.ended_at IS NULL AND %(at)s < s.ends_at
    AND (s.how = 'demo' OR s.seen_at > %(at)s - %(idle)s::interval);

-- name: touch_session
-- A session was used.
UPDATE parties.session SET seen_at = %(at)s WHERE session_id = %(session_id)s AND seen_at < %(at)s;

-- name: add_session
-- A session begins.
INSERT INTO parties.session (session_id, token_digest, person_id, how, began_at, seen_at, ends_at, stepped_up_at, agent, source_digest, company_id)
VALUES (%(session_id)s, %(token_digest)s, %(person_id)s, %(how)s, %(began_at)s, %(seen_at)s, %(ends_at)s, %(stepped_up_at)s,
    %(agent)s, %(source_digest)s, %(company_id)s);

-- name: list_sessions
-- The sessions of a person that are in force, the newest first.
SELECT s.session_id, s.person_id, s.how, s.began_at, s.seen_at, s.ends_at, s.stepped_up_at, s.agent, s.company_id
FROM parties.session s
WHERE s.person_id = %(person_id)s AND s.ended_at IS NULL AND %(at)s < s.ends_at AND (s.how = 'demo' OR s.seen_at > %(at)s - %(idle)s::interval)
ORDER BY s.session_id DESC;

-- name: end_session
-- One session of a person ends.
UPDATE parties.session SET ended_at = %(at)s
WHERE session_id = %(session_id)s AND person_id = %(person_id)s AND ended_at IS NULL;

-- name: end_sessions
-- Every session of a person ends, but the one that is kept.
UPDATE parties.session SET ended_at = %(at)s
WHERE person_id = %(person_id)s AND ended_at IS NULL AND session_id IS DISTINCT FROM %(but)s::bigint;

-- name: step_up
-- The person of a session proved itself anew.
UPDATE parties.session SET stepped_up_at = %(at)s WHERE session_id = %(session_id)s;

-- name: last_recovery
-- When a person last came back by a recovery, or NULL.
SELECT max(r.used_at) AS used_at FROM parties.recovery r WHERE r.person_id = %(person_id)s;

-- name: list_companies_of
-- The companies that a session's person works for.
SELECT c.company_id, c.business_number, c.name, array_agg(w.role ORDER BY w.role) AS roles,
    bool_and(last.used_at IS NOT NULL AND w.granted_at < last.used_at AND NOT parties.vouched(last.recovery_id, w.company_id))
        AS awaits_recovery
FROM parties.power w
JOIN parties.company c ON c.company_id = w.company_id
LEFT JOIN LATERAL (
    SELECT r.recovery_id, r.used_at FROM parties.recovery r
    WHERE r.person_id = w.person_id AND r.used_at IS NOT NULL ORDER BY r.used_at DESC, r.recovery_id DESC LIMIT 1) last ON true
WHERE w.person_id = %(person_id)s AND w.ended_at IS NULL AND (%(company_id)s::bigint IS NULL OR w.company_id = %(company_id)s)
GROUP BY c.company_id, c.business_number, c.name
ORDER BY c.name, c.company_id;

-- name: sweep_challenges
-- A few challenges whose time is over go.
DELETE FROM parties.challenge WHERE challenge_digest IN (
    SELECT c.challenge_digest FROM parties.challenge c WHERE c.ends_at < %(at)s ORDER BY c.ends_at LIMIT %(most)s FOR UPDATE SKIP LOCKED);

-- name: add_challenge
-- Something is asked of a browser.
INSERT INTO parties.challenge (challenge_digest, purpose, person_id, facts, made_at, ends_at)
VALUES (%(challenge_digest)s, %(purpose)s, %(person_id)s, %(facts)s, %(made_at)s, %(ends_at)s);

-- name: use_challenge
-- What was asked is answered: once.
UPDATE parties.challenge SET used_at = %(at)s
WHERE challenge_digest = %(challenge_digest)s AND purpose = %(purpose)s AND used_at IS NULL AND %(at)s < ends_at
RETURNING person_id, facts;

-- name: get_ways
-- How a person can come in; its row is locked, so that of two changes the second sees the first.
SELECT p.sealed, p.password_hash, p.totp_sealed,
    (SELECT count(*) FROM parties.passkey k WHERE k.person_id = p.person_id AND k.removed_at IS NULL) AS passkeys
FROM parties.person p WHERE p.person_id = %(person_id)s FOR UPDATE OF p;

-- name: list_passkeys
-- The passkeys of a person that are in use.
SELECT k.credential_id, k.label, k.added_at, k.used_at FROM parties.passkey k
WHERE k.person_id = %(person_id)s AND k.removed_at IS NULL ORDER BY k.added_at, k.credential_id;

-- name: add_passkey
-- A person has a new passkey; nothing, when somebody has it already.
INSERT INTO parties.passkey (credential_id, person_id, public_key, sign_count, label, added_at)
VALUES (%(credential_id)s, %(person_id)s, %(public_key)s, %(sign_count)s, %(label)s, %(at)s)
ON CONFLICT (credential_id) DO NOTHING;

-- name: get_passkey
-- A passkey in use of a person that may come in, locked so that its count is taken once.
SELECT k.person_id, k.public_key, k.sign_count FROM parties.passkey k
JOIN parties.person p ON p.person_id = k.person_id AND p.disabled_at IS NULL
WHERE k.credential_id = %(credential_id)s AND k.removed_at IS NULL FOR UPDATE OF k;

-- name: use_passkey
-- A passkey was used.
UPDATE parties.passkey SET sign_count = %(sign_count)s, used_at = %(at)s WHERE credential_id = %(credential_id)s;

-- name: remove_passkey
-- A passkey of a person is no way in any more.
UPDATE parties.passkey SET removed_at = %(at)s
WHERE credential_id = %(credential_id)s AND person_id = %(person_id)s AND removed_at IS NULL;

-- name: lock_tries
-- One try at a time for a person, and one from a place.
SELECT pg_advisory_xact_lock(hashtextextended('sign-in ' || encode(%(digest)s, 'hex'), 0));

-- name: count_tries
-- Failed tries for a person, from a place, and both; and whether the place is the person's own.
SELECT count(*) FILTER (WHERE t.subject_digest = %(subject_digest)s AND t.source_digest = %(source_digest)s) AS both_failures,
    max(t.failed_at) FILTER (WHERE t.subject_digest = %(subject_digest)s AND t.source_digest = %(source_digest)s) AS both_last,
    count(*) FILTER (WHERE t.subject_digest = %(subject_digest)s) AS subject_failures,
    max(t.failed_at) FILTER (WHERE t.subject_digest = %(subject_digest)s) AS subject_last,
    count(*) FILTER (WHERE t.source_digest = %(source_digest)s) AS source_failures,
    max(t.failed_at) FILTER (WHERE t.source_digest = %(source_digest)s) AS source_last,
    %(source_digest)s <> ''::bytea AND EXISTS (SELECT FROM parties.session s JOIN parties.person p ON p.person_id = s.person_id
        WHERE p.email_digest = %(subject_digest)s AND s.source_digest = %(source_digest)s
            AND s.how IN ('passkey', 'password_totp') AND s.began_at > %(own_since)s) AS own_place
FROM parties.failed_try t
WHERE t.failed_at > %(since)s AND (t.subject_digest = %(subject_digest)s OR t.source_digest = %(source_digest)s);

-- name: sweep_tries
-- A few failed tries that count no more go.
DELETE FROM parties.failed_try WHERE try_id IN (
    SELECT t.try_id FROM parties.failed_try t WHERE t.failed_at <= %(since)s ORDER BY t.failed_at LIMIT %(most)s);

-- name: add_try
-- A try, failed until it is found right.
INSERT INTO parties.failed_try (subject_digest, source_digest, purpose, failed_at)
VALUES (%(subject_digest)s, %(source_digest)s, %(purpose)s, %(at)s) RETURNING try_id;

-- name: forgive_tries
-- A person's failed tries from one place go.
DELETE FROM parties.failed_try WHERE subject_digest = %(subject_digest)s AND source_digest = %(source_digest)s;

-- name: take_back_try
-- One try that was never looked at goes.
DELETE FROM parties.failed_try WHERE try_id = %(try_id)s;

-- name: find_person
-- A person by the digest of its address, with what its password is checked by.
SELECT p.person_id, p.email_digest, p.password_hash, p.totp_sealed FROM parties.person p
WHERE p.email_digest = %(email_digest)s AND p.disabled_at IS NULL;

-- name: lock_person
-- The same by number, locked.
SELECT p.person_id, p.email_digest, p.password_hash, p.totp_sealed FROM parties.person p
WHERE p.person_id = %(person_id)s AND p.disabled_at IS NULL FOR UPDATE;

-- name: take_totp_step
-- A code is taken: none of its step or an earlier one is taken after it.
UPDATE parties.person SET totp_last_step = %(step)s WHERE person_id = %(person_id)s AND totp_last_step < %(step)s;

-- name: set_password
-- A person's password.
UPDATE parties.person SET password_hash = %(password_hash)s WHERE person_id = %(person_id)s;

-- name: renew_hash
-- The same password by newer parameters, unless it was changed meanwhile.
UPDATE parties.person SET password_hash = %(fresh)s WHERE person_id = %(person_id)s AND password_hash = %(old)s;

-- name: set_totp
-- A person's secret for codes, its first code taken.
UPDATE parties.person SET totp_sealed = %(totp_sealed)s, totp_last_step = greatest(totp_last_step, %(step)s) WHERE person_id = %(person_id)s;

-- name: get_challenge
-- What was asked and is not answered yet.
SELECT c.person_id, c.facts FROM parties.challenge c
WHERE c.challenge_digest = %(challenge_digest)s AND c.purpose = %(purpose)s AND c.used_at IS NULL AND %(at)s < c.ends_at;

-- name: add_recovery
-- Somebody asks to be let in again.
INSERT INTO parties.recovery (recovery_id, person_id, secret_digest, code, asked_at, ends_at)
VALUES (%(recovery_id)s, %(person_id)s, %(secret_digest)s, %(code)s, %(asked_at)s, %(ends_at)s);

-- name: list_recoveries
-- The requests that wait for the word of this person. One that is used already waits for the other companies until the next one is used.
SELECT r.recovery_id, r.person_id, w.company_id, r.asked_at, r.ends_at, r.code
FROM parties.recovery r
JOIN (SELECT DISTINCT w.person_id, w.company_id FROM parties.power w WHERE w.ended_at IS NULL) w ON w.person_id = r.person_id
WHERE (r.used_at IS NOT NULL OR %(at)s < r.ends_at) AND r.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT FROM parties.recovery n WHERE r.used_at IS NOT NULL AND n.person_id = r.person_id AND n.used_at > r.used_at)
    AND NOT EXISTS (SELECT FROM parties.recovery_approval a
        WHERE a.recovery_id = r.recovery_id AND a.company_id = w.company_id AND a.approved_by = %(person_id)s)
    AND NOT parties.vouched(r.recovery_id, w.company_id)
    AND (%(administers)s AND w.company_id = %(company_id)s OR %(operates)s)
    AND parties.may_vouch(%(person_id)s, r.person_id, w.company_id, %(at)s)
ORDER BY r.recovery_id, w.company_id;

-- name: list_open_recoveries
-- The requests that this person may withdraw: its own, those of its company's people, for the operator's people all.
SELECT r.recovery_id, r.person_id, r.asked_at, r.ends_at, r.used_at FROM parties.recovery r
WHERE r.person_id IS NOT NULL AND r.withdrawn_at IS NULL
    AND (r.used_at > %(used_since)s OR (r.used_at IS NULL AND %(at)s < r.ends_at))
    AND (r.person_id = %(person_id)s OR %(operates)s OR (%(administers)s AND EXISTS (SELECT FROM parties.power w
        WHERE w.person_id = r.person_id AND w.company_id = %(company_id)s AND w.ended_at IS NULL)))
ORDER BY r.recovery_id;

-- name: withdraw_recovery
-- A request is withdrawn: once; whose it was, and whether it had been used.
UPDATE parties.recovery SET withdrawn_at = %(at)s, withdrawn_by = %(by)s WHERE recovery_id = %(recovery_id)s AND withdrawn_at IS NULL
RETURNING person_id, used_at IS NOT NULL AS used;

-- name: approve_recovery
-- A company's word for a person.
INSERT INTO parties.recovery_approval (recovery_id, person_id, company_id, approved_by, approved_at)
VALUES (%(recovery_id)s, %(person_id)s, %(company_id)s, %(approved_by)s, %(at)s);

-- name: get_recovery
-- A request that can still be used, locked; and whether any company gave its word.
SELECT r.recovery_id, r.person_id,
    EXISTS (SELECT FROM parties.recovery_approval a JOIN parties.person p ON p.person_id = a.person_id AND p.disabled_at IS NULL
        WHERE a.recovery_id = r.recovery_id AND parties.vouched(a.recovery_id, a.company_id)) AS approved
FROM parties.recovery r
WHERE r.secret_digest = %(secret_digest)s AND r.used_at IS NULL AND r.withdrawn_at IS NULL AND %(at)s < r.ends_at FOR UPDATE OF r;

-- name: use_recovery
-- A request is used: once.
UPDATE parties.recovery SET used_at = %(at)s WHERE recovery_id = %(recovery_id)s AND used_at IS NULL;

-- name: forget_passkeys
-- No passkey of a person is a way in any more.
UPDATE parties.passkey SET removed_at = %(at)s WHERE person_id = %(person_id)s AND removed_at IS NULL;

-- name: forget_password
-- Neither its password nor its codes are.
UPDATE parties.person SET password_hash = NULL, totp_sealed = NULL WHERE person_id = %(person_id)s;

-- name: find_linked
-- The person that an institution's own sign-in names.
SELECT p.person_id FROM parties.person p WHERE p.oidc_subject = %(subject)s AND p.disabled_at IS NULL;

-- name: link_subject
-- A person is named by an institution's own sign-in from now on; nobody, when another person is already.
UPDATE parties.person SET oidc_subject = %(subject)s WHERE person_id = %(person_id)s
    AND NOT EXISTS (SELECT FROM parties.person o WHERE o.oidc_subject = %(subject)s AND o.person_id <> %(person_id)s);

-- name: get_profile
-- A person's own name and language.
SELECT p.sealed, p.language FROM parties.person p WHERE p.person_id = %(person_id)s;
