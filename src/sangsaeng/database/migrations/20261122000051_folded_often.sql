-- migrate:up
-- Balances are read from the checkpoint and the journal's tail. A run folds the tail once a day; between runs a book that takes in a million
-- receivables would read a million lines for every sum. Once a minute the tail is what one minute brought.
INSERT INTO jobs.chore (chore, every) VALUES ('fold_balances', '1 minute');
-- migrate:down
