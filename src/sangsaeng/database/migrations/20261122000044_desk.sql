-- migrate:up
-- Payouts that came back are few among many; those being found out have an index already (attempt_waiting).
CREATE INDEX attempt_came_back ON payouts.attempt (programme_id, purpose, source_id) WHERE state IN ('rejected', 'returned');
CREATE INDEX attempt_unknown ON payouts.attempt (programme_id, purpose, source_id) WHERE state = 'unknown';
-- migrate:down
