-- Who may do what, and on whose rows. Row-level security is forced: without a policy there is no row, not even for the owner.
GRANT SELECT ON employer, establishment, worker, assignment TO ponto_recorder;
GRANT SELECT, INSERT ON ledger, letter, punch, evidence, set_aside, set_aside_decision TO ponto_recorder;
GRANT SELECT, UPDATE (last_nsr, last_hash, last_recorded_at) ON counter TO ponto_recorder;

GRANT SELECT ON employer, establishment, worker, assignment, supervision, ledger, letter, punch, set_aside, set_aside_decision TO ponto_api;
GRANT SELECT (subject, employer_id, login, role, name, worker_id, created_at, disabled_at) ON account TO ponto_api;
GRANT INSERT ON set_aside_decision TO ponto_api;

GRANT SELECT, INSERT, UPDATE ON employer, establishment, worker, assignment, account TO ponto_roster;
GRANT SELECT, INSERT, DELETE ON supervision TO ponto_roster;
GRANT SELECT, INSERT ON ledger TO ponto_roster;
GRANT SELECT, INSERT, UPDATE (last_nsr, last_hash, last_recorded_at) ON counter TO ponto_roster;

GRANT SELECT ON employer, worker, account TO ponto_issuer;
GRANT UPDATE (password_hash) ON account TO ponto_issuer;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, refresh_token TO ponto_issuer;

GRANT SELECT ON employer, establishment, worker, assignment, counter, ledger, letter, punch, set_aside, set_aside_decision TO ponto_report;

DO $$
DECLARE
  tenant text;
BEGIN
  FOREACH tenant IN ARRAY ARRAY['employer', 'establishment', 'counter', 'worker', 'assignment', 'account', 'supervision',
      'ledger', 'letter', 'punch', 'evidence', 'set_aside', 'set_aside_decision', 'session', 'refresh_token'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
    -- One batch of the recorder holds several employers; the issuer meets a login before it knows whose it is.
    EXECUTE format('CREATE POLICY recorder ON %I TO ponto_recorder USING (true) WITH CHECK (true)', tenant);
    EXECUTE format('CREATE POLICY issuer ON %I TO ponto_issuer USING (true) WITH CHECK (true)', tenant);
    EXECUTE format('CREATE POLICY api ON %I TO ponto_api USING (employer_id = current_employer())
      WITH CHECK (employer_id = current_employer())', tenant);
    EXECUTE format('CREATE POLICY report ON %I FOR SELECT TO ponto_report
      USING (current_employer() IS NULL OR employer_id = current_employer())', tenant);
    IF tenant <> 'employer' THEN
      EXECUTE format('CREATE POLICY roster ON %I TO ponto_roster USING (employer_id = current_employer())
        WITH CHECK (employer_id = current_employer())', tenant);
    END IF;
  END LOOP;
END
$$;
-- A new employer has no tenant to speak for yet.
CREATE POLICY roster ON employer TO ponto_roster
  USING (current_employer() IS NULL OR employer_id = current_employer())
  WITH CHECK (current_employer() IS NULL OR employer_id = current_employer());
