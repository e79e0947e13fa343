#!/usr/bin/env bash
# What `lianxin check` is for: each counter, timeline and audit row that is not
# as it should be is named, and the check ends with 1; a whole folder ends with 0.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
demo_folder || { result 1 "a demonstration folder"; fault_done; }

# found NAME WORDS SQL: the folder with this done to it is found out, in these words.
found() {
	rm -rf "$top/data"
	cp -a "$demo" "$top/data"
	sqlite3 "$top/data/lianxin.db" "$3" || { result 1 "$1: the damage"; return; }
	"$lianxin" check --data "$top/data" >"$top/said" 2>&1
	[ $? = 1 ] && grep -qE "$2" "$top/said"
	result $? "$1: $(grep -m1 -E "$2" "$top/said")"
	grep -qE "$2" "$top/said" || tail -n 8 "$top/said" | sed 's/^/# /'
}

cp -a "$demo" "$top/data"
"$lianxin" check --data "$top/data" >"$top/said" 2>&1
result $? "a whole folder: $(tail -n 1 "$top/said")"
some="(SELECT max(month) FROM flow WHERE event = 3)"
found "one more than there was" '^flow: .* event 3 is [0-9]+, should be [0-9]+' \
	"UPDATE flow SET n = n + 1 WHERE event = 3 AND station > 0 AND month = $some"
found "a month that is missing" '^flow: .* station 0 .* event 1 is 0, should be [1-9]' \
	"DELETE FROM flow WHERE event = 1 AND station = 0 AND month = $some"
found "a month that never was" '^flow: county 530524 station 7777 kind 1 month 24000 event 9 is 5, should be 0' \
	"INSERT INTO flow(county, station, kind, month, event, n) VALUES (530524, 7777, 1, 24000, 9, 5)"
found "a rating that was not counted" '^flow: .* event (7|8|9) is [0-9]+, should be [0-9]+' \
	"UPDATE flow SET n = n - 1 WHERE event = 7 AND station = 0"
found "stock that is off" '^stock: .* is [0-9]+, should be [0-9]+' "UPDATE stock SET n = n + 1 WHERE station = 0"
found "a case that changed behind its timeline" '^timeline: case' \
	"UPDATE casefile SET state = 3 WHERE id = (SELECT min(id) FROM casefile WHERE state = 10)"
found "an audit row that was written over" '^audit: row' \
	"DROP TRIGGER audit_no_update; UPDATE audit SET object = 'x' WHERE id = (SELECT min(id) FROM audit)"
found "a code that leads to nobody" '^code: .* leads to station [0-9]+ of county 530524, which has another' \
	"UPDATE code SET id = id + 5000000 WHERE code = (SELECT min(code) FROM code WHERE kind = 1 AND county = 530524)"
found "a code of a deputy who has another by now" '^code: .* leads to deputy [0-9]+ of county 530524, which has another' \
	"UPDATE person SET code = code || 'X' WHERE id = (SELECT min(id) FROM person)"
found "a station whose code is not known" '^code: .* of station [0-9]+ of county 530524 does not lead there' \
	"DELETE FROM code WHERE code = (SELECT min(code) FROM code WHERE kind = 1 AND county = 530524)"
fault_done
