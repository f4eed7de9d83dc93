-- name: take_progress
-- How far the book was looked through, and how far it is now: every transaction before to_xid is over. After a restore the numbers
-- begin anew, and everything is looked through again.
SELECT CASE WHEN next_xid > pg_snapshot_xmax(pg_current_snapshot())::text::bigint THEN 0 ELSE next_xid END AS from_xid,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS to_xid, seen_at AS from_at, transaction_timestamp() AS to_at
FROM notices.progress FOR UPDATE;

-- name: keep_progress
-- The book was looked through this far.
UPDATE notices.progress SET next_xid = %(to_xid)s, seen_at = %(to_at)s;

-- name: list_deciders
-- People at the companies whose word a waiting act needs, with each power and what their company is; acts that end before a moment, and
-- nobody was told of so.
SELECT a.act_id, a.action, a.amount_won, a.expires_at, a.company_id AS enterer_id, c.name AS company, n.company_id, w.person_id, w.role, w.limit_won,
    parties.entered_as(a) AS entered_by, ARRAY(SELECT o.office FROM parties.office o WHERE o.company_id = n.company_id) AS offices
FROM parties.act a
JOIN parties.company c ON c.company_id = a.company_id
CROSS JOIN LATERAL (SELECT DISTINCT unnest(a.needed_of) AS company_id) n
JOIN parties.power w ON w.company_id = n.company_id AND w.ended_at IS NULL
JOIN parties.person p ON p.person_id = w.person_id AND p.disabled_at IS NULL
WHERE a.state = 'waiting' AND a.expires_at > %(at)s AND a.expires_at < %(before)s
    AND NOT EXISTS (SELECT FROM parties.act_decision d WHERE d.act_id = a.act_id AND d.company_id = n.company_id AND d.person_id = w.person_id)
    AND NOT EXISTS (SELECT FROM notices.notice t WHERE t.kind = %(kind)s AND t.about = 'act:' || a.act_id
        AND t.person_id = w.person_id AND t.company_id = n.company_id);

-- name: add_notices
-- Notices to people found one by one.
INSERT INTO notices.notice (kind, about, person_id, company_id, facts, made_at)
SELECT %(kind)s, n.about, n.person_id, n.company_id, n.facts, %(at)s
FROM unnest(%(about)s::text[], %(person_id)s::bigint[], %(company_id)s::bigint[], %(facts)s::jsonb[]) AS n(about, person_id, company_id, facts)
ON CONFLICT DO NOTHING;

-- name: plan_act_decided
-- Who entered an act hears what became of it, while it still has a power there.
INSERT INTO notices.notice (kind, about, person_id, company_id, facts, made_at)
SELECT %(kind)s, 'act:' || a.act_id, a.entered_by, a.company_id,
    jsonb_build_object('variant', a.state, 'act_id', a.act_id, 'action', a.action, 'won', a.amount_won, 'ended_at', a.ended_at), %(at)s
FROM parties.act a JOIN parties.person p ON p.person_id = a.entered_by AND p.disabled_at IS NULL
WHERE a.ended_at >= %(since)s AND cardinality(a.needed_of) > 0 AND a.state IN ('executed', 'refused', 'rejected', 'expired')
    AND EXISTS (SELECT FROM parties.power w WHERE w.person_id = a.entered_by AND w.company_id = a.company_id AND w.ended_at IS NULL)
    AND NOT EXISTS (SELECT FROM notices.notice x WHERE x.kind = %(kind)s AND x.about = 'act:' || a.act_id AND x.person_id = a.entered_by
        AND x.company_id = a.company_id)
ON CONFLICT DO NOTHING;

-- name: plan_receivables
-- A part of the promises booked since the book was last looked through, for the payee: from whom, who pays if the buyer does not, when,
-- where; and after which the next part begins, NULL after the last.
WITH part AS (
    SELECT l.programme_id, l.item_id FROM ledger.line l
    WHERE l.posted_xid >= %(from_xid)s AND l.kind IN (1, 2, 3) AND l.booked_on >= %(since_on)s AND l.item_id > %(after)s
    ORDER BY l.item_id LIMIT %(most)s)
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(r.holder_id), array_agg('receivable:' || r.programme_id || '-' || r.receivable_id),
    array_agg(jsonb_build_object('variant', CASE WHEN p.variant = ANY (%(deposited)s::text[]) THEN 'deposited'
            WHEN p.default_policy = 'institution_advances' THEN 'guaranteed' ELSE 'unguaranteed' END, 'programme_id', r.programme_id,
        'receivable_id', r.receivable_id, 'issuer', s.name, 'buyer', b.name, 'institution', i.name, 'won', r.face_won, 'pays_on', r.matures_on,
        'bank_account_id', (SELECT CASE k.state WHEN 'verified' THEN k.bank_account_id END FROM parties.bank_account k
            WHERE k.company_id = r.holder_id AND k.state IN ('verified', 'closed') AND k.usable_from <= %(day)s
            ORDER BY k.registered_on DESC, k.bank_account_id DESC LIMIT 1))), %(at)s) AS count,
    (SELECT CASE count(*) WHEN %(most)s THEN max(item_id) END FROM part) AS last
FROM part l
JOIN receivables.receivable r ON r.programme_id = l.programme_id AND r.receivable_id = l.item_id
JOIN programmes.programme p ON p.programme_id = r.programme_id
JOIN parties.company s ON s.company_id = r.issuer_id
JOIN parties.company b ON b.company_id = p.buyer_id
JOIN parties.company i ON i.company_id = p.institution_id
WHERE r.cancelled_on IS NULL
    AND EXISTS (SELECT FROM parties.power w WHERE w.company_id = r.holder_id AND w.ended_at IS NULL);

-- name: plan_money_coming
-- What each company that has people is paid on the next day that banks pay, in one sum: what falls due on closed days before it too.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(d.company_id), array_agg('day:' || %(next_day)s::date),
    array_agg(jsonb_build_object('won', d.won, 'count', d.count, 'pays_on', %(next_day)s::date, 'bank_account_id', d.bank_account_id)), %(at)s) AS count
FROM (
    SELECT c.company_id, due.won, due.count, (SELECT CASE k.state WHEN 'verified' THEN k.bank_account_id END FROM parties.bank_account k
        WHERE k.company_id = c.company_id AND k.state IN ('verified', 'closed') AND k.usable_from <= %(next_day)s
        ORDER BY k.registered_on DESC, k.bank_account_id DESC LIMIT 1) AS bank_account_id
    FROM (SELECT DISTINCT w.company_id FROM parties.power w WHERE w.ended_at IS NULL) c
    CROSS JOIN LATERAL (SELECT sum(r.retained_won - r.locked_won)::bigint AS won, count(*) AS count FROM receivables.receivable r
        WHERE r.holder_id = c.company_id AND r.matures_on > %(day)s AND r.matures_on <= %(next_day)s AND r.cancelled_on IS NULL AND r.retained_won > r.locked_won
            AND (r.claim_by IS NULL OR r.claimed_on IS NOT NULL)) due
    WHERE due.won > 0) d;

-- name: plan_payouts
-- What banks have said of payments since the book was last looked through: the money is there, or it came back.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(o.payee_id), array_agg('attempt:' || e.attempt_id),
    array_agg(jsonb_build_object('purpose', o.purpose, 'won', o.amount_won, 'happened_on', e.happened_on, 'reason', coalesce(e.reason, t.reason),
        'bank_account_id', t.bank_account_id)), %(at)s) AS count
FROM payouts.attempt_event e
JOIN payouts.attempt t ON t.attempt_id = e.attempt_id
JOIN payouts.payout o ON o.programme_id = t.programme_id AND o.purpose = t.purpose AND o.source_id = t.source_id
WHERE e.recorded_at >= %(from_at)s::timestamptz - interval '1 hour' AND e.happened_on >= %(since_on)s AND e.state = ANY (%(states)s::text[])
    AND EXISTS (SELECT FROM parties.power w WHERE w.company_id = o.payee_id AND w.ended_at IS NULL);

-- name: plan_accounts
-- An account was named, or its bank has said whose it is: everybody of the company hears it.
SELECT notices.tell(%(kind)s, NULL, array_agg(a.company_id), array_agg('account:' || a.bank_account_id || ':' || a.variant
        || coalesce(':' || a.usable_from, '')),
    array_agg(jsonb_build_object('variant', a.variant, 'bank_account_id', a.bank_account_id, 'named_on', a.registered_on,
        'usable_on', a.usable_from, 'operator', coalesce(o.name, ''))), %(at)s) AS count
FROM (
    SELECT k.company_id, k.bank_account_id, k.registered_on, k.usable_from, CASE k.state WHEN 'unchecked' THEN 'named' ELSE k.state END AS variant
    FROM parties.bank_account k
    WHERE (k.registered_on >= %(since_on)s OR k.bank_account_id IN (SELECT h.bank_account_id FROM parties.holder_check h WHERE h.checked_on >= %(since_on)s))
        AND (k.state = 'unchecked' OR k.state = 'refused' OR (k.state = 'verified' AND k.usable_from IS NOT NULL))
) a
LEFT JOIN LATERAL (SELECT c.name FROM parties.office f JOIN parties.company c ON c.company_id = f.company_id
    WHERE f.office = 'operator' ORDER BY f.company_id LIMIT 1) o ON true;

-- name: plan_calls
-- What a buyer must bring within days and has not brought: until a run closes its day a call stays due. Called for more, it is told again; what everybody was told is not summed anew.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(p.buyer_id), array_agg('call:' || c.programme_id || '-' || c.call_id || ':' || c.called_won),
    array_agg(jsonb_build_object('programme_id', c.programme_id, 'won', m.won, 'due_on', c.due_on, 'reference', c.reference,
        'institution', i.name)), %(at)s) AS count
FROM (SELECT x.* FROM settlement.funding_call x JOIN programmes.programme b ON b.programme_id = x.programme_id
    JOIN parties.power w ON w.company_id = b.buyer_id AND w.ended_at IS NULL AND w.role = ANY (%(roles)s)
    JOIN parties.person h ON h.person_id = w.person_id AND h.disabled_at IS NULL
    WHERE x.state = 'due' AND x.due_on BETWEEN %(day)s AND %(day)s::date + 7 AND NOT EXISTS (SELECT FROM notices.notice n WHERE n.kind = %(kind)s
        AND n.about = 'call:' || x.programme_id || '-' || x.call_id || ':' || x.called_won AND n.person_id = w.person_id AND n.company_id = w.company_id)
    GROUP BY x.programme_id, x.call_id OFFSET 0) c
JOIN programmes.programme p ON p.programme_id = c.programme_id
JOIN parties.company i ON i.company_id = p.institution_id
CROSS JOIN LATERAL (SELECT settlement.missing_of(c.programme_id, c.due_on) AS won OFFSET 0) m
WHERE m.won > 0;

-- name: plan_calls_missed
-- The money of a day did not come: the buyer hears until when it may still bring it, and that it is over.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(p.buyer_id), array_agg('call:' || c.programme_id || '-' || c.call_id || ':' || c.state),
    array_agg(jsonb_build_object('variant', c.state, 'programme_id', c.programme_id, 'won', c.called_won, 'due_on', c.due_on,
        'grace_until_on', coalesce(c.grace_until, c.due_on), 'reference', c.reference, 'institution', i.name)), %(at)s) AS count
FROM settlement.funding_call c
JOIN programmes.programme p ON p.programme_id = c.programme_id
JOIN parties.company i ON i.company_id = p.institution_id
WHERE c.state IN ('grace', 'unpaid') AND coalesce(c.grace_until, c.due_on) >= %(since_on)s;

-- name: plan_calls_soon
-- What a buyer must bring until the next business day and has not brought: what is missing, as its page says.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(p.buyer_id), array_agg('call:' || c.programme_id || '-' || c.call_id),
    array_agg(jsonb_build_object('programme_id', c.programme_id, 'won', m.won, 'due_on', c.due_on, 'reference', c.reference,
        'institution', i.name)), %(at)s) AS count
FROM (SELECT x.* FROM settlement.funding_call x JOIN programmes.programme b ON b.programme_id = x.programme_id
    JOIN parties.power w ON w.company_id = b.buyer_id AND w.ended_at IS NULL AND w.role = ANY (%(roles)s)
    JOIN parties.person h ON h.person_id = w.person_id AND h.disabled_at IS NULL
    WHERE x.state = 'due' AND x.due_on > %(day)s AND x.due_on <= %(reach)s AND NOT EXISTS (SELECT FROM notices.notice n WHERE n.kind = %(kind)s
        AND n.about = 'call:' || x.programme_id || '-' || x.call_id AND n.person_id = w.person_id AND n.company_id = w.company_id)
    GROUP BY x.programme_id, x.call_id OFFSET 0) c
JOIN programmes.programme p ON p.programme_id = c.programme_id
JOIN parties.company i ON i.company_id = p.institution_id
CROSS JOIN LATERAL (SELECT settlement.missing_of(c.programme_id, c.due_on) AS won OFFSET 0) m
WHERE m.won > 0;

-- name: plan_quotes_lapsing
-- Firm prices that lapse within the hour and were given before it; nobody has taken them. The newest of each receivable that still has as much.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(q.holder_id), array_agg('quotes:' || extract(epoch FROM q.valid_until)),
    array_agg(jsonb_build_object('won', q.won, 'count', q.count, 'lapses_at', q.valid_until)), %(at)s) AS count
FROM (SELECT n.holder_id, n.valid_until, sum(n.proceeds_won)::bigint AS won, count(*) AS count
    FROM (SELECT DISTINCT ON (q.programme_id, q.receivable_id) r.holder_id, q.valid_until, q.proceeds_won, q.quoted_at
        FROM early_payment.quote q JOIN receivables.receivable r ON r.programme_id = q.programme_id AND r.receivable_id = q.receivable_id
        WHERE q.valid_until > %(at)s AND q.valid_until <= %(before)s AND r.cancelled_on IS NULL AND q.amount_won <= r.retained_won - r.locked_won
            AND NOT EXISTS (SELECT FROM early_payment.sale s WHERE s.programme_id = q.programme_id AND s.quote_id = q.quote_id)
        ORDER BY q.programme_id, q.receivable_id, q.quote_id DESC) n
    WHERE n.quoted_at < n.valid_until - (%(before)s::timestamptz - %(at)s::timestamptz)
    GROUP BY 1, 2) q;

-- name: plan_accounts_starting
-- Accounts that have cooled off by the next business day: from then on money goes there.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(k.company_id), array_agg('account:' || k.bank_account_id || ':' || k.usable_from),
    array_agg(jsonb_build_object('bank_account_id', k.bank_account_id, 'usable_on', k.usable_from, 'operator', coalesce(o.name, ''))),
    %(at)s) AS count
FROM parties.bank_account k
LEFT JOIN LATERAL (SELECT c.name FROM parties.office f JOIN parties.company c ON c.company_id = f.company_id
    WHERE f.office = 'operator' ORDER BY f.company_id LIMIT 1) o ON true
WHERE k.state = 'verified' AND k.usable_from > %(day)s AND k.usable_from <= %(reach)s AND k.registered_on < %(day)s;

-- name: plan_claims_soon
-- Periods of pay for success whose last day to claim is near, for suppliers that have not claimed.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(w.supplier_id), array_agg('claim:' || w.programme_id || '-' || w.award_id || ':' || r.period_no),
    array_agg(jsonb_build_object('programme_id', w.programme_id, 'award_id', w.award_id, 'programme_ko', o.name_ko, 'programme_en', o.name_en,
        'count', r.period_no, 'claim_until_on', r.claim_until)), %(at)s) AS count
FROM outcomes.period r
JOIN outcomes.programme o ON o.programme_id = r.programme_id
JOIN outcomes.award w ON w.programme_id = r.programme_id AND w.state = 'accepted'
WHERE r.observed_until < %(day)s AND r.claim_until >= %(day)s AND r.claim_until <= %(reach)s
    AND NOT EXISTS (SELECT FROM outcomes.claim c WHERE c.programme_id = w.programme_id AND c.award_id = w.award_id
        AND c.period_no = r.period_no AND c.state <> 'refused');

-- name: plan_default_notices
-- What a default proceeding has for each company, in its own words.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(n.company_id), array_agg('default:' || n.notice_id),
    array_agg(jsonb_build_object('code', n.code, 'told', n.facts)), %(at)s) AS count
FROM settlement.notice n WHERE n.made_on >= %(since_on)s;

-- name: plan_invitations
-- Invitations with an address that nobody has taken yet: no amounts, since an address may be a stranger's.
INSERT INTO notices.notice (kind, about, invitation_id, facts, made_at)
SELECT %(kind)s, 'invitation:' || i.invitation_id, i.invitation_id,
    jsonb_build_object('variant', CASE WHEN i.invited_by = i.company_id THEN 'colleague' ELSE 'company' END,
        'inviter', b.name, 'company', c.name, 'ends_at', i.ends_at), %(at)s
FROM parties.invitation i
JOIN parties.company c ON c.company_id = i.company_id
JOIN parties.company b ON b.company_id = i.invited_by
WHERE i.sealed IS NOT NULL AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.ends_at > %(at)s AND i.made_at >= %(since)s
    AND NOT EXISTS (SELECT FROM notices.notice x WHERE x.invitation_id = i.invitation_id AND x.kind = %(kind)s)
ON CONFLICT DO NOTHING;

-- name: plan_sign_in
-- How a person signs in has changed, or somebody asks to change it: the person hears it, whoever it was.
INSERT INTO notices.notice (kind, about, person_id, facts, made_at)
SELECT %(kind)s, s.about, s.person_id, jsonb_build_object('variant', s.variant, 'label', s.label, 'happened_at', s.happened_at,
    'operator', coalesce(o.name, '')), %(at)s
FROM (
    SELECT 'passkey:' || encode(sha256(k.credential_id), 'hex') AS about, k.person_id, 'passkey' AS variant, k.label, k.added_at AS happened_at
    FROM parties.passkey k WHERE k.added_at >= %(since)s
    UNION ALL
    SELECT 'recovery:' || r.recovery_id || ':' || v.variant, r.person_id, v.variant, '', v.happened_at FROM parties.recovery r
    CROSS JOIN LATERAL (VALUES ('recovery', r.asked_at), ('recovered', r.used_at)) AS v(variant, happened_at)
    WHERE r.person_id IS NOT NULL AND v.happened_at >= %(since)s
) s
JOIN parties.person p ON p.person_id = s.person_id AND p.disabled_at IS NULL
LEFT JOIN LATERAL (SELECT c.name FROM parties.office f JOIN parties.company c ON c.company_id = f.company_id
    WHERE f.office = 'operator' ORDER BY f.company_id LIMIT 1) o ON true
WHERE NOT EXISTS (SELECT FROM notices.notice x WHERE x.kind = %(kind)s AND x.about = s.about AND x.person_id = s.person_id AND x.company_id IS NULL)
ON CONFLICT DO NOTHING;

-- name: plan_works
-- Improvements that wait for the word of the site's owner and its workers.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(s.company_id), array_agg('works:' || w.programme_id || '-' || w.match_id || ':'
        || extract(epoch FROM w.submitted_at)),
    array_agg(jsonb_build_object('programme_id', w.programme_id, 'match_id', w.match_id, 'programme_ko', o.name_ko, 'programme_en', o.name_en,
        'site', s.name, 'supplier', c.name, 'installed_on', w.installed_on)), %(at)s) AS count
FROM outcomes.works w
JOIN outcomes.programme o ON o.programme_id = w.programme_id
JOIN outcomes.match m ON m.programme_id = w.programme_id AND m.match_id = w.match_id
JOIN outcomes.site s ON s.programme_id = m.programme_id AND s.site_id = m.site_id
JOIN outcomes.award a ON a.programme_id = m.programme_id AND a.award_id = m.award_id
JOIN parties.company c ON c.company_id = a.supplier_id
WHERE w.accepted_at IS NULL AND w.submitted_at >= %(since)s;

-- name: plan_determinations
-- What a claim was determined at, and until when it may be disputed.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(a.supplier_id), array_agg('determination:' || d.programme_id || '-' || d.determination_id),
    array_agg(jsonb_build_object('programme_id', d.programme_id, 'claim_id', d.claim_id, 'programme_ko', o.name_ko,
        'programme_en', o.name_en, 'won', d.amount_won, 'window_until_on', d.window_until)), %(at)s) AS count
FROM outcomes.determination d
JOIN outcomes.programme o ON o.programme_id = d.programme_id
JOIN outcomes.award a ON a.programme_id = d.programme_id AND a.award_id = d.award_id
WHERE d.determined_at >= %(since)s;

-- name: plan_disputes
-- What was decided on a dispute.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(a.supplier_id), array_agg('dispute:' || x.programme_id || '-' || x.dispute_id),
    array_agg(jsonb_build_object('variant', CASE WHEN x.upheld THEN 'upheld' ELSE 'dismissed' END, 'programme_id', x.programme_id,
        'claim_id', d.claim_id, 'programme_ko', o.name_ko, 'programme_en', o.name_en, 'decided_at', x.decided_at)), %(at)s) AS count
FROM outcomes.dispute x
JOIN outcomes.determination d ON d.programme_id = x.programme_id AND d.determination_id = x.determination_id
JOIN outcomes.programme o ON o.programme_id = x.programme_id
JOIN outcomes.award a ON a.programme_id = d.programme_id AND a.award_id = d.award_id
WHERE x.decided_at >= %(since)s;

-- name: plan_payables
-- What a programme owed a company was paid.
SELECT notices.tell(%(kind)s, %(roles)s, array_agg(y.company_id), array_agg('payable:' || y.programme_id || '-' || y.payable_id),
    array_agg(jsonb_build_object('variant', y.paid_by, 'programme_id', y.programme_id, 'programme_ko', o.name_ko, 'programme_en', o.name_en,
        'won', y.amount_won, 'paid_on', y.paid_on)), %(at)s) AS count
FROM outcomes.payable y JOIN outcomes.programme o ON o.programme_id = y.programme_id
WHERE y.paid_on >= %(since_on)s;

-- name: drop_letters
-- Letters of what was told long ago, sent or not.
DELETE FROM notices.letter l WHERE l.made_at < %(before)s;

-- name: drop_notices
-- What was told long ago, whatever became of it.
DELETE FROM notices.notice n WHERE n.made_at < %(before)s;

-- name: keep_stale
-- What nothing has carried while it was news stands in the inbox alone.
UPDATE notices.notice n SET state = 'kept' WHERE n.state = 'new' AND n.made_at < %(before)s;
