-- After each start's migrations: the role that copies everything may read every table there is by then, and no more.
-- Here and not in a migration, so that no table that comes later can be forgotten.
DO $$
DECLARE
  kept record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ponto_backup') THEN
    CREATE ROLE ponto_backup NOLOGIN NOINHERIT;
  END IF;
  IF NOT pg_has_role(CURRENT_USER, 'ponto_backup', 'SET') THEN
    GRANT ponto_backup TO CURRENT_USER WITH INHERIT FALSE, SET TRUE;
  END IF;
  FOR kept IN
    SELECT c.oid, c.relname, c.relrowsecurity FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  LOOP
    IF NOT has_table_privilege('ponto_backup', kept.oid, 'SELECT') THEN
      EXECUTE format('GRANT SELECT ON %I TO ponto_backup', kept.relname);
    END IF;
    IF kept.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = kept.oid AND polname = 'backup') THEN
      EXECUTE format('CREATE POLICY backup ON %I FOR SELECT TO ponto_backup USING (true)', kept.relname);
    END IF;
  END LOOP;
END
$$;
