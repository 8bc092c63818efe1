-- The service itself: whether it is available, which processes keep it so, and what became of its clock.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ponto_duty') THEN
    CREATE ROLE ponto_duty NOLOGIN NOINHERIT;
  END IF;
  GRANT ponto_duty TO CURRENT_USER WITH INHERIT FALSE, SET TRUE;
END
$$;

-- The lease: one row of the whole installation, made by whoever comes first. Its lock orders all who come and go.
-- Nobody's personal data and no employer's: no row-level security here.
CREATE TABLE service (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  state text NOT NULL DEFAULT 'unavailable' CHECK (state IN ('available', 'unavailable', 'outage'))
);

-- The processes that keep it. By the database's clock, the only one that all of them share.
CREATE TABLE on_duty (
  installation uuid PRIMARY KEY, -- of a data folder, of which each has one process at a time
  run uuid NOT NULL, -- of a start: what another start of the same folder left behind ended uncleanly
  beat_at timestamptz NOT NULL,
  machine text NOT NULL,
  boot text NOT NULL
) WITH (fillfactor = 50);

-- Whether the establishment's last event says so: written with the event, under the same lock.
ALTER TABLE counter ADD available boolean NOT NULL DEFAULT false;

-- Steps of a machine's clock, so that two processes of one machine tell them once.
CREATE TABLE clock_step (
  seen_at timestamptz NOT NULL,
  machine text NOT NULL,
  before_at timestamptz NOT NULL,
  adjusted_at timestamptz NOT NULL
);

-- What the time servers said of this machine's clock: evidence that it follows the legal time.
CREATE TABLE legal_time (
  checked_at timestamptz NOT NULL,
  machine text NOT NULL,
  offset_millis bigint, -- to be added to the clock; null when nobody answered
  asked integer NOT NULL,
  answered integer NOT NULL,
  detail text NOT NULL -- server by server
);

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['clock_step', 'legal_time'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', kept);
  END LOOP;
END
$$;

GRANT SELECT, INSERT, UPDATE (state) ON service TO ponto_duty;
GRANT SELECT, INSERT, UPDATE, DELETE ON on_duty TO ponto_duty;
GRANT SELECT, INSERT ON clock_step TO ponto_duty;
GRANT INSERT ON legal_time TO ponto_duty;
GRANT INSERT ON ledger TO ponto_duty;
GRANT SELECT, UPDATE (last_nsr, last_hash, last_recorded_at, available) ON counter TO ponto_duty;
GRANT SELECT (establishment_id, employer_id, zone) ON establishment TO ponto_duty;
GRANT SELECT (employer_id, responsible_cpf) ON employer TO ponto_duty;
GRANT SELECT ON service TO ponto_roster;
GRANT SELECT ON service, on_duty, clock_step, legal_time TO ponto_report;

CREATE POLICY duty ON ledger FOR INSERT TO ponto_duty WITH CHECK (type IN (4, 6));
CREATE POLICY duty ON counter TO ponto_duty USING (true) WITH CHECK (true);
CREATE POLICY duty ON establishment FOR SELECT TO ponto_duty USING (true);
CREATE POLICY duty ON employer FOR SELECT TO ponto_duty USING (true);
-- Each writes its own kind of record: a new establishment's first event is the roster's.
ALTER POLICY recorder ON ledger WITH CHECK (type = 7);
ALTER POLICY roster ON ledger WITH CHECK (employer_id = current_employer() AND type IN (2, 5, 6));
