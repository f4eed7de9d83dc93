-- name: face_strength
-- What a login could do beyond the web's roles: the book's own role, everything, or the tables as their owner.
SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcreaterole
    OR EXISTS (SELECT FROM pg_roles o WHERE o.rolname = 'sangsaeng_app' AND pg_has_role(r.oid, o.oid, 'MEMBER'))
    OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('parties', 'ledger', 'receivables', 'programmes') AND c.relkind IN ('r', 'p')
        AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS too_strong,
    pg_has_role(r.oid, 'sangsaeng_web', 'MEMBER') AND pg_has_role(r.oid, 'sangsaeng_desk', 'MEMBER')
    AND pg_has_role(r.oid, 'sangsaeng_door', 'MEMBER') AS fits
FROM pg_roles r WHERE r.rolname = current_user;

-- name: face_can_log_in
-- Whether the web's role is a login already.
SELECT rolcanlogin FROM pg_roles WHERE rolname = 'sangsaeng_face';

-- name: let_face_log_in
-- On the embedded server, which nobody reaches but through its folder, the web's role is itself the login.
ALTER ROLE sangsaeng_face LOGIN;
