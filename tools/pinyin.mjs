#!/usr/bin/env node
// pinyin: the first letters of Chinese signs as one small text, made at build time.
//
//   node tools/pinyin.mjs [output folder] [folder of node_modules]
//
// Writes initials.txt: the first line has a letter for each sign from U+4E00 to
// U+9FFF ('.' for none); every line after it is a surname, a blank and the letters
// by which it is said as a surname, where the first line would say otherwise
// (单 is s as a surname and d elsewhere) or where it has two signs (尉迟).
import { writeFileSync, renameSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const FIRST = 0x4e00, LAST = 0x9fff;

// Surnames with two signs, and those whose sign is said in two ways.
const SURNAMES = ("欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 " +
	"太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 " +
	"乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 左丘 东门 西门 第五 纳兰").split(" ");

const root = resolve(fileURLToPath(import.meta.url), "../..");
const out = resolve(process.argv[2] ?? join(root, "build/share"));
const modules = resolve(process.argv[3] ?? join(root, "web/node_modules"));
const { pinyin } = createRequire(join(modules, "x.js"))("pinyin-pro");

function letters(text, mode) {
	return pinyin(text, { pattern: "first", toneType: "none", type: "array", surname: mode })
		.map((w) => w.toLowerCase()).map((w) => /^[a-z]$/.test(w) ? w : ".").join("");
}

let plain = "";
const lines = [];
for (let c = FIRST; c <= LAST; c++) {
	const sign = String.fromCharCode(c), usual = letters(sign, "off"), name = letters(sign, "head");

	plain += usual.length === 1 ? usual : ".";
	if (name.length === 1 && name !== "." && name !== usual)
		lines.push(`${sign} ${name}`);
}
for (const name of SURNAMES)
	lines.push(`${name} ${letters(name, "head")}`);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "initials.txt.new"), [plain, ...lines].join("\n") + "\n");
renameSync(join(out, "initials.txt.new"), join(out, "initials.txt"));
