-- Answered cases by the end of their rating window: every minute the program
-- asks which have passed it, and must not look through all cases for that.
CREATE INDEX case_lapse ON casefile(county, due, id) WHERE state = 9;
