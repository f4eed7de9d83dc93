-- name: list_inbox
-- What the person who asks was told, at this company or for itself, the newest first.
SELECT n.notice_id, n.kind, n.company_id, n.facts, n.made_at, n.read_at FROM notices.notice n
WHERE n.person_id = %(person_id)s AND (n.company_id IS NULL OR n.company_id = %(me)s) AND n.notice_id < %(after_notice_id)s::bigint
    AND (NOT %(unread)s OR n.read_at IS NULL) AND (%(kind)s::text IS NULL OR n.kind = %(kind)s)
ORDER BY n.notice_id DESC LIMIT %(most)s;

-- name: count_unread
-- How much of it was not read yet.
SELECT count(*) AS unread FROM notices.notice n
WHERE n.person_id = %(person_id)s AND (n.company_id IS NULL OR n.company_id = %(me)s) AND n.read_at IS NULL;
