-- Not led by the employer: such a prefix beat the key (employer_id, digest) in a plan made while the table was empty,
-- and that plan, kept, would read all that an employer ever set aside for each doubt.
DROP INDEX set_aside_by_punch;
CREATE INDEX set_aside_by_punch ON set_aside (punch_id);
