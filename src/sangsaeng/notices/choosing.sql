-- name: set_choices
-- What a person wants to hear of from now on, when and how.
INSERT INTO notices.choice (person_id, kind, cadence, channel, chosen_at)
SELECT %(person_id)s, n.kind, n.cadence, n.channel, %(at)s
FROM unnest(%(kind)s::text[], %(cadence)s::text[], %(channel)s::text[]) AS n(kind, cadence, channel)
ON CONFLICT (person_id, kind) DO UPDATE SET cadence = excluded.cadence, channel = excluded.channel, chosen_at = excluded.chosen_at;

-- name: set_language
-- In which language a person is written to.
UPDATE parties.person SET language = %(language)s WHERE person_id = %(person_id)s;

-- name: get_hearer
-- The sealed address of one person.
SELECT sealed FROM parties.person WHERE person_id = %(person_id)s;

-- name: mark_read
-- Notices a person has read; those read before stay as they were.
UPDATE notices.notice SET read_at = %(at)s
WHERE notice_id = ANY (%(notice_ids)s::bigint[]) AND person_id = %(person_id)s AND read_at IS NULL;

-- name: list_choices
-- What a person has chosen.
SELECT kind, cadence, channel, chosen_at FROM notices.choice WHERE person_id = %(person_id)s;
