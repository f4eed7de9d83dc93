-- name: enter
-- Who works, and for whom, to the end of this transaction: row-level security goes by it.
SELECT set_config('role', %(role)s, true), set_config('sangsaeng.company', %(company)s, true),
    set_config('sangsaeng.person', %(person)s, true), set_config('sangsaeng.act', %(act)s, true);
