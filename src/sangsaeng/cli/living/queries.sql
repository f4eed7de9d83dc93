-- name: analyze
-- What the planner knows of the tables, brought up to date.
ANALYZE;
