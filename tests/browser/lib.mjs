/* What the browser tests share: TAP, the server on a copy of a folder, people
   with a browser of their own, and hands that press keys or click. */
import { createRequire } from 'node:module';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..');
export const shots = join(here, 'shots');
const need = createRequire(join(root, 'web', 'package.json'));
const { chromium } = need('playwright-core');
export const axe_source = need('axe-core').source;

/* ---- TAP ---- */

let count = 0, failed = 0;

export function ok(good, name, detail = '') {
	count++;
	console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name.replace(/[#\n]/g, ' ')}`);
	if (good)
		return true;
	failed++;
	for (const line of String(detail).split('\n').slice(0, 30))
		console.log(`# ${line}`);
	return false;
}

export function done() {
	console.log(`1..${count}`);
	return failed ? 1 : 0;
}

/* One test made of many clicks: the first that goes wrong ends it, with a picture. */
export async function test(name, body, people = () => []) {
	const began = Date.now();
	try {
		await body();
		ok(true, `${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
	} catch (error) {
		const seen = [];
		let n = 0;
		for (const one of people()) {
			const file = join(shots, `failed-${count + 1}-${++n}.png`);
			seen.push(`${one.name} at ${one.page.url()}`);
			await one.page.screenshot({ path: file, fullPage: true }).catch(() => {});
		}
		ok(false, name, `${error.stack || error}\n${seen.join('\n')}`);
	}
}

export function must(good, what) {
	if (!good)
		throw new Error(what);
}

/* ---- the words of the product, by language ---- */

function po_read(lang) {
	const words = new Map();
	for (const room of readdirSync(join(root, 'src'))) {
		let text;
		try {
			text = readFileSync(join(root, 'src', room, `${lang}.po`), 'utf8');
		} catch {
			continue;
		}
		const entry = /msgid "([^"]+)"\n(?:msgid_plural "[^"]*"\n)?msgstr(?:\[0\])? "((?:[^"\\]|\\.)*)"((?:\n"(?:[^"\\]|\\.)*")*)/g;
		for (const [, id, first, more] of text.matchAll(entry))
			words.set(id, JSON.parse(`"${first + more.replace(/\n"|"$/gm, '').replace(/"/g, '')}"`));
	}
	return words;
}

const catalogs = { zh: po_read('zh_CN'), en: po_read('en') };

/* words('zh')('say.step_of', 1) */
export function words(lang) {
	return (id, ...values) => {
		const text = catalogs[lang].get(id);
		must(text !== undefined, `no word for ${id} in ${lang}`);
		return text.replace(/\{(\d)\}/g, (_, n) => values[n] ?? '');
	};
}

export const word_ids = [...catalogs.zh.keys()];

/* ---- the server ---- */

async function free_port() {
	return new Promise((resolve) => {
		const s = createServer().listen(0, '127.0.0.1', () => {
			const { port } = s.address();
			s.close(() => resolve(port));
		});
	});
}

/* Serves a copy of the demonstration folder, or the database LIANXIN_DB, with limits no test reaches. */
export async function serve() {
	const from = process.env.LIANXIN_DEMO || join(root, 'build', 'test', 'demo');
	const program = process.env.LIANXIN || join(root, 'build', 'release', 'lianxin');
	const dir = mkdtempSync(join(tmpdir(), 'lianxin-browser-'));
	cpSync(from, dir, { recursive: true });
	const port = await free_port();
	const url = `http://127.0.0.1:${port}`;
	const child = spawn(program, ['serve', '--data', dir, '--listen', `127.0.0.1:${port}`,
		'--submit-per-address', '1000000', '--submit-per-station', '1000000',
		...(process.env.LIANXIN_DB ? ['--db', process.env.LIANXIN_DB] : [])],
		{ stdio: ['ignore', 'ignore', 'pipe'] });
	let log = '', ended = false;
	child.stderr.on('data', (piece) => { log = (log + piece).slice(-20000); });
	child.on('exit', () => { ended = true; });
	for (let i = 0; ; i++) {
		must(!ended && i < 300, `the server did not start: ${log}`);
		try {
			if ((await fetch(`${url}/healthz`)).ok)
				break;
		} catch {
			await new Promise((r) => setTimeout(r, 50));
		}
	}
	const accounts = readFileSync(join(dir, 'demo-accounts.txt'), 'utf8').split('\n')
		.filter((line) => line && !line.startsWith('#'))
		.map((line) => {
			const [login, password, role, scope] = line.split('\t');
			return { login, password, role, scope };
		});
	return {
		url, accounts,
		log: () => log,
		async stop() {
			const gone = new Promise((r) => child.on('exit', r));
			if (!ended) {
				child.kill('SIGTERM');
				await gone;
			}
			rmSync(dir, { recursive: true, force: true });
		},
	};
}

/* ---- people ---- */

export async function browser_open() {
	mkdirSync(shots, { recursive: true });
	for (const file of readdirSync(shots))
		if (file.startsWith('failed-'))
			rmSync(join(shots, file));
	return chromium.launch({
		executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
			'--disable-background-networking', '--disable-component-update', '--disable-sync'],
	});
}

/* Somebody with a browser of their own. What the browser complains about is kept in `faults`. */
export async function person(browser, server, name, { width = 1440, scripts = true, lang = 'zh', keys = false } = {}) {
	const context = await browser.newContext({
		baseURL: server.url, javaScriptEnabled: scripts, locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce',
	});
	context.setDefaultTimeout(8000);
	const page = await context.newPage();
	const faults = [];
	page.on('console', (m) => {
		/* An error page that was asked for is reported as a resource that failed to load. */
		if (m.type() === 'error' && !/status of 4(03|04|09|22|29)/.test(m.text()))
			faults.push(`console: ${m.text()} (${page.url()})`);
	});
	page.on('pageerror', (e) => faults.push(`script: ${e.message} (${page.url()})`));
	page.on('response', (r) => {
		if (r.status() >= 500 || (r.status() === 404 && r.url().includes('/static/')))
			faults.push(`${r.status()} ${r.url()}`);
	});
	const one = { name, context, page, faults, scripts, url: server.url };
	one.become = async (how) => {
		one.lang = how.lang || 'zh';
		one.w = words(one.lang);
		one.hand = how.keys ? new KeyHand(page) : new Hand(page);
		await context.addCookies([{ name: 'lang', value: one.lang, url: server.url }]);
		await page.setViewportSize({ width: how.width, height: how.width < 500 ? 844 : 900 });
	};
	await one.become({ width, lang, keys });
	return one;
}

/* The account of a login of the demonstration: clerk, head, office, receiver, handler2... */
export function account(server, login) {
	const found = server.accounts.find((a) => a.login === login);
	must(found, `no account ${login}`);
	return found;
}

export async function sign_in(one, who) {
	const { page, hand, w } = one;
	await page.goto('/sign-in');
	await hand.fill(page.getByLabel(w('signin.name')), who.login);
	await hand.fill(page.getByLabel(w('signin.password')), who.password);
	await hand.go(page.getByRole('button', { name: w('do.sign_in') }));
	must(!page.url().includes('/sign-in'), `${who.login} is not signed in`);
}

/* ---- hands ---- */

/* A hand on a mouse or a screen. */
export class Hand {
	constructor(page) {
		this.page = page;
	}
	async click(target) {
		await target.click();
	}
	/* A click that leads to another page. */
	async go(target) {
		await Promise.all([this.page.waitForEvent('load'), this.click(target)]);
	}
	async fill(target, text) {
		await target.click();
		await target.fill(text);
	}
	async tick(target) {
		await target.check();
	}
	async choose(target, label) {
		await target.selectOption(typeof label === 'string' ? { label } : label);
	}
}

/* A hand that only has a keyboard. */
export class KeyHand extends Hand {
	async reach(target) {
		await target.waitFor({ state: 'visible' });
		await target.evaluate((e) => { window.lxWanted = e; });
		for (let i = 0; i < 250; i++) {
			const at = await this.page.evaluate(() => {
				const e = document.activeElement, want = window.lxWanted;
				if (e === want)
					return 'here';
				if (e && e.type === 'radio' && want.type === 'radio' && e.name === want.name && e.form === want.form)
					return 'group';
				return '';
			});
			if (at === 'here')
				return;
			await this.page.keyboard.press(at === 'group' ? 'ArrowDown' : 'Tab');
		}
		throw new Error(`the keyboard does not reach ${target}`);
	}
	async click(target) {
		await this.reach(target);
		await this.page.keyboard.press('Enter');
	}
	async fill(target, text) {
		await this.reach(target);
		await this.page.keyboard.press('Control+A');
		await this.page.keyboard.insertText(text);
	}
	async tick(target) {
		await this.reach(target);
		if (!await target.isChecked())
			await this.page.keyboard.press('Space');
	}
	async choose(target, label) {
		await this.reach(target);
		await this.page.keyboard.press('Home');
		for (let i = 0; i < 400; i++) {
			const now = await target.evaluate((e) => e.options[e.selectedIndex].text.trim());
			if (now === (typeof label === 'string' ? label : label.label).trim())
				return;
			await this.page.keyboard.press('ArrowDown');
		}
		throw new Error(`the keyboard does not find ${label} in ${target}`);
	}
}

/* ---- looking at a page ---- */

/* What is wrong with the page as it stands at this width, as lines. */
export async function look(page) {
	return page.evaluate(() => {
		const wrong = [], wide = document.documentElement;
		if (wide.scrollWidth > wide.clientWidth) {
			const out = [...document.querySelectorAll('body *')]
				.filter((e) => e.getBoundingClientRect().right > wide.clientWidth + 1 && !e.closest('.sr, .skip'))
				.map((e) => `${e.tagName.toLowerCase()}.${e.className}`).slice(0, 4);
			wrong.push(`scrolls sideways: ${wide.scrollWidth} > ${wide.clientWidth} at ${out.join(', ')}`);
		}
		const h1 = document.querySelectorAll('h1').length;
		if (h1 !== 1)
			wrong.push(`${h1} h1`);
		const text = document.body.innerText;
		for (const bad of [/\{\d\}/, /undefined|NaN|\[object|\(null\)/, /\b(msg|MSG)_\w+/])
			if (bad.test(text))
				wrong.push(`says ${text.match(bad)[0]}`);
		if (!document.title)
			wrong.push('no title');
		const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
		const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
		if (twice.length)
			wrong.push(`ids twice: ${[...new Set(twice)].join(' ')}`);
		return wrong;
	});
}

/* The ids of words, should one stand on the page instead of its words. */
const bare = new RegExp(`(?<![\\w./-])(${word_ids.filter((id) => /\./.test(id))
	.map((id) => id.replace(/\./g, '\\.')).join('|')})(?![\\w.-])`);

export async function look_words(page) {
	const text = await page.evaluate(() => document.body.innerText);
	const found = text.match(bare);
	return found ? [`says ${found[0]}`] : [];
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/* Only some rules, or every rule of the standards we follow. */
export async function look_axe(page, only) {
	if (!await page.evaluate(() => typeof window.axe === 'object'))
		await page.evaluate(axe_source);
	return page.evaluate(async (runOnly) => {
		const found = await window.axe.run(document, { runOnly, resultTypes: ['violations'] });
		return found.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) =>
			`axe ${v.id}: ${n.html.slice(0, 160)} ${n.any.concat(n.all, n.none).map((c) => c.message).join('; ').slice(0, 200)}`));
	}, only ? { type: 'rule', values: only } : { type: 'tag', values: RULES });
}
