-- name: get_board
-- A day's run and its steps, as far as they are of programmes the asker runs.
SELECT b.run_id, b.day, b.state, b.stop_reason, b.opened_at, b.released_at, b.phase, b.expected_count, b.expected_won, b.posted_count,
    b.posted_won FROM settlement.board_of(%(day)s) b ORDER BY b.phase;

-- name: list_calls_of_day
-- Calls of the programmes the asker runs for a day, and what of each is missing: an institution that paid does not make it funded.
SELECT c.programme_id, b.name AS buyer, c.due_on, p.default_policy, c.called_won, c.state, c.grace_until, CASE WHEN c.state = 'funded' THEN 0 ELSE settlement.missing_of(c.programme_id, c.due_on) END AS missing_won
FROM programmes.programme p
JOIN settlement.funding_call c ON c.programme_id = p.programme_id AND c.due_on BETWEEN %(first)s AND %(day)s
JOIN parties.company b ON b.company_id = p.buyer_id
WHERE p.institution_id = %(me)s AND (%(programme_id)s::int IS NULL OR p.programme_id = %(programme_id)s)
ORDER BY c.due_on, c.programme_id;

-- name: list_payouts_of_run
-- How the payouts of a run stand.
SELECT o.state, o.payout_count, o.won FROM payouts.of_run(%(run_id)s) o ORDER BY o.state;

-- name: list_held_by_funder
-- What the asker bought and was not repaid: by buyer and day.
SELECT h.programme_id, b.name AS buyer, h.root_matures_on, count(*) AS receivable_count, sum(h.amount_won)::bigint AS won,
    sum(h.interest_won)::bigint AS interest_won
FROM early_payment.holdings_of_mine() h JOIN parties.company b ON b.company_id = h.buyer_id
GROUP BY 1, 2, 3 ORDER BY 3, 1;

-- name: list_limits
-- What the asker stands ready with, by buyer.
SELECT f.facility_id, f.kind, b.name AS buyer, f.programme_id, f.limit_won, f.blocked_won, f.used_won,
    f.limit_won - f.blocked_won - f.used_won AS free_won, f.ends_on
FROM programmes.facility f LEFT JOIN parties.company b ON b.company_id = f.buyer_id
WHERE f.provider_id = %(me)s ORDER BY f.facility_id;

-- name: get_board_version
-- Whether anything of a day's board changed, in one statement: its run and steps, the jobs handed over for it, what waits for a second
-- person, and its calls: those of the twelve days before too, for that is what stands between two business days at most. Equal texts: nothing did.
SELECT md5(concat_ws('|',
    (SELECT string_agg(concat_ws(',', b.run_id, b.state, b.stop_reason, b.released_at, b.phase, b.posted_count, b.posted_won), ';' ORDER BY b.phase)
        FROM settlement.board_of(%(day)s) b),
    (SELECT string_agg(concat_ws(',', j.job_id, j.state), ';' ORDER BY j.job_id) FROM jobs.job j
        WHERE j.kind IN ('settlement.run', 'settlement.resume') AND j.given ->> 'day' = %(day)s::date::text
        AND (j.company_id = %(me)s OR (SELECT parties.i_operate()))),
    (SELECT string_agg(a.act_id::text, ';' ORDER BY a.act_id) FROM parties.act a
        WHERE a.company_id = %(me)s AND a.state = 'waiting' AND a.expires_at > %(at)s),
    (SELECT string_agg(concat_ws(',', c.call_id, c.state, c.called_won), ';' ORDER BY c.call_id) FROM settlement.funding_call c
        JOIN programmes.programme p ON p.programme_id = c.programme_id AND p.institution_id = %(me)s
        WHERE c.due_on BETWEEN %(day)s::date - 12 AND %(day)s))) AS version;
