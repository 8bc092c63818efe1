-- Who may punch and where. Every key that a request can name begins with the employer.
CREATE TABLE employer (
  employer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id_kind smallint NOT NULL CHECK (id_kind IN (1, 2)), -- 1 CNPJ, 2 CPF
  document text NOT NULL UNIQUE,
  name text NOT NULL CHECK (name <> ''),
  responsible_cpf text NOT NULL CHECK (length(responsible_cpf) = 11),
  inpi text NOT NULL DEFAULT '', -- registration of this program, digits only
  created_at timestamptz NOT NULL
);

CREATE TABLE establishment (
  establishment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  employer_id bigint NOT NULL REFERENCES employer,
  id_kind smallint NOT NULL CHECK (id_kind IN (1, 2)),
  document text NOT NULL,
  cno_caepf text NOT NULL DEFAULT '',
  name text NOT NULL CHECK (name <> ''),
  place text NOT NULL CHECK (place <> ''),
  zone text NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (employer_id, document),
  UNIQUE (employer_id, establishment_id)
);

-- The head of each establishment's ledger; its row lock orders all recorders.
CREATE TABLE counter (
  establishment_id bigint PRIMARY KEY,
  employer_id bigint NOT NULL,
  last_nsr bigint NOT NULL DEFAULT 0,
  last_hash text NOT NULL DEFAULT '', -- of the last type 7; empty before the first
  last_recorded_at timestamptz,
  FOREIGN KEY (employer_id, establishment_id) REFERENCES establishment (employer_id, establishment_id)
) WITH (fillfactor = 50); -- Updated by every batch: room on the page keeps the updates heap-only.

CREATE TABLE worker (
  worker_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  employer_id bigint NOT NULL REFERENCES employer,
  cpf text NOT NULL CHECK (length(cpf) = 11),
  name text NOT NULL CHECK (name <> ''),
  registration text,
  badge text,
  admitted_on date NOT NULL,
  dismissed_on date CHECK (dismissed_on >= admitted_on),
  created_at timestamptz NOT NULL,
  UNIQUE (employer_id, cpf),
  UNIQUE (employer_id, registration),
  UNIQUE (employer_id, badge),
  UNIQUE (employer_id, worker_id)
);

-- Where a worker works, by local date, both ends inclusive.
CREATE TABLE assignment (
  employer_id bigint NOT NULL,
  worker_id bigint NOT NULL,
  establishment_id bigint NOT NULL,
  starts_on date NOT NULL,
  ends_on date CHECK (ends_on >= starts_on),
  PRIMARY KEY (worker_id, starts_on),
  FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, worker_id),
  FOREIGN KEY (employer_id, establishment_id) REFERENCES establishment (employer_id, establishment_id)
);

-- Who may sign in. The subject is what tokens and trails name.
CREATE TABLE account (
  subject uuid PRIMARY KEY,
  employer_id bigint NOT NULL REFERENCES employer,
  login text NOT NULL CHECK (login <> ''),
  role text NOT NULL CHECK (role IN ('worker', 'collector', 'manager', 'hr', 'auditor', 'admin')),
  name text NOT NULL,
  worker_id bigint,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL,
  disabled_at timestamptz,
  UNIQUE (employer_id, login),
  UNIQUE (employer_id, subject),
  FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, worker_id)
);
CREATE INDEX account_login ON account (login); -- Sign-in knows the login before it knows the employer.

-- Whose people are whose.
CREATE TABLE supervision (
  employer_id bigint NOT NULL,
  manager uuid NOT NULL,
  worker_id bigint NOT NULL,
  PRIMARY KEY (manager, worker_id),
  FOREIGN KEY (employer_id, manager) REFERENCES account (employer_id, subject),
  FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, worker_id)
);
