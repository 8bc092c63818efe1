-- The functions sign in as these, each with a token that AWS signs for its role: there is no password.
DO $$
DECLARE
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY['ponto_recorder', 'ponto_api', 'ponto_report'] LOOP
    EXECUTE format('ALTER ROLE %I LOGIN', part);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') THEN
      EXECUTE format('GRANT rds_iam TO %I', part);
    END IF;
  END LOOP;
  -- The API's function has one login, and the local door's roles to set: reading, people, sign-in, evidence, binding.
  FOREACH part IN ARRAY ARRAY['ponto_roster', 'ponto_issuer', 'ponto_keeper', 'ponto_recorder'] LOOP
    EXECUTE format('GRANT %I TO ponto_api WITH INHERIT FALSE, SET TRUE', part);
  END LOOP;
END
$$;
