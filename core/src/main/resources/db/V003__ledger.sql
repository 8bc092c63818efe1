-- The REP. Every NSR-bearing record with its line as the law prints it, frozen when the fact was recorded.
CREATE TABLE ledger (
  establishment_id bigint NOT NULL,
  nsr bigint NOT NULL CHECK (nsr BETWEEN 1 AND 999999999),
  employer_id bigint NOT NULL,
  type smallint NOT NULL CHECK (type IN (2, 4, 5, 6, 7)),
  recorded_at timestamptz NOT NULL,
  line text NOT NULL,
  PRIMARY KEY (establishment_id, nsr)
);

-- One row per letter recorded: the books. The body stays only when something of it was set aside.
CREATE TABLE letter (
  receipt text PRIMARY KEY,
  employer_id bigint NOT NULL,
  subject text NOT NULL,
  role text NOT NULL,
  received_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  punches integer NOT NULL,
  recorded integer NOT NULL,
  repeated integer NOT NULL,
  set_aside integer NOT NULL,
  body text,
  CHECK (punches = recorded + repeated + set_aside)
);

CREATE TABLE punch (
  employer_id bigint NOT NULL,
  id uuid NOT NULL,
  establishment_id bigint NOT NULL,
  nsr bigint NOT NULL,
  worker_id bigint NOT NULL,
  cpf text NOT NULL,
  punched_at timestamptz NOT NULL,
  punched_offset smallint NOT NULL, -- minutes east of UTC, as printed
  zone text NOT NULL,
  device_at timestamptz NOT NULL,
  device_offset smallint NOT NULL,
  received_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  collector text NOT NULL,
  offline boolean NOT NULL,
  trust text NOT NULL,
  flags text[] NOT NULL,
  hash bytea NOT NULL, -- SHA-256 as printed in the type 7 line
  content_hash bytea NOT NULL, -- SHA-256 of the canonical content: what makes a repeat a repeat
  receipt text NOT NULL,
  PRIMARY KEY (employer_id, id)
);
-- Not led by the employer: such a prefix once beat the primary key in a plan made while the table was empty.
CREATE INDEX punch_by_worker ON punch (worker_id, punched_at);

-- Personal data with a retention of its own, hashed into nothing legal.
CREATE TABLE evidence (
  employer_id bigint NOT NULL,
  punch_id uuid NOT NULL,
  source text NOT NULL,
  sent_at text,
  device text,
  app text,
  latitude double precision,
  longitude double precision,
  accuracy_meters double precision,
  offset_millis double precision,
  monotonic_millis double precision,
  wall_millis double precision,
  PRIMARY KEY (employer_id, punch_id)
);

-- What cannot be recorded as it is: kept with its raw text, who sent it and why it waits.
CREATE TABLE set_aside (
  set_aside_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  employer_id bigint NOT NULL,
  receipt text NOT NULL,
  index integer NOT NULL, -- place in the letter; -1 for the whole letter
  punch_id uuid,
  reason text NOT NULL,
  detail text NOT NULL,
  raw text NOT NULL,
  digest bytea NOT NULL, -- SHA-256 of sender, reason and content: the same doubt is kept once
  subject text NOT NULL,
  role text NOT NULL,
  worker_cpf text,
  received_at timestamptz NOT NULL,
  sent_at text,
  source text NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (employer_id, digest),
  UNIQUE (receipt, index)
);
CREATE INDEX set_aside_by_punch ON set_aside (employer_id, punch_id);

-- hr's word on it, a row of its own: what was set aside stays as it came.
CREATE TABLE set_aside_decision (
  set_aside_id bigint PRIMARY KEY REFERENCES set_aside,
  employer_id bigint NOT NULL,
  decision text NOT NULL CHECK (decision IN ('bound', 'discarded')),
  worker_id bigint,
  punch_id uuid,
  reason text NOT NULL,
  subject text NOT NULL,
  decided_at timestamptz NOT NULL
);

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['ledger', 'letter', 'punch', 'set_aside_decision'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', kept);
  END LOOP;
END
$$;
