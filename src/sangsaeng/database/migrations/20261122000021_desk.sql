-- migrate:up
-- What the acts of the money desks need beyond what acts may write already; row-level security lets the desk do it only
-- while it executes an act.
-- A funder is let into a programme before it stands ready in it: it takes part, and knows whom it deals with.
GRANT INSERT ON programmes.participant, parties.acquaintance TO sangsaeng_desk;
-- Who takes part is written by triggers and by that act, not by whoever may call a function.
REVOKE EXECUTE ON FUNCTION programmes.meet(int[], bigint[], bigint[]) FROM PUBLIC;
-- migrate:down
