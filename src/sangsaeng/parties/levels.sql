-- name: checks_of
-- What was looked at of a company, of the person who acts for it (NULL: a machine), and how all who sign for it sign in.
SELECT c.joined_on IS NOT NULL AS joined,
    EXISTS (SELECT FROM parties.bank_account b WHERE b.company_id = c.company_id AND b.usable_from IS NOT NULL) AS account_holder,
    EXISTS (SELECT FROM parties.agreement_acceptance a WHERE a.company_id = c.company_id AND a.version = %(agreement)s) AS agreement,
    EXISTS (SELECT FROM parties.agreement_acceptance a WHERE a.company_id = c.company_id) AS agreement_before,
    NOT EXISTS (SELECT FROM unnest(%(signers)s::bigint[]) AS n(person_id) WHERE NOT parties.signs_in_strongly(n.person_id)) AS strong_sign_in,
    EXISTS (SELECT FROM parties.representative r WHERE r.company_id = c.company_id
        AND (%(person_id)s::bigint IS NULL OR r.person_id = %(person_id)s::bigint)) AS representative
FROM parties.company c WHERE c.company_id = %(company_id)s;
