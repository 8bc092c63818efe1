-- People of the company's own OpenID Connect provider get an account when they first ask; its supervision and its end are kept here.
ALTER TABLE account ADD issuer text; -- null: signs in here, with its password
GRANT INSERT (subject, employer_id, login, role, name, worker_id, password_hash, created_at, issuer) ON account TO ponto_issuer;
GRANT UPDATE (role, name, worker_id) ON account TO ponto_issuer; -- as the provider says now
