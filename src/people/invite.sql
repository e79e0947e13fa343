-- One for an account: a new link takes the place of the old.
-- query invite_put exec
-- in account:account_id token_hash:blob until:time
INSERT INTO invite(account, token_hash, until) VALUES (:account, :token_hash, :until)
ON CONFLICT (account) DO UPDATE SET token_hash = excluded.token_hash, until = excluded.until;

-- Whose link this is, while it is good.
-- query invite_of maybe
-- in token_hash:blob now:time
-- out account:account_id
SELECT i.account FROM invite i JOIN account a ON a.id = i.account AND a.disabled IS NULL
WHERE i.token_hash = :token_hash AND i.until > :now;

-- Changes no row when somebody used it, or made a newer one, in the same moment.
-- query invite_use exec
-- in account:account_id token_hash:blob
DELETE FROM invite WHERE account = :account AND token_hash = :token_hash;

-- query invite_drop exec
-- in account:account_id
DELETE FROM invite WHERE account = :account;

-- query invite_until maybe
-- in account:account_id now:time
-- out until:time
SELECT until FROM invite WHERE account = :account AND until > :now;
