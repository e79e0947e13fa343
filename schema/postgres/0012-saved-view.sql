-- Filters of a list that somebody keeps under a name. They belong to the account,
-- which may act in several tenants, and open nothing that the acting grant does
-- not: what is kept is the address behind the question mark.
CREATE TABLE saved_view (
	account bigint NOT NULL REFERENCES account(id),
	list    text NOT NULL,                       -- which list: cases
	name    text NOT NULL,                       -- as typed by its owner
	query   text NOT NULL,                       -- q=...&state=...&kind=...&view=..., made by the program
	PRIMARY KEY (account, list, name)
);

CALL reference_table('saved_view');
