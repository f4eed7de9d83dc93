-- name: take_new
-- Notices nobody has looked at, with what each hearer chose; other workers pass them by.
SELECT n.notice_id, n.kind, n.person_id, n.invitation_id, n.company_id, n.made_at, c.cadence, c.channel
FROM notices.notice n LEFT JOIN notices.choice c ON c.person_id = n.person_id AND c.kind = n.kind
WHERE n.state = 'new' ORDER BY n.person_id, n.notice_id LIMIT %(most)s FOR UPDATE OF n SKIP LOCKED;

-- name: take_daily
-- What waits for the day's letter of people who have not had it yet: made before the letter is due.
SELECT n.notice_id, n.kind, n.person_id, n.invitation_id, n.company_id, n.made_at, c.cadence, c.channel
FROM notices.notice n LEFT JOIN notices.choice c ON c.person_id = n.person_id AND c.kind = n.kind
WHERE n.state = 'daily' AND n.made_at < %(until)s
    AND NOT EXISTS (SELECT FROM notices.letter l WHERE l.person_id = n.person_id AND l.digest_on = %(day)s)
ORDER BY n.person_id, n.notice_id FOR UPDATE OF n SKIP LOCKED;

-- name: set_states
-- What becomes of notices that were looked at.
UPDATE notices.notice n SET state = g.state
FROM unnest(%(notice_id)s::bigint[], %(state)s::text[]) AS g(notice_id, state) WHERE n.notice_id = g.notice_id;

-- name: add_letters
-- Letters that wait to be sent.
INSERT INTO notices.letter (letter_id, message_id, person_id, invitation_id, company_id, channel, digest_on, urgent, next_at,
    made_at)
SELECT g.letter_id, g.message_id, g.person_id, g.invitation_id, g.company_id, g.channel, %(digest_on)s::date, g.urgent, %(at)s, %(at)s
FROM unnest(%(letter_id)s::bigint[], %(message_id)s::text[], %(person_id)s::bigint[], %(invitation_id)s::bigint[], %(company_id)s::bigint[],
    %(channel)s::text[], %(urgent)s::boolean[]) AS g(letter_id, message_id, person_id, invitation_id, company_id, channel, urgent);

-- name: enclose
-- What each letter tells.
INSERT INTO notices.enclosed (letter_id, notice_id)
SELECT * FROM unnest(%(letter_id)s::bigint[], %(notice_id)s::bigint[]);

-- name: end_old_letters
-- Letters that could not leave for too long do not leave any more.
UPDATE notices.letter SET state = 'dead', last_error = 'too_old', ended_at = %(at)s WHERE state = 'waiting' AND made_at < %(before)s;

-- name: take_letters
-- Letters that are due, the urgent first, leased: a worker that dies leaves them to another.
UPDATE notices.letter l SET attempts = l.attempts + 1, next_at = %(until)s
FROM (SELECT w.letter_id FROM notices.letter w WHERE w.state = 'waiting' AND w.next_at <= %(at)s AND w.channel = ANY (%(channels)s::text[])
    ORDER BY w.urgent DESC, w.next_at, w.letter_id LIMIT %(most)s FOR UPDATE SKIP LOCKED) taken
WHERE l.letter_id = taken.letter_id
RETURNING l.letter_id, l.message_id, l.person_id, l.invitation_id, l.company_id, l.channel, l.digest_on, l.attempts;

-- name: list_enclosed
-- What letters tell, as far as their hearers may still hear it: a person that left a company hears nothing more of it.
SELECT e.letter_id, n.notice_id, n.kind, n.company_id, n.facts, n.made_at
FROM notices.enclosed e JOIN notices.notice n ON n.notice_id = e.notice_id
WHERE e.letter_id = ANY (%(letter_ids)s::bigint[]) AND (n.company_id IS NULL OR EXISTS (SELECT FROM parties.power w
    WHERE w.person_id = n.person_id AND w.company_id = n.company_id AND w.ended_at IS NULL))
ORDER BY e.letter_id, n.notice_id;

-- name: list_hearers
-- The sealed addresses and the languages of people.
SELECT p.person_id, p.sealed, p.language FROM parties.person p WHERE p.person_id = ANY (%(ids)s::bigint[]) AND p.disabled_at IS NULL;

-- name: list_invited
-- The sealed addresses of invitations that can still be taken.
SELECT i.invitation_id, i.sealed FROM parties.invitation i WHERE i.invitation_id = ANY (%(ids)s::bigint[]) AND i.sealed IS NOT NULL
    AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.ends_at > %(at)s;

-- name: list_accounts_told_of
-- Bank accounts that notices name.
SELECT b.bank_account_id, b.bank_code, b.account_sealed, b.holder_sealed FROM parties.bank_account b
WHERE b.bank_account_id = ANY (%(ids)s::bigint[]);

-- name: record_letter
-- What came of a try, from the worker that took it last.
UPDATE notices.letter SET state = %(state)s, next_at = %(next_at)s, last_error = %(error)s, ended_at = %(ended_at)s
WHERE letter_id = %(letter_id)s AND state = 'waiting' AND attempts = %(attempts)s;
