-- name: powers_of_person
-- What a person may do at a company now.
SELECT role, limit_won FROM parties.power
WHERE person_id = %(person_id)s AND company_id = %(company_id)s AND ended_at IS NULL ORDER BY role;

-- name: offices_of
-- What a company is to the whole system.
SELECT office FROM parties.office WHERE company_id = %(company_id)s ORDER BY office;

-- name: act_to_decide
-- What was entered, and its digest: what would be approved.
SELECT act_id, action, entered_by, given, digest, state FROM parties.act WHERE act_id = %(act_id)s;

-- name: acts_waiting_for
-- What waits for a company's people, the oldest first.
SELECT act_id, action, entered_by, entered_at, digest FROM parties.act
WHERE state = 'waiting' AND expires_at > %(at)s AND %(company_id)s = ANY (needed_of) ORDER BY act_id;
