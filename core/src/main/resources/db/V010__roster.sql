-- What hr keeps of its people beside what a punch needs.
ALTER TABLE worker ADD pis text CHECK (length(pis) = 11);
ALTER TABLE worker ADD job text NOT NULL DEFAULT '';
ALTER TABLE worker ADD UNIQUE (employer_id, pis);

-- What a worker was called and did since when; the last of it stands in worker too.
CREATE TABLE worker_history (
  employer_id bigint NOT NULL,
  worker_id bigint NOT NULL,
  starts_on date NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  job text NOT NULL,
  PRIMARY KEY (worker_id, starts_on),
  FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, worker_id)
);

-- Who is there already has had that name since the first day; the owner sees all rows for this once.
ALTER TABLE worker NO FORCE ROW LEVEL SECURITY;
INSERT INTO worker_history SELECT employer_id, worker_id, admitted_on, name, job FROM worker;
ALTER TABLE worker FORCE ROW LEVEL SECURITY;

-- An account follows the name of its worker.
CREATE INDEX account_by_worker ON account (worker_id) WHERE worker_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE (starts_on, name, job) ON worker_history TO ponto_roster;
GRANT SELECT ON worker_history TO ponto_api, ponto_report;
GRANT DELETE ON assignment TO ponto_roster; -- One that was to begin after a dismissal.
GRANT SELECT (session_id, employer_id, subject, ended_at), UPDATE (ended_at) ON session TO ponto_roster;

ALTER TABLE worker_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE worker_history FORCE ROW LEVEL SECURITY;
CREATE POLICY api ON worker_history FOR SELECT TO ponto_api USING (employer_id = current_employer());
CREATE POLICY roster ON worker_history TO ponto_roster USING (employer_id = current_employer())
  WITH CHECK (employer_id = current_employer());
CREATE POLICY report ON worker_history FOR SELECT TO ponto_report
  USING (current_employer() IS NULL OR employer_id = current_employer());
