-- The issuer tells the day of a dismissal in the worker's own zone.
GRANT SELECT (employer_id, worker_id, establishment_id, starts_on) ON assignment TO ponto_issuer;
GRANT SELECT (employer_id, establishment_id, zone) ON establishment TO ponto_issuer;

-- Which token was rotated into which: a used successor proves that its answer arrived.
ALTER TABLE refresh_token ADD parent bytea;
-- Given out in an answer that was lost, and replaced since. Whoever still presents it shares the session unasked.
ALTER TABLE refresh_token ADD superseded_at timestamptz;
CREATE INDEX refresh_token_by_parent ON refresh_token (parent) WHERE parent IS NOT NULL;
