-- name: list_movements
-- What moved for the asker in a span of days, the earliest first: of what it holds, or of what it owes.
SELECT m.day, m.what, m.programme_id, m.item_id, m.receivable_id, coalesce(c.name, '') AS with_whom, m.in_won, m.out_won, m.cash_won
FROM (
    SELECT h.* FROM receivables.movements_of_mine(%(from_on)s, %(until)s, %(purposes)s::int[], %(whats)s::text[]) h WHERE %(side)s = 'held'
    UNION ALL
    SELECT o.* FROM receivables.owed_movements_of_mine(%(from_on)s, %(until)s) o WHERE %(side)s = 'owed'
) m
LEFT JOIN parties.company c ON c.company_id = m.other_id
WHERE (m.day, m.what, m.programme_id, m.item_id) > (%(after_day)s::date, %(after_what)s::text, %(after_programme_id)s::bigint,
    %(after_item_id)s::bigint)
ORDER BY m.day, m.what, m.programme_id, m.item_id LIMIT %(most)s;

-- name: sum_movements
-- What moved in a span by what it was, and by how much what stood grew after it.
SELECT m.what, count(*) FILTER (WHERE m.day <= %(until)s) AS movement_count,
    coalesce(sum(m.in_won) FILTER (WHERE m.day <= %(until)s), 0)::bigint AS in_won,
    coalesce(sum(m.out_won) FILTER (WHERE m.day <= %(until)s), 0)::bigint AS out_won,
    coalesce(sum(m.cash_won) FILTER (WHERE m.day <= %(until)s), 0)::bigint AS cash_won,
    coalesce(sum(m.in_won - m.out_won) FILTER (WHERE m.day > %(until)s), 0)::bigint AS since_won
FROM (
    SELECT h.* FROM receivables.movements_of_mine(%(from_on)s, %(today)s, %(purposes)s::int[], %(whats)s::text[]) h WHERE %(side)s = 'held'
    UNION ALL
    SELECT o.* FROM receivables.owed_movements_of_mine(%(from_on)s, %(today)s) o WHERE %(side)s = 'owed'
) m GROUP BY m.what;

-- name: get_standing_won
-- What stands now: what the asker holds, or what it owes.
SELECT CASE WHEN %(side)s = 'held' THEN receivables.held_won_of_mine(%(today)s) ELSE receivables.owed_won_of_mine(%(today)s) END AS won;
