-- What an employer decided for all its people. No row: nothing was decided, and what asks for nothing holds.
CREATE TABLE employer_settings (
  employer_id bigint PRIMARY KEY REFERENCES employer,
  place_wanted boolean NOT NULL,
  place_purpose text NOT NULL CHECK (length(place_purpose) <= 200),
  CHECK (NOT place_wanted OR place_purpose <> '') -- Nobody is asked where he is without being told what for.
);

GRANT SELECT, INSERT, UPDATE (place_wanted, place_purpose) ON employer_settings TO ponto_api;
GRANT SELECT ON employer_settings TO ponto_issuer; -- GET /v1/me tells them.

ALTER TABLE employer_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE employer_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY api ON employer_settings TO ponto_api USING (employer_id = current_employer())
  WITH CHECK (employer_id = current_employer());
CREATE POLICY issuer ON employer_settings FOR SELECT TO ponto_issuer USING (true);
