-- For reports over days of an establishment. Not led by the employer: such a prefix once beat the primary key of the
-- recorder's look-ups. Punches arrive nearly in the order of their instants, so a leaf is written once and left.
CREATE INDEX punch_by_time ON punch (establishment_id, punched_at);
