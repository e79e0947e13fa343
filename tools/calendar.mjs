#!/usr/bin/env node
// calendar: days that are not what their weekday says, made at build time.
//
//   node tools/calendar.mjs [output folder] [folder of node_modules]
//
// Writes holidays.tsv from the package chinese-days, a day a line, in order:
//   day(YYYY-MM-DD) kind(holiday|workday) name
// for every year the package has. A holiday that falls on a Saturday or Sunday
// stands in it too: a year counts as published when it has any line.
import { readFileSync, writeFileSync, renameSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// "2026-02-17": "Spring Festival,春节,4" -> [day, kind, 春节]
function days_of(table, kind) {
	return Object.entries(table).map(([day, words]) => {
		const name = words.split(",")[1];
		if (!/^\d{4}-\d\d-\d\d$/.test(day) || !name)
			throw new Error(`chinese-days: cannot read "${day}": "${words}"`);
		return [day, kind, name];
	});
}

export function calendar_read(modules) {
	const file = join(modules, "chinese-days/dist/chinese-days.json");
	const { holidays, workdays } = JSON.parse(readFileSync(file, "utf8"));
	const days = [...days_of(holidays, "holiday"), ...days_of(workdays, "workday")];
	days.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
	days.forEach(([day], i) => {
		if (i && days[i - 1][0] === day)
			throw new Error(`chinese-days: ${day} is both a holiday and a workday`);
	});
	return days;
}

function main(out, modules) {
	const days = calendar_read(modules);
	const path = join(out, "holidays.tsv");
	mkdirSync(out, { recursive: true });
	writeFileSync(`${path}.new`, days.map((d) => d.join("\t") + "\n").join(""));
	renameSync(`${path}.new`, path);
	console.log(`calendar: ${days.length} days, ${days[0][0]} to ${days.at(-1)[0]}`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
	const root = resolve(fileURLToPath(import.meta.url), "../..");
	main(resolve(process.argv[2] ?? join(root, "build/share")),
		resolve(process.argv[3] ?? join(root, "web/node_modules")));
}
