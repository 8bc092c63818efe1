-- AFDs of other clocks. What stands here never has an NSR of ours: it is kept beside the ledger, under the number
-- that the other clock gave it.
CREATE TABLE foreign_file (
  file_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  employer_id bigint NOT NULL REFERENCES employer,
  name text NOT NULL,
  sha256 text NOT NULL CHECK (length(sha256) = 64), -- as who sent it says
  given_rep text, -- the clock as who sent it says; null: as the headers say
  zone text NOT NULL, -- of the times that the old layout prints without an offset
  subject text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  rep text, -- of the last header read
  -- Where the next piece goes on.
  last_line bigint NOT NULL DEFAULT 0,
  last_nsr bigint NOT NULL DEFAULT 0,
  ended boolean NOT NULL DEFAULT false,
  bare_line_feed boolean NOT NULL DEFAULT false,
  taken bigint NOT NULL DEFAULT 0,
  repeated bigint NOT NULL DEFAULT 0,
  conflicting bigint NOT NULL DEFAULT 0,
  unmatched bigint NOT NULL DEFAULT 0,
  broken bigint NOT NULL DEFAULT 0,
  noted bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50); -- Each piece updates its file.
CREATE INDEX foreign_file_of_employer ON foreign_file (employer_id, file_id);

-- Whom the other clocks name, and which of the employer's workers that is.
CREATE TABLE foreign_person (
  person_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  employer_id bigint NOT NULL REFERENCES employer,
  naming text NOT NULL CHECK (naming IN ('cpf', 'pis')),
  person text NOT NULL, -- 11 digits of a CPF, or the 12 of the column for the PIS
  worker_id bigint,
  matched_by text CHECK (matched_by IN ('import', 'hr')),
  CHECK ((worker_id IS NULL) = (matched_by IS NULL)),
  UNIQUE (employer_id, naming, person),
  FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, worker_id)
);
CREATE INDEX foreign_person_of_worker ON foreign_person (worker_id) WHERE worker_id IS NOT NULL;
CREATE INDEX foreign_person_of_nobody ON foreign_person (employer_id, person_id) WHERE worker_id IS NULL;

-- No foreign keys to file and person: a mark is written in the transaction that holds both rows, nobody may delete
-- either, and each key would be checked for each of a million rows.
CREATE TABLE foreign_mark (
  employer_id bigint NOT NULL,
  rep text NOT NULL,
  nsr bigint NOT NULL,
  file_id bigint NOT NULL,
  line bigint NOT NULL,
  person_id bigint NOT NULL,
  local_at timestamp NOT NULL, -- as printed
  offset_minutes integer NOT NULL,
  offset_printed boolean NOT NULL, -- else it is the zone's
  marked_at timestamptz NOT NULL,
  PRIMARY KEY (employer_id, rep, nsr)
);
CREATE INDEX foreign_mark_by_time ON foreign_mark (employer_id, marked_at, rep, nsr);
CREATE INDEX foreign_mark_of_person ON foreign_mark (employer_id, person_id, marked_at);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON foreign_mark
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE foreign_mark ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT, INSERT ON foreign_mark TO ponto_roster;
GRANT SELECT, INSERT, UPDATE (finished_at, rep, last_line, last_nsr, ended, bare_line_feed,
  taken, repeated, conflicting, unmatched, broken, noted) ON foreign_file TO ponto_roster;
GRANT SELECT, INSERT, UPDATE (worker_id, matched_by) ON foreign_person TO ponto_roster;
GRANT SELECT ON foreign_file, foreign_person, foreign_mark TO ponto_api, ponto_report;

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['foreign_file', 'foreign_person', 'foreign_mark'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY api ON %I FOR SELECT TO ponto_api USING (employer_id = current_employer())', kept);
    EXECUTE format('CREATE POLICY roster ON %I TO ponto_roster USING (employer_id = current_employer())
      WITH CHECK (employer_id = current_employer())', kept);
    EXECUTE format('CREATE POLICY report ON %I FOR SELECT TO ponto_report
      USING (current_employer() IS NULL OR employer_id = current_employer())', kept);
  END LOOP;
END
$$;
