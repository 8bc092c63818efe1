-- A Comprovante says what was so when its punch was recorded. Names and places stand in the frozen lines of
-- types 2 and 5; the INPI number stands in none, so each one that is replaced stays with the instant until which it held.
CREATE TABLE former_inpi (
  employer_id bigint NOT NULL REFERENCES employer,
  until timestamptz NOT NULL,
  inpi text NOT NULL,
  PRIMARY KEY (employer_id, until)
);
GRANT SELECT, INSERT ON former_inpi TO ponto_roster;
GRANT SELECT ON former_inpi TO ponto_api, ponto_report;
ALTER TABLE former_inpi ENABLE ROW LEVEL SECURITY;
ALTER TABLE former_inpi FORCE ROW LEVEL SECURITY;
CREATE POLICY api ON former_inpi FOR SELECT TO ponto_api USING (employer_id = current_employer());
CREATE POLICY roster ON former_inpi TO ponto_roster USING (employer_id = current_employer())
  WITH CHECK (employer_id = current_employer());
CREATE POLICY report ON former_inpi FOR SELECT TO ponto_report
  USING (current_employer() IS NULL OR employer_id = current_employer());

-- The few lines among the many punches; a punch's line enters neither index.
CREATE INDEX ledger_of_employers ON ledger (establishment_id, nsr) WHERE type = 2;
CREATE INDEX ledger_of_workers ON ledger (employer_id, recorded_at) WHERE type = 5;
