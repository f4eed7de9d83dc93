-- name: add_invitations
-- Invitations; no row where a token is taken.
INSERT INTO parties.invitation (invitation_id, token_digest, company_id, invited_by, role, limit_won, sealed, made_at, ends_at)
SELECT n.invitation_id, n.token_digest, n.company_id, %(invited_by)s, %(role)s, %(limit_won)s::bigint, n.sealed, %(at)s, %(ends_at)s
FROM unnest(%(invitation_id)s::bigint[], %(token_digest)s::bytea[], %(company_id)s::bigint[], %(sealed)s::bytea[])
    AS n(invitation_id, token_digest, company_id, sealed)
ON CONFLICT (token_digest) DO NOTHING;

-- name: withdraw_invitation
-- An invitation that leads in no more.
UPDATE parties.invitation SET withdrawn_at = %(at)s
WHERE invitation_id = %(invitation_id)s AND invited_by = %(invited_by)s AND accepted_at IS NULL AND withdrawn_at IS NULL;
