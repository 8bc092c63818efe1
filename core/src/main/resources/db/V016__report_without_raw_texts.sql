-- Reports count letters and doubts. The raw texts hold what evidence holds (place, device), and where a request came from
-- tells where somebody was: that is for hr alone.
REVOKE SELECT ON letter, set_aside FROM ponto_report;
GRANT SELECT (receipt, employer_id, subject, role, received_at, recorded_at, punches, recorded, repeated, set_aside)
  ON letter TO ponto_report;
GRANT SELECT (set_aside_id, employer_id, receipt, index, punch_id, reason, detail, subject, role, worker_cpf, received_at, created_at)
  ON set_aside TO ponto_report;
