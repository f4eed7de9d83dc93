-- name: playbook_alone
-- Held by whoever runs a playbook until it is through or gone.
SELECT pg_advisory_xact_lock(24, 1);

-- name: add_playbook
-- One playbook a buyer and day; the first reason of the day stands.
INSERT INTO settlement.playbook (playbook_id, buyer_id, opened_on, reason)
VALUES (nextval('ledger.item'), %(buyer_id)s, %(day)s, %(reason)s) ON CONFLICT DO NOTHING;

-- name: playbook_of_day
-- The playbook of a buyer and day.
SELECT playbook_id, buyer_id, opened_on, reason FROM settlement.playbook WHERE buyer_id = %(buyer_id)s AND opened_on = %(day)s;

-- name: get_playbook
-- One playbook.
SELECT playbook_id, buyer_id, opened_on, reason FROM settlement.playbook WHERE playbook_id = %(playbook_id)s;

-- name: list_playbooks
-- All playbooks, the newest first, with the buyer's name and how many of their steps are done.
SELECT p.playbook_id, p.buyer_id, c.name AS buyer, p.opened_on, p.reason,
    (SELECT count(*) FROM settlement.playbook_step s WHERE s.playbook_id = p.playbook_id) AS steps_done
FROM settlement.playbook p JOIN parties.company c ON c.company_id = p.buyer_id
ORDER BY p.opened_on DESC, p.playbook_id DESC;

-- name: list_steps
-- The steps of a playbook that are done, in the order they were done.
SELECT step, done_on, outcome FROM settlement.playbook_step WHERE playbook_id = %(playbook_id)s ORDER BY done_at, step;

-- name: get_outcome
-- What came of a step that is done.
SELECT outcome FROM settlement.playbook_step WHERE playbook_id = %(playbook_id)s AND step = %(step)s;

-- name: add_step
-- A step is done: its row is what keeps it from being done again.
INSERT INTO settlement.playbook_step (playbook_id, step, done_on, outcome)
VALUES (%(playbook_id)s, %(step)s, %(day)s, %(outcome)s);

-- name: programmes_of_buyer
-- The programmes of a buyer, whichever institution's.
SELECT programme_id, institution_id FROM programmes.programme WHERE buyer_id = %(buyer_id)s ORDER BY programme_id;

-- name: mark_trees
-- Every live tree of the buyer, and how it stands.
INSERT INTO settlement.marked_tree (programme_id, root_id, playbook_id, standing, marked_on)
SELECT t.programme_id, t.root_id, %(playbook_id)s, t.standing, %(day)s
FROM settlement.trees_of_buyer(%(buyer_id)s, %(deposit_variants)s::text[], %(due_over)s, %(grace_over)s) t WHERE t.live
ON CONFLICT DO NOTHING;

-- name: sum_marked
-- How many trees were marked as what, and their faces in won.
SELECT m.standing, count(*) AS trees, sum(r.face_won)::bigint AS won
FROM settlement.marked_tree m
JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.receivable_id = m.root_id
WHERE m.playbook_id = %(playbook_id)s GROUP BY m.standing ORDER BY m.standing;

-- name: sum_standings
-- How the marked trees stand now, a row a programme and standing: faces in won.
SELECT t.programme_id, t.institution_id, t.standing, count(*) AS trees, sum(t.face_won)::bigint AS won
FROM settlement.trees_of_buyer(%(buyer_id)s, %(deposit_variants)s::text[], %(due_over)s, %(grace_over)s) t
JOIN settlement.marked_tree m ON m.programme_id = t.programme_id AND m.root_id = t.root_id
WHERE m.playbook_id = %(playbook_id)s GROUP BY t.programme_id, t.institution_id, t.standing ORDER BY t.programme_id, t.standing;

-- name: sum_parked_and_paid
-- Of the marked trees: what lies parked for holders, and what was ordered to be paid to them, in won.
SELECT coalesce(sum(r.retained_won) FILTER (WHERE s.phase = 1 AND NOT s.is_root AND r.cancelled_on IS NULL AND NOT EXISTS (
        SELECT FROM ledger.settled paid WHERE paid.programme_id = s.programme_id AND paid.receivable_id = s.receivable_id AND paid.phase = 2)
    ), 0)::bigint AS parked_won,
    coalesce(sum(s.retained_won) FILTER (WHERE s.phase = 2 OR s.is_root), 0)::bigint AS paid_won
FROM settlement.marked_tree m
JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.root_id = m.root_id
JOIN ledger.settled s ON s.programme_id = r.programme_id AND s.receivable_id = r.receivable_id
WHERE m.playbook_id = %(playbook_id)s;

-- name: list_days_of_trees
-- The days on which something of the marked trees is due or settles.
SELECT DISTINCT d.day FROM settlement.marked_tree m
JOIN receivables.receivable r ON r.programme_id = m.programme_id AND r.root_id = m.root_id
LEFT JOIN settlement.funded_root f ON f.programme_id = m.programme_id AND f.root_id = m.root_id
CROSS JOIN LATERAL (VALUES (r.matures_on), (f.settles_on)) d(day)
WHERE m.playbook_id = %(playbook_id)s AND d.day IS NOT NULL ORDER BY d.day;

-- name: notify_holders
-- Every holder of an open or parked receivable of the marked trees is told of its own edge, and of nothing else (G12):
-- what it keeps, what its creditors attached, what it passed on, what it sold.
WITH tree AS MATERIALIZED (
    SELECT t.* FROM settlement.trees_of_buyer(%(buyer_id)s, %(deposit_variants)s::text[], %(due_over)s, %(grace_over)s) t
    JOIN settlement.marked_tree m ON m.programme_id = t.programme_id AND m.root_id = t.root_id
    WHERE m.playbook_id = %(playbook_id)s
), held AS MATERIALIZED (
    SELECT t.standing, t.settled, t.institution_id, r.programme_id, r.receivable_id, r.holder_id, r.retained_won - r.locked_won AS free_won,
        r.locked_won, r.passed_on_won, r.sold_won, r.matures_on, paid.day AS pays_on, graced.until AS grace_until
    FROM tree t JOIN receivables.receivable r ON r.programme_id = t.programme_id AND r.root_id = t.root_id
    -- A day that is closed moves the payment: what is told is the day on which it is made.
    JOIN unnest(%(stated)s::date[], %(paid_on)s::date[]) paid(stated, day) ON paid.stated = greatest(r.matures_on, t.settles_on, %(day)s::date)
    JOIN unnest(%(stated)s::date[], %(grace_until)s::date[]) graced(stated, until) ON graced.stated = t.matures_on
    WHERE r.cancelled_on IS NULL AND (NOT t.settled OR (r.parent_id IS NOT NULL AND r.retained_won > 0 AND NOT EXISTS (
        SELECT FROM ledger.settled paid WHERE paid.programme_id = r.programme_id AND paid.receivable_id = r.receivable_id AND paid.phase = 2)))
), told AS (
    SELECT h.*, h.free_won AS won, CASE WHEN h.settled THEN 'notice_parked_safe' WHEN h.standing = 'covered' THEN 'notice_covered'
        WHEN h.standing = 'advanced' THEN 'notice_advanced' WHEN h.standing = 'guaranteed' THEN 'notice_guaranteed'
        WHEN h.standing = 'unpaid' THEN 'notice_unpaid' WHEN h.standing = 'overdue' THEN 'notice_overdue' ELSE 'notice_exposed' END AS code
    FROM held h WHERE h.free_won > 0
    UNION ALL
    SELECT h.*, h.locked_won, 'notice_attached' FROM held h WHERE h.locked_won > 0
    UNION ALL
    SELECT h.*, h.passed_on_won, 'notice_passed_on' FROM held h WHERE h.passed_on_won > 0 AND NOT h.settled
    UNION ALL
    SELECT h.*, h.sold_won, 'notice_sold_final' FROM held h WHERE h.sold_won > 0 AND NOT h.settled
)
INSERT INTO settlement.notice (notice_id, playbook_id, company_id, programme_id, receivable_id, code, facts, made_on)
SELECT nextval('ledger.item'), %(playbook_id)s, told.holder_id, told.programme_id, told.receivable_id, told.code,
    jsonb_build_object('buyer', %(buyer)s::text, 'institution', i.name, 'opened', %(opened_on)s::date,
        'receivable', told.receivable_id::text, 'won', told.won, 'due', told.matures_on, 'pays_on', told.pays_on,
        'grace_until', told.grace_until), %(day)s
FROM told JOIN parties.company i ON i.company_id = told.institution_id
ON CONFLICT DO NOTHING;

-- name: notify_funders
-- Every funder of a sold part that it was not repaid: it bears it, and claims on nobody but the buyer (G5).
INSERT INTO settlement.notice (notice_id, playbook_id, company_id, programme_id, receivable_id, code, facts, made_on)
SELECT nextval('ledger.item'), %(playbook_id)s, bought.provider_id, bought.programme_id, bought.receivable_id,
    CASE bought.standing WHEN 'covered' THEN 'notice_funder_covered' WHEN 'advanced' THEN 'notice_funder_covered'
        WHEN 'guaranteed' THEN 'notice_funder_guaranteed' WHEN 'unpaid' THEN 'notice_funder_unpaid'
        WHEN 'overdue' THEN 'notice_funder_overdue' ELSE 'notice_funder_exposed' END,
    jsonb_build_object('buyer', %(buyer)s::text, 'institution', i.name, 'opened', %(opened_on)s::date,
        'receivable', bought.receivable_id::text, 'won', bought.won, 'due', bought.due_on, 'grace_until', graced.until), %(day)s
FROM (
    SELECT f.provider_id, t.programme_id, t.institution_id, t.standing, p.receivable_id, t.matures_on AS due_on, sum(p.amount_won)::bigint AS won
    FROM settlement.trees_of_buyer(%(buyer_id)s, %(deposit_variants)s::text[], %(due_over)s, %(grace_over)s) t
    JOIN settlement.marked_tree m ON m.programme_id = t.programme_id AND m.root_id = t.root_id AND m.playbook_id = %(playbook_id)s
    JOIN receivables.receivable r ON r.programme_id = t.programme_id AND r.root_id = t.root_id
    JOIN ledger.purchase p ON p.programme_id = r.programme_id AND p.receivable_id = r.receivable_id AND NOT p.from_deposit
    JOIN early_payment.sale s ON s.programme_id = p.programme_id AND s.sale_id = p.sale_id AND s.cancelled_at IS NULL
    JOIN programmes.facility f ON f.facility_id = p.facility_id
    WHERE f.provider_id <> %(buyer_id)s AND NOT EXISTS (SELECT FROM ledger.repaid x WHERE x.programme_id = p.programme_id AND x.purchase_id = p.purchase_id)
    GROUP BY f.provider_id, t.programme_id, t.institution_id, t.standing, p.receivable_id, t.matures_on
) bought JOIN parties.company i ON i.company_id = bought.institution_id
JOIN unnest(%(stated)s::date[], %(grace_until)s::date[]) graced(stated, until) ON graced.stated = bought.due_on
ON CONFLICT DO NOTHING;

-- name: notify_parties
-- The institution and the buyer of each programme with marked trees: totals, no holder's name. (0: the programme as a whole.)
WITH stands AS (
    SELECT t.programme_id, t.institution_id, count(*) AS trees,
        coalesce(sum(t.face_won) FILTER (WHERE t.standing = 'covered'), 0)::bigint AS covered_won,
        coalesce(sum(t.face_won) FILTER (WHERE t.standing = 'advanced'), 0)::bigint AS advanced_won,
        coalesce(sum(t.face_won) FILTER (WHERE t.standing = 'guaranteed'), 0)::bigint AS guaranteed_won,
        coalesce(sum(t.face_won) FILTER (WHERE t.standing = 'unpaid'), 0)::bigint AS unpaid_won,
        coalesce(sum(t.face_won) FILTER (WHERE t.standing = 'overdue'), 0)::bigint AS overdue_won,
        coalesce(sum(t.face_won) FILTER (WHERE t.standing = 'exposed'), 0)::bigint AS exposed_won
    FROM settlement.trees_of_buyer(%(buyer_id)s, %(deposit_variants)s::text[], %(due_over)s, %(grace_over)s) t
    JOIN settlement.marked_tree m ON m.programme_id = t.programme_id AND m.root_id = t.root_id AND m.playbook_id = %(playbook_id)s
    GROUP BY t.programme_id, t.institution_id
)
INSERT INTO settlement.notice (notice_id, playbook_id, company_id, programme_id, receivable_id, code, facts, made_on)
SELECT nextval('ledger.item'), %(playbook_id)s, told.company_id, stands.programme_id, 0, told.code,
    jsonb_build_object('buyer', %(buyer)s::text, 'opened', %(opened_on)s::date, 'reason', %(reason)s::text, 'period', %(period)s::text,
        'programme', stands.programme_id::text, 'trees', stands.trees, 'covered', stands.covered_won, 'advanced', stands.advanced_won,
        'guaranteed', stands.guaranteed_won, 'unpaid', stands.unpaid_won,
        'overdue', stands.overdue_won, 'exposed', stands.exposed_won), %(day)s
FROM stands CROSS JOIN LATERAL (VALUES (stands.institution_id, 'notice_institution'), (%(buyer_id)s::bigint, 'notice_buyer')) told(company_id, code)
ON CONFLICT DO NOTHING;

-- name: notify_paid_after_all
-- Who was told that a day's receivables of a programme are unpaid, and whose root the buyer has paid since. Once each.
INSERT INTO settlement.notice (notice_id, playbook_id, company_id, programme_id, receivable_id, code, facts, made_on)
SELECT nextval('ledger.item'), n.playbook_id, n.company_id, n.programme_id, n.receivable_id, after.code,
    n.facts || jsonb_build_object('won', CASE n.code WHEN 'notice_unpaid' THEN r.retained_won - r.locked_won ELSE (n.facts->>'won')::bigint END,
        'pays_on', CASE n.code WHEN 'notice_unpaid' THEN paid.day ELSE repaid.day END), %(day)s
FROM (SELECT DISTINCT ON (company_id, programme_id, receivable_id, code) * FROM settlement.notice
      WHERE playbook_id IN (SELECT b.playbook_id FROM settlement.playbook b WHERE b.buyer_id = %(buyer_id)s)
          AND programme_id = %(programme_id)s AND code IN ('notice_unpaid', 'notice_funder_unpaid')
      ORDER BY company_id, programme_id, receivable_id, code, playbook_id DESC) n
JOIN receivables.receivable r ON r.programme_id = n.programme_id AND r.receivable_id = n.receivable_id AND r.cancelled_on IS NULL
JOIN settlement.funded_root f ON f.programme_id = r.programme_id AND f.root_id = r.root_id AND f.matures_on = %(due_on)s
JOIN unnest(%(stated)s::date[], %(paid_on)s::date[]) paid(stated, day) ON paid.stated = greatest(r.matures_on, f.settles_on)
JOIN unnest(%(stated)s::date[], %(paid_on)s::date[]) repaid(stated, day) ON repaid.stated = f.settles_on
CROSS JOIN LATERAL (VALUES (CASE n.code WHEN 'notice_unpaid' THEN 'notice_paid_after_all' ELSE 'notice_funder_paid_after_all' END)) after(code)
WHERE (n.code <> 'notice_unpaid' OR r.retained_won > r.locked_won)
    AND NOT EXISTS (SELECT FROM settlement.notice x WHERE x.playbook_id = n.playbook_id AND x.company_id = n.company_id
        AND x.programme_id = n.programme_id AND x.receivable_id = n.receivable_id AND x.code = after.code);

-- name: list_days_after_all
-- The days on which the trees of a day that was left unpaid and is paid now are due or settle.
SELECT DISTINCT d.day FROM settlement.funded_root f
JOIN receivables.receivable r ON r.programme_id = f.programme_id AND r.root_id = f.root_id
CROSS JOIN LATERAL (VALUES (r.matures_on), (f.settles_on)) d(day)
WHERE f.programme_id = %(programme_id)s AND f.matures_on = %(due_on)s ORDER BY d.day;

-- name: count_notices
-- How many notices a playbook made, and to how many companies.
SELECT count(*) AS notices, count(DISTINCT company_id) AS companies FROM settlement.notice WHERE playbook_id = %(playbook_id)s;

-- name: list_notices
-- What was told, to one company or to all, in the order it was made.
SELECT n.notice_id, n.playbook_id, n.company_id, c.name AS company, n.programme_id, n.receivable_id, n.code, n.facts, n.made_on
FROM settlement.notice n JOIN parties.company c ON c.company_id = n.company_id
WHERE n.playbook_id = %(playbook_id)s AND (%(company_id)s::bigint IS NULL OR n.company_id = %(company_id)s)
ORDER BY n.notice_id;

-- name: ban_state
-- What the credit information registry is told: the missed days of a buyer, a row each.
SELECT b.business_number AS buyer_number, b.name AS buyer, i.name AS institution, c.programme_id, c.reference, c.due_on, c.grace_until,
    c.called_won, c.state
FROM settlement.funding_call c
JOIN programmes.programme p ON p.programme_id = c.programme_id
JOIN parties.company b ON b.company_id = p.buyer_id
JOIN parties.company i ON i.company_id = p.institution_id
WHERE p.buyer_id = %(buyer_id)s AND c.grace_until IS NOT NULL AND c.due_on > %(since)s AND c.due_on <= %(day)s
ORDER BY c.due_on, c.programme_id;
