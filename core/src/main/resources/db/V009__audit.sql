-- Who did what: one chain for each employer, numbered without gaps, each line hashed over the one before.
CREATE TABLE audit (
  employer_id bigint NOT NULL REFERENCES employer,
  number bigint NOT NULL CHECK (number >= 1),
  at timestamptz NOT NULL,
  subject text NOT NULL, -- of the token; 'ponto' where the program itself did it
  role text NOT NULL,
  action text NOT NULL CHECK (action <> ''),
  about text NOT NULL, -- 'worker 12345678909', 'establishment 11222333000181', 'user login', 'employer'
  detail text NOT NULL, -- JSON
  hash text NOT NULL, -- SHA-256 of the hash before and of this line in canonical form, in hex
  PRIMARY KEY (employer_id, number)
);
CREATE INDEX audit_about ON audit (employer_id, about, number);

-- The end of each chain; its row lock orders all who change an employer's people and settings.
CREATE TABLE audit_head (
  employer_id bigint PRIMARY KEY REFERENCES employer,
  last_number bigint NOT NULL DEFAULT 0,
  last_at timestamptz,
  last_hash text NOT NULL DEFAULT ''
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT, INSERT ON audit TO ponto_api, ponto_roster;
GRANT SELECT, INSERT, UPDATE (last_number, last_at, last_hash) ON audit_head TO ponto_api, ponto_roster;
GRANT SELECT ON audit, audit_head TO ponto_report;

DO $$
DECLARE
  kept text;
  part text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['audit', 'audit_head'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY report ON %I FOR SELECT TO ponto_report
      USING (current_employer() IS NULL OR employer_id = current_employer())', kept);
    FOREACH part IN ARRAY ARRAY['api', 'roster'] LOOP
      EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO %I USING (employer_id = current_employer())',
        part || '_read', kept, 'ponto_' || part);
      EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO %I WITH CHECK (employer_id = current_employer())',
        part || '_add', kept, 'ponto_' || part);
    END LOOP;
  END LOOP;
END
$$;
-- Without a policy of its own FOR UPDATE would lock nothing, in silence.
CREATE POLICY move ON audit_head FOR UPDATE TO ponto_api, ponto_roster
  USING (employer_id = current_employer()) WITH CHECK (employer_id = current_employer());
