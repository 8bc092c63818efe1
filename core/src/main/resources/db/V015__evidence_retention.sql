-- Evidence is personal data with an end of its own: how long an employer keeps it, who removes it, and who may read it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ponto_keeper') THEN
    CREATE ROLE ponto_keeper NOLOGIN NOINHERIT;
  END IF;
  GRANT ponto_keeper TO CURRENT_USER WITH INHERIT FALSE, SET TRUE;
END
$$;

-- Counted from the door's clock: what the device says could be any year.
ALTER TABLE evidence ADD received_at timestamptz NOT NULL DEFAULT now();
-- The owner sees no row where row-level security is forced, and would fill in nothing without a word.
ALTER TABLE evidence NO FORCE ROW LEVEL SECURITY;
ALTER TABLE punch NO FORCE ROW LEVEL SECURITY;
UPDATE evidence e SET received_at = p.received_at
FROM punch p
WHERE p.employer_id = e.employer_id AND p.id = e.punch_id;
ALTER TABLE evidence FORCE ROW LEVEL SECURITY;
ALTER TABLE punch FORCE ROW LEVEL SECURITY;
-- Not led by the employer, as punch_by_worker is not. Rows arrive in this order, so each goes to the last page.
CREATE INDEX evidence_by_arrival ON evidence (received_at);

ALTER TABLE employer_settings
  ADD evidence_days integer CHECK (evidence_days BETWEEN 45 AND 3653), -- null: kept; the reasons are EvidenceRetention's
  ADD evidence_unaudited bigint NOT NULL DEFAULT 0; -- removed by the keeper in a run whose line in the audit is still to come
GRANT UPDATE (evidence_days) ON employer_settings TO ponto_api;

GRANT SELECT ON evidence TO ponto_api;

-- The keeper knows which punch a piece of evidence belongs to and when it came, never what it says.
GRANT SELECT (employer_id, punch_id, received_at), DELETE ON evidence TO ponto_keeper;
GRANT SELECT (employer_id, evidence_days, evidence_unaudited), UPDATE (evidence_unaudited) ON employer_settings TO ponto_keeper;
GRANT SELECT (employer_id, id, worker_id) ON punch TO ponto_keeper;
GRANT SELECT (employer_id, worker_id, cpf) ON worker TO ponto_keeper;

-- What it did stands in the audit.
GRANT SELECT, INSERT ON audit TO ponto_keeper;
GRANT SELECT, INSERT, UPDATE (last_number, last_at, last_hash) ON audit_head TO ponto_keeper;

DO $$
DECLARE
  tenant text;
BEGIN
  FOREACH tenant IN ARRAY ARRAY['audit', 'audit_head'] LOOP
    EXECUTE format('CREATE POLICY keeper_read ON %I FOR SELECT TO ponto_keeper USING (employer_id = current_employer())', tenant);
    EXECUTE format('CREATE POLICY keeper_add ON %I FOR INSERT TO ponto_keeper
      WITH CHECK (employer_id = current_employer())', tenant);
  END LOOP;
  CREATE POLICY keeper_move ON audit_head FOR UPDATE TO ponto_keeper
    USING (employer_id = current_employer()) WITH CHECK (employer_id = current_employer());
  FOREACH tenant IN ARRAY ARRAY['evidence', 'employer_settings', 'punch', 'worker'] LOOP
    -- What has expired is removed for all employers; what hr erases, for the one that it speaks for.
    EXECUTE format('CREATE POLICY keeper ON %I TO ponto_keeper
      USING (current_employer() IS NULL OR employer_id = current_employer())
      WITH CHECK (current_employer() IS NULL OR employer_id = current_employer())', tenant);
  END LOOP;
END
$$;
