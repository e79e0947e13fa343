-- query totp_of maybe
-- in account:account_id
-- out wrapped:blob confirmed:time? last_step:int
SELECT wrapped, confirmed, last_step FROM totp WHERE account = :account;

-- A new secret, waiting for its first code; changes no row when another is in use.
-- query totp_begin exec
-- in account:account_id wrapped:blob
INSERT INTO totp(account, wrapped) VALUES (:account, :wrapped)
ON CONFLICT (account) DO UPDATE SET wrapped = excluded.wrapped, last_step = 0 WHERE totp.confirmed IS NULL;

-- The code of a half minute is given; changes no row when it, or a later one, was taken before.
-- query totp_take exec
-- in account:account_id step:int now:time
UPDATE totp SET last_step = :step, confirmed = coalesce(confirmed, :now)
WHERE account = :account AND last_step < :step;

-- query totp_drop exec
-- in account:account_id
DELETE FROM totp WHERE account = :account;

-- query recovery_add exec
-- in account:account_id mac:blob
INSERT INTO recovery(account, mac) VALUES (:account, :mac);

-- query recovery_use exec
-- in account:account_id mac:blob
DELETE FROM recovery WHERE account = :account AND mac = :mac;

-- query recovery_drop exec
-- in account:account_id
DELETE FROM recovery WHERE account = :account;

-- query recovery_left one
-- in account:account_id
-- out n:int
SELECT count(*) AS n FROM recovery WHERE account = :account;

-- query people_setting maybe
-- in name:text
-- out value:text
SELECT value FROM setting WHERE name = :name;

-- query people_setting_put exec
-- in name:text value:text
INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
