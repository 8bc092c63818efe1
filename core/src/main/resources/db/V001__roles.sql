-- The roles beneath the product: the login user only sets them, and each may do no more than its part.
-- They belong to the whole cluster, so a second database in it finds them there.
DO $$
DECLARE
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY['ponto_recorder', 'ponto_api', 'ponto_roster', 'ponto_issuer', 'ponto_report'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = part) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', part);
    END IF;
    -- To be set, not inherited: the owner itself sees no row.
    EXECUTE format('GRANT %I TO CURRENT_USER WITH INHERIT FALSE, SET TRUE', part);
  END LOOP;
END
$$;

-- The tenant that this transaction speaks for; null when it speaks for none.
CREATE FUNCTION current_employer() RETURNS bigint
  LANGUAGE sql STABLE
  RETURN NULLIF(current_setting('ponto.employer', true), '')::bigint;

-- Legal evidence is added to, never changed: the trigger says so to everyone, the owner included.
CREATE FUNCTION refuse_change() RETURNS trigger
  LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: the table is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;
