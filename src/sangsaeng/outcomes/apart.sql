-- name: is_on_both_sides
-- Whether somebody who enters or approves an act for administrator, payer or verifier has a power at the supplier of an award that it is
-- about; or judged an application of the programme, where the act ranks or funds. Numbers stand once, whatever they are of.
WITH about AS (
    SELECT application_id AS award_id FROM outcomes.application WHERE programme_id = %(programme_id)s AND state <> 'draft'
        AND (%(all_of_it)s OR application_id = ANY(%(numbers)s::bigint[]))
    UNION SELECT award_id FROM outcomes.match WHERE programme_id = %(programme_id)s
        AND (match_id = ANY(%(numbers)s::bigint[]) OR site_id = ANY(%(numbers)s::bigint[]))
    UNION SELECT award_id FROM outcomes.claim WHERE programme_id = %(programme_id)s AND claim_id = ANY(%(numbers)s::bigint[])
    UNION SELECT award_id FROM outcomes.determination WHERE programme_id = %(programme_id)s AND determination_id = ANY(%(numbers)s::bigint[])
    UNION SELECT d.award_id FROM outcomes.dispute x
        JOIN outcomes.determination d ON d.programme_id = x.programme_id AND d.determination_id = x.determination_id
        WHERE x.programme_id = %(programme_id)s AND x.dispute_id = ANY(%(numbers)s::bigint[])
    UNION SELECT award_id FROM outcomes.clawback WHERE programme_id = %(programme_id)s AND clawback_id = ANY(%(numbers)s::bigint[])
    UNION SELECT award_id FROM outcomes.payable WHERE programme_id = %(programme_id)s AND payable_id = ANY(%(numbers)s::bigint[])
    UNION SELECT coalesce(award_id, subject_id) FROM outcomes.finding
        WHERE programme_id = %(programme_id)s AND finding_id = ANY(%(numbers)s::bigint[])
    UNION SELECT m.award_id FROM outcomes.incident i JOIN outcomes.match m ON m.programme_id = i.programme_id AND m.match_id = i.match_id
        WHERE i.programme_id = %(programme_id)s AND i.incident_id = ANY(%(numbers)s::bigint[])
    UNION SELECT m.award_id FROM outcomes.hotline h JOIN outcomes.match m ON m.programme_id = h.programme_id AND m.match_id = h.match_id
        WHERE h.programme_id = %(programme_id)s AND h.note_id = ANY(%(numbers)s::bigint[])
    UNION SELECT award_id FROM outcomes.event -- a sheet names nothing itself: what the act changed says it
        WHERE %(numbers)s::bigint[] = '{}' AND programme_id = %(programme_id)s AND act_id = %(act_id)s AND award_id IS NOT NULL
), who AS (
    SELECT %(person_id)s::bigint AS person_id, %(company_id)s::bigint AS company_id
    UNION SELECT parties.entered_as(a), a.company_id FROM parties.act a WHERE a.act_id = %(act_id)s
    UNION SELECT d.person_id, d.company_id FROM parties.act_decision d WHERE d.act_id = %(act_id)s AND d.approved
)
SELECT EXISTS (
    SELECT FROM about b
    JOIN outcomes.application a ON a.programme_id = %(programme_id)s AND a.application_id = b.award_id
    JOIN outcomes.programme p ON p.programme_id = a.programme_id
    JOIN who w ON w.company_id <> a.supplier_id AND (w.company_id IN (p.administrator_id, p.payer_id) OR EXISTS (
        SELECT FROM outcomes.assignment v WHERE v.programme_id = p.programme_id AND v.award_id = b.award_id AND v.verifier_id = w.company_id))
    JOIN parties.power x ON x.person_id = w.person_id AND x.company_id = a.supplier_id AND x.ended_at IS NULL
) OR %(decides)s AND EXISTS (
    SELECT FROM outcomes.score s JOIN who w ON w.person_id = s.person_id WHERE s.programme_id = %(programme_id)s
) AS yes;
