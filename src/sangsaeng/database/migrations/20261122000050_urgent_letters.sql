-- migrate:up
-- A letter about an account or a sign-in, or an invitation, does not wait behind the letters of a month's promises.
ALTER TABLE notices.letter ADD COLUMN urgent boolean NOT NULL DEFAULT false;
DROP INDEX notices.letter_waiting;
CREATE INDEX letter_waiting ON notices.letter (urgent DESC, next_at) WHERE state = 'waiting';
-- migrate:down
