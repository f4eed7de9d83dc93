-- name: key_facts
-- Who owes, who runs, and the default policy of each agreement that a company takes part in.
SELECT programme_id, buyer, institution, foundation, default_policy FROM parties.key_facts(%(company_id)s);

-- name: company_at_the_door
-- A company as the terms name it.
SELECT business_number, name FROM parties.company WHERE company_id = %(company_id)s;

-- name: find_opening
-- When these very words were shown to a company first.
SELECT opened_at FROM parties.agreement_opening
WHERE company_id = %(company_id)s AND version = %(version)s AND digest = %(digest)s AND language = %(language)s
ORDER BY opened_at LIMIT 1;

-- name: openings_of
-- What was shown to a company of a version, the newest first.
SELECT digest, language, opened_at FROM parties.agreement_opening
WHERE company_id = %(company_id)s AND version = %(version)s AND opened_at < %(at)s ORDER BY opened_at DESC;

-- name: add_opening
-- The key terms as they are shown.
INSERT INTO parties.agreement_opening (opening_id, company_id, version, language, shown, digest, opened_at)
VALUES (%(opening_id)s, %(company_id)s, %(version)s, %(language)s, %(shown)s, %(digest)s, %(at)s);

-- name: find_acceptance
-- A company's acceptance of a version.
SELECT version, digest, language, person_id, accepted_at FROM parties.agreement_acceptance
WHERE company_id = %(company_id)s AND version = %(version)s;

-- name: add_acceptance
-- What was shown is accepted; once.
INSERT INTO parties.agreement_acceptance (company_id, version, digest, language, person_id, opened_at, accepted_at)
VALUES (%(company_id)s, %(version)s, %(digest)s, %(language)s, %(person_id)s, %(opened_at)s, %(at)s)
ON CONFLICT (company_id, version) DO NOTHING;

-- name: find_invitation
-- An invitation that leads in, by its link: who asks whom, as what, and what waits there.
SELECT i.invitation_id, i.company_id, i.invited_by, i.role, i.sealed, i.ends_at, c.business_number, c.name AS company_name,
    c.size, c.joined_on, b.name AS inviter_name, w.waiting_won, w.waiting
FROM parties.invitation i
JOIN parties.company c ON c.company_id = i.company_id
JOIN parties.company b ON b.company_id = i.invited_by
CROSS JOIN LATERAL parties.waits_for(i.token_digest, %(at)s) w
WHERE i.token_digest = %(token_digest)s AND parties.invitation_leads_in(i, %(at)s);

-- name: gains_by_its_own
-- Whether a person would give itself a power by an invitation; and the digest of the person's address.
SELECT parties.gains_by_its_own(i, p.person_id) AS gains, p.email_digest
FROM parties.invitation i CROSS JOIN parties.person p
WHERE i.token_digest = %(token_digest)s AND p.person_id = %(person_id)s;

-- name: come_in
-- The person takes the invitation; how many receivables are the company's by it, NULL where it leads in no more.
SELECT parties.come_in(%(token_digest)s, %(person_id)s, %(name)s, %(size)s, %(at)s, %(day)s) AS claimed;

-- name: count_wrong
-- How often an invitation was tried wrongly since a moment: in all, with an address that is known, and from one place.
SELECT count(*) FILTER (WHERE t.subject_digest = %(subject_digest)s) AS wrong,
    count(*) FILTER (WHERE t.subject_digest = %(subject_digest)s AND t.purpose = 'joining_address') AS known_addresses,
    count(*) FILTER (WHERE t.source_digest = %(source_digest)s AND %(source_digest)s <> ''::bytea) AS from_here
FROM parties.failed_try t
WHERE t.failed_at > %(since)s AND t.purpose IN ('joining', 'joining_address')
    AND (t.subject_digest = %(subject_digest)s OR t.source_digest = %(source_digest)s);

-- name: add_wrong
-- An invitation was tried wrongly.
INSERT INTO parties.failed_try (subject_digest, source_digest, purpose, failed_at)
VALUES (%(subject_digest)s, %(source_digest)s, %(purpose)s, %(at)s);

-- name: add_person
-- A person; no row where the address is taken.
INSERT INTO parties.person (person_id, sealed, email_digest, language, created_at)
VALUES (%(person_id)s, %(sealed)s, %(email_digest)s, %(language)s, %(at)s)
ON CONFLICT (email_digest) DO NOTHING;
