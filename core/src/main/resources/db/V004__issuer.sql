-- Signed-in devices of the local issuer. A refresh token is kept as its SHA-256 only.
CREATE TABLE session (
  session_id uuid PRIMARY KEY,
  employer_id bigint NOT NULL,
  subject uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  FOREIGN KEY (employer_id, subject) REFERENCES account (employer_id, subject)
);
CREATE INDEX session_by_subject ON session (subject);

CREATE TABLE refresh_token (
  digest bytea PRIMARY KEY, -- SHA-256 of the token
  session_id uuid NOT NULL REFERENCES session,
  employer_id bigint NOT NULL,
  issued_at timestamptz NOT NULL,
  used_at timestamptz -- rotated at; within the grace the old one still answers
);
CREATE INDEX refresh_token_by_session ON refresh_token (session_id);
