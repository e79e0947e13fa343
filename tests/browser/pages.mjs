/* Every page in light, dark and elder mode, at both widths: what axe says, what
   scrolls, what the browser complains about, and pictures for a person to look at. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { look_english, look_faults, look_hands, look_keys } from './looks.mjs';
import { account, look, look_axe, look_words, must, ok, person, root, shots, sign_in } from './lib.mjs';

const FULL = process.env.FULL === '1';
const WIDTHS = [390, 1440];
/* The page is the same in every mode; what its looks can break is asked again in each. */
const LOOKS = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'];
const MODES = [
	{ name: 'light', theme: 'light', elder: false, axe: 390 },
	{ name: 'elder', theme: 'light', elder: true, axe: 390, rules: LOOKS },
	{ name: 'dark', theme: 'dark', elder: false, axe: 1440, rules: LOOKS },
];
const NOBODY = 'nobody';

/* ---- how to come to a page that has no address of its own ---- */

/* The first case of a list, or nothing when there is none. */
function first_case(list, tail = '') {
	return async (one) => {
		await one.page.goto(list);
		const link = one.page.locator('main tbody th a').first();
		must(await link.count(), `${one.name} has no case in ${list}`);
		await one.page.goto((await link.getAttribute('href')).replace(tail ? /\?.*/ : /$^/, '') + tail);
	};
}

/* Where the first such link of a page leads, or of the first page of its list that has one. */
function of_page(wanted, from, by) {
	return async (one) => {
		await one.page.goto(from);
		const froms = by ? await one.page.locator(by).evaluateAll((all) => all.slice(0, 12).map((a) => a.href)) : [from];
		for (const page of froms) {
			await one.page.goto(page);
			const link = one.page.locator(`main ${wanted}`).first();
			if (await link.count())
				return one.page.goto(await link.getAttribute('href'));
		}
		throw new Error(`${one.name} finds no ${wanted} from ${from}`);
	};
}

/* A form sent as it stands, the browser's own checks left out. */
async function send_form(one, form, button = 'button') {
	await one.page.locator(form).first().evaluate((f) => { f.noValidate = true; });
	await one.hand.go(one.page.locator(form).first().locator(button).first());
}

async function say_to(one, station, step) {
	const { page, hand } = one;
	await page.goto(`/s/${station}/say`);
	await page.locator('#words').fill('村口的路灯坏了两盏，孩子晚上补课回来看不见路，请帮忙修一下。');
	await hand.go(page.locator('.btns .primary'));
	if (step === 3)
		await hand.go(page.locator('.btns .primary'));
}

/* A step's form sent empty: the case comes back with its faults. */
function step_failed(list, event) {
	return async (one) => {
		await first_case(list)(one);
		const part = one.page.locator(`details.act:has(form[action$="/${event}"])`);
		if (await part.getAttribute('open') === null)
			await part.locator('> summary').click();
		await send_form(one, `form[action$="/${event}"]`, '.btns button');
	};
}

/* Unfolded without a click, after which Tab would begin there. */
async function show_part(part) {
	await part.evaluate((e) => { e.open = true; });
}

/* The filters of the list kept under a name, and their form unfolded. */
async function kept_view(one) {
	await one.page.goto('/cases?state=new');
	await show_part(one.page.locator('.views-keep'));
	await one.page.locator('#name').fill('New here');
	await one.hand.go(one.page.locator('form[action="/views"] button'));
	await show_part(one.page.locator('.views-keep'));
}

/* The form of a page that stands folded away. */
async function unfold(one, list) {
	await one.page.goto(list);
	if (list.includes('?'))
		await one.page.goto(await one.page.locator('main tbody th a').first().getAttribute('href'));
	await show_part(one.page.locator('details.act').last());
}

async function new_account(one, name) {
	await unfold(one, '/accounts');
	await one.page.locator('#name').fill(name);
	await one.page.locator('#display').fill('Zhou Min');
	await send_form(one, 'form[method=post][action="/accounts"]', '.btn.primary');
}

/* The code of a secret in letters (RFC 6238), for the half minute of now. */
function totp(letters) {
	const bits = [...letters].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const step = Buffer.alloc(8);
	step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
	const mac = createHmac('sha1', key).update(step).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/* The own second step, on with a code, or once more with new recovery codes: the page that shows them. */
async function second_codes(one) {
	const { page, hand } = one;
	await page.goto('/second-step');
	if (one.codes) {
		await show_part(page.locator('details.act'));
		await page.locator('#code').fill(one.codes.pop());
		await hand.go(page.locator('button[value=codes]'));
	} else {
		await second_new(one);
		await page.locator('#code').fill(totp(await page.locator('code').innerText()));
		await hand.go(page.locator('.btn.primary'));
	}
	one.codes = await page.locator('.codes li').allInnerTexts();
	must(one.codes.length === 10, 'no recovery codes');
}

async function second_new(one) {
	await one.page.goto('/second-step');
	if (!await one.page.locator('main code').count())
		await one.hand.go(one.page.locator('main .btn.primary'));
}

async function second_off(one) {
	await one.page.goto('/second-step');
	if (!one.codes)
		return;
	await show_part(one.page.locator('details.act'));
	await one.page.locator('#code').fill(one.codes.pop());
	await one.hand.go(one.page.locator('button[value=off]'));
	delete one.codes;
}

/* The password alone: the code is asked for. */
function second_asked(server, login) {
	return async (one) => {
		const who = account(server, login);
		await one.page.goto('/sign-in');
		await one.page.locator('#name').fill(who.login);
		await one.page.locator('#password').fill(who.password);
		await one.hand.go(one.page.locator('main .btn.primary'));
		must(await one.page.locator('#code').count(), 'no code is asked for');
	};
}

/* The slip of a new account's link, and what its reader sees. */
async function invite(one) {
	await new_account(one, `li${Date.now()}`);
	const link = await one.page.locator('.slip .small').innerText();
	await one.page.goto(new URL(link).pathname);
}

/* A table of people on its way: sent, its columns taken as they were guessed or as given, then looked at. */
async function import_sent(one, file) {
	await one.page.goto('/deputies/import');
	await one.page.locator('#file').setInputFiles(join(root, 'tests', 'http', 'files', file));
	await one.page.locator('input[value=skip]').check();
	await one.hand.go(one.page.locator('main .btn.primary'));
}

/* What runs is another page when it has ended; it asks for itself again. */
async function import_ended(one) {
	for (let i = 0; i < 200 && !await one.page.locator('main .stats').count(); i++) {
		await one.page.waitForTimeout(100);
		await one.page.reload();
	}
	must(await one.page.locator('main .stats').count(), 'the import does not end');
}

/* A list of units likewise; what will happen is on the page at once. */
async function units_sent(one, file) {
	await one.page.goto('/units/import');
	await one.page.locator('#file').setInputFiles(join(root, 'tests', 'http', 'files', file));
	await one.page.locator('input[value=update]').check();
	await one.hand.go(one.page.locator('main .btn.primary'));
}

async function units_done(one) {
	await units_sent(one, 'units.csv');
	await one.hand.go(one.page.locator('form[action$="/start"] .btn.primary'));
	await show_part(one.page.locator('details.act'));
}

async function import_looked(one, file) {
	await import_sent(one, file);
	await one.hand.go(one.page.locator('form[action$="/look"] .btn.primary'));
	await import_ended(one);
}

async function import_done(one) {
	await import_looked(one, 'people.csv');
	await one.hand.go(one.page.locator('form[action$="/start"] .btn.primary'));
	await import_ended(one);
	await show_part(one.page.locator('details.act'));
}

async function import_undone(one) {
	await import_done(one);
	await one.hand.go(one.page.locator('form[action$="/undo"] .btn.danger'));
	await import_ended(one);
	must(await one.page.locator('.notice.ok').count(), 'nothing was taken back');
}

/* A page about the first account that a list finds. */
function of_account(list, tail) {
	return async (one) => {
		await first_case(list)(one);
		if (tail)
			await one.page.goto(new URL(one.page.url()).pathname + tail);
		else
			await one.page.goto(await one.page.locator('a[href*="/move?grant="]').first().getAttribute('href'));
	};
}

/* ---- the table: who, name, where, and the status when it is not 200 ---- */

function table(server, keep) {
	const s = `/s/${server.station}`, c = '/c/530524';
	const rows = [
		[NOBODY, 'counties', '/'],
		[NOBODY, 'front', c],
		[NOBODY, 'places', '/places?county=530524'],
		[NOBODY, 'places-found', '/places?county=530524&q=tyz'],
		[NOBODY, 'places-none', '/places?county=530524&q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA'],
		[NOBODY, 'find-deputy', '/find-deputy?county=530524'],
		[NOBODY, 'find-deputy-place', '/find-deputy?county=530524&place=530524102000'],
		[NOBODY, 'find-deputy-none', '/find-deputy?county=530524&q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA'],
		[NOBODY, 'directory', '/directory'],
		[NOBODY, 'directory-found', '/directory?q=%E7%94%B0%E5%9B%AD'],
		[NOBODY, 'directory-none', '/directory?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA'],
		[NOBODY, 'map', '/map?county=530524'],
		[NOBODY, 'station', s],
		[NOBODY, 'room', async (one) => {
			await one.page.goto(s);
			await one.page.goto(await one.page.locator('.places a').last().getAttribute('href'));
		}],
		[NOBODY, 'home', async (one) => {
			await one.page.goto(c);
			await one.page.goto(await one.page.locator('main .acts a.primary').getAttribute('href').then((h) => h.replace('/say', '')));
		}],
		[NOBODY, 'trade-station', async (one) => {
			await one.page.goto(c);
			await one.page.goto(await one.page.locator('#places a').last().getAttribute('href'));
		}],
		[NOBODY, 'deputy', async (one) => {
			await one.page.goto(s);
			await one.page.goto(await one.page.locator('.person a').first().getAttribute('href'));
		}],
		[NOBODY, 'deputies-public', `${c}/deputies`],
		[NOBODY, 'poster', `${s}/poster`],
		[NOBODY, 'lost-station', '/s/ZZZZZZ', 404],
		[NOBODY, 'lost-deputy', '/d/ZZZZZZ', 404],
		[NOBODY, 'say-1', `${s}/say`],
		[NOBODY, 'say-1-error', async (one) => {
			await one.page.goto(`${s}/say`);
			await send_form(one, 'form[action$="/say"]', '.btns .primary');
		}],
		[NOBODY, 'say-2', (one) => say_to(one, server.station, 2)],
		[NOBODY, 'say-2-none', async (one) => {
			await say_to(one, server.station, 2);
			await one.page.locator('#place-q').fill('没有这个地方');
			await one.hand.go(one.page.locator('.search button'));
		}],
		[NOBODY, 'say-3', (one) => say_to(one, server.station, 3)],
		[NOBODY, 'say-3-error', async (one) => {
			await say_to(one, server.station, 3);
			await one.page.locator('input[value=named]').check();
			await one.page.locator('#phone').fill('12345');
			await send_form(one, 'form[action$="/submit"]', '.btns .primary');
		}],
		[NOBODY, 'find', '/find'],
		[NOBODY, 'find-error', async (one) => {
			await one.page.goto('/find');
			await send_form(one, 'form[action="/find"]');
		}],
		[NOBODY, 'public-list', `${c}/cases`],
		[NOBODY, 'public-none', `${c}/cases?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E8%AF%8D`],
		[NOBODY, 'public-short', `${c}/cases?q=%E8%B7%AF`],
		[NOBODY, 'public-case', async (one) => {
			await one.page.goto(`${c}/cases`);
			await one.page.goto(await one.page.locator('main tbody th a').first().getAttribute('href'));
		}],
		[NOBODY, 'sign-in', '/sign-in'],
		[NOBODY, 'sign-in-error', async (one) => {
			await one.page.goto('/sign-in');
			await send_form(one, 'form[action="/sign-in"]');
		}],
		[NOBODY, 'needs-sign-in', '/desk'],
		[NOBODY, 'missing', '/nothing-here', 404],
		['clerk', 'desk-clerk', '/desk'],
		['clerk', 'cases-clerk', '/cases'],
		['clerk', 'cases-none', '/cases?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E8%AF%8D'],
		['clerk', 'cases-short', '/cases?q=%E8%B7%AF'],
		['clerk', 'calls', '/calls'],
		['clerk', 'enrol', '/enrol'],
		['clerk', 'enrol-error', async (one) => {
			await one.page.goto('/enrol');
			await send_form(one, 'form[action="/enrol"]', '.btns button');
		}],
		['clerk', 'case-new', first_case('/cases?state=new')],
		['clerk', 'case-new-error', step_failed('/cases?state=new', 'decline')],
		['clerk', 'case-accepted', first_case('/cases?state=accepted')],
		['clerk', 'case-answered', first_case('/cases?state=answered')],
		['clerk', 'case-concluded', first_case('/cases?state=concluded')],
		['clerk', 'slip-a6', first_case('/cases?state=answered', '/slip')],
		['clerk', 'slip-58', first_case('/cases?state=answered', '/slip?size=58')],
		['clerk', 'password', '/password'],
		['clerk', 'password-error', async (one) => {
			await one.page.goto('/password');
			await send_form(one, 'form[action="/password"]');
		}],
		['clerk', 'denied', '/audit', 403],
		['clerk', 'missing-staff', '/cases/530524-26-999999', 404],
		['head', 'desk-head', '/desk'],
		['room', 'desk-room', '/desk'],
		['town', 'desk-town', '/desk'],
		['office', 'deputies', '/deputies'],
		['office', 'deputies-none', '/deputies?q=nobodyhere'],
		['office', 'deputies-composition', '/deputies/composition'],
		['office', 'deputies-defaults', '/deputies/defaults'],
		['office', 'deputy-show', first_case('/deputies')],
		['office', 'deputy-edit', first_case('/deputies', '/edit')],
		['office', 'deputy-new', '/deputies/add'],
		['office', 'deputy-new-error', async (one) => {
			await one.page.goto('/deputies/add');
			await send_form(one, 'form[action="/deputies"]', '.btn.primary');
		}],
		['office', 'deputies-import', '/deputies/import'],
		['office', 'import-columns', (one) => import_sent(one, 'people-wrong.csv')],
		['office', 'import-faults', (one) => import_looked(one, 'people-wrong.csv')],
		['office', 'import-ready', (one) => import_looked(one, 'people.csv')],
		['office', 'import-undone', import_undone],
		['office', 'import-done', import_done],
		['office', 'imports-some', '/deputies/import'],
		['office', 'tasks', '/obligations'],
		['office', 'task-new', '/obligations/new'],
		['office', 'task', first_case('/obligations?view=all')],
		['clerk', 'tasks-clerk', '/obligations'],
		['office', 'standards', '/standards'],
		['office', 'standards-station', first_case('/standards')],
		['office', 'inspect', first_case('/standards', '/inspect')],
		['clerk', 'standards-check', first_case('/standards', '/check')],
		['office', 'inspection', of_page('a[href^="/inspections/"]', '/standards', 'main tbody th a')],
		['office', 'links', '/links'],
		['office', 'link', first_case('/links')],
		['office', 'links-matrix', '/links/matrix'],
		['office', 'links-gaps', '/links/gaps'],
		['office', 'link-new', '/links/new'],
		['office', 'posts', '/posts'],
		['office', 'units', '/units'],
		['office', 'unit', '/units/1'],
		['office', 'units-import', '/units/import'],
		['office', 'units-wrong', (one) => units_sent(one, 'units-wrong.csv')],
		['office', 'units-ready', (one) => units_sent(one, 'units.csv')],
		['office', 'units-done', units_done],
		['office', 'post', first_case('/posts')],
		['office', 'meetings', '/meetings'],
		['office', 'meeting', of_page('a[href^="/meetings/"]', '/meetings')],
		['office', 'drives', '/drives'],
		['office', 'drive', '/drives/1'],
		['office', 'desk-office', '/desk'],
		['office', 'cases-office', '/cases'],
		['office', 'cases-late', '/cases?view=late'],
		['office', 'case-assign', first_case('/cases?state=checking')],
		['office', 'case-assign-error', step_failed('/cases?state=checking', 'assign')],
		['office', 'case-reassign', first_case('/cases?state=handling')],
		['office', 'case-done', first_case('/cases?state=concluded')],
		['office', 'publish', first_case('/cases?state=concluded', '/publish')],
		['office', 'place-list', '/stations?kind=station'],
		['office', 'place-show', '/stations/10'],
		['office', 'place-trade', '/stations/2'],
		['office', 'place-edit', '/stations/10/edit'],
		['office', 'place-new', '/new-station?parent=1'],
		['office', 'place-equipment', '/stations/10/equipment'],
		['office', 'place-experts', '/stations/2/experts'],
		['office', 'place-sites', '/sites'],
		['office', 'place-site', '/sites/1'],
		['office', 'place-site-new', '/new-site'],
		['office', 'place-site-edit', of_page('a[href$="/edit"]', '/sites/1')],
		['office', 'place-upgrades', '/upgrades?which=late'],
		['office', 'place-upgrade', '/upgrades/1'],
		['office', 'place-plans', '/plans'],
		['office', 'place-plan', '/plans/1'],
		['office', 'place-build', '/build'],
		['office', 'place-manage', '/manage'],
		['office', 'place-use', '/use?idle=1'],
		['office', 'place-coverage', '/coverage'],
		['office', 'packs', '/packs'],
		['office', 'packs-own', '/packs/standards'],
		['office', 'packs-above', '/packs/deadlines'],
		['office', 'packs-row', '/packs/standards/row?at=four'],
		['office', 'packs-row-new', '/packs/standards/row?into=four.items'],
		['office', 'packs-item', '/packs/standards/row?at=four.items.posted'],
		['office', 'packs-draft', '/packs-draft'],
		['office', 'packs-version', of_page('a[href^="/packs-versions/"]', '/packs')],
		['office', 'rules', '/rules'],
		[NOBODY, 'rules-public', `${c}/rules`],
		['office.410700', 'city-counties', '/counties'],
		['office.410700', 'city-posts', '/posts'],
		['office.410700', 'city-post', first_case('/posts')],
		['office.410700', 'city-meetings', '/meetings'],
		['office.410700', 'city-coverage', '/coverage'],
		['receiver', 'desk-unit', '/desk'],
		['receiver', 'case-receive', first_case('/cases?state=assigned')],
		['handler', 'case-reply', first_case('/cases?state=handling')],
		['handler2', 'case-part', '/desk'],
		['signer', 'case-sign', first_case('/cases?state=signing')],
		['unit', 'grants', '/grant'],
		['deputy', 'desk-deputy', '/desk'],
		['deputy', 'deputy-mine', '/me'],
		['leader', 'desk-leader', '/desk'],
		['leader', 'cases-leader', '/cases'],
		['clerk', 'views', kept_view],
		['admin', 'settings', '/settings'],
		['admin', 'accounts', '/accounts'],
		['admin', 'accounts-none', '/accounts?q=nobodyhere'],
		['admin', 'accounts-error', (one) => new_account(one, 'a b')],
		['admin', 'account-new', (one) => new_account(one, `zhou${Date.now()}`)],
		['admin', 'account-close', (one) => unfold(one, '/accounts?q=handler2')],
		['security', 'account-grants', (one) => unfold(one, '/accounts?q=unit')],
		['admin', 'account-invite', invite],
		[NOBODY, 'account-invite-dead', '/invite/no-such-link', 404],
		['security', 'accounts-idle', '/accounts?idle=1'],
		['security', 'account-leave', of_account('/accounts?q=clerk', '/leave')],
		['security', 'account-leave-error', async (one) => {
			await of_account('/accounts?q=clerk', '/leave')(one);
			await one.page.locator('#heir').fill('nobody here');
			await send_form(one, 'form[action$="/leave"]', '.btn.danger');
		}],
		['security', 'account-move', of_account('/accounts?q=clerk')],
		['security', 'account-move-unit', of_account('/accounts?q=handler2')],
		['leader', 'account-second', '/second-step'],
		['leader', 'account-second-new', second_new],
		['leader', 'account-second-codes', second_codes],
		['leader', 'account-second-on', '/second-step'],
		['leader', 'account-second-asked', second_asked(server, 'leader')],
		['leader', 'account-second-off', second_off],
		['auditor', 'accounts-read', '/accounts'],
		['security', 'password-security', '/password'],
		['auditor', 'audit', '/audit'],
		['auditor', 'audit-none', '/audit?action=no-such-thing'],
	];
	const stories = [['open', 'follow-open'], ['answered', 'follow-rate'], ['declined', 'follow-declined'],
		['withdrawn', 'follow-withdrawn']];
	for (const [key, name] of stories)
		if (keep[key])
			rows.push([NOBODY, name, keep[key].story]);
	if (keep.story)
		rows.push([NOBODY, 'follow-concluded', keep.story]);
	if (keep.open)
		rows.push([NOBODY, 'receipt', `${keep.open.story}/receipt`],
			[NOBODY, 'slip-own', `${keep.open.story}/slip?size=a6`],
			[NOBODY, 'find-wrong', async (one) => {
				await one.page.goto('/find');
				await one.page.locator('#no').fill(keep.open.number);
				await one.page.locator('#code').fill('2222 2222');
				await send_form(one, 'form[action="/find"]');
			}]);
	if (keep.published)
		rows.push([NOBODY, 'public-own', keep.published]);
	return rows;
}

/* ---- one page ---- */

async function lang_set(one, lang) {
	await one.context.addCookies([{ name: 'lang', value: lang, url: one.url }]);
}

/* The modes differ by two marks of the root and nothing else, so one load serves for all. */
async function mode_set(page, mode) {
	await page.evaluate(({ theme, elder }) => {
		document.documentElement.dataset.theme = theme;
		document.documentElement.classList.toggle('elder', elder);
	}, mode);
}

async function open(one, where, status) {
	if (typeof where === 'function') {
		await where(one);
		return [];
	}
	const answer = await one.page.goto(where);
	return answer.status() === (status || 200) ? [] : [`answers ${answer.status()}, not ${status || 200}`];
}

async function one_page(one, [, name, where, status]) {
	const wrong = [];
	const note = (tag, lines) => wrong.push(...lines.map((l) => `${tag}: ${l}`));
	const { page } = one;
	try {
		await lang_set(one, 'zh');
		await page.setViewportSize({ width: 390, height: 844 });
		note('zh', await open(one, where, status));
		note('zh', await look_words(page));
		if (name.endsWith('-error'))
			note('zh', await look_faults(page));
		for (const mode of MODES) {
			await mode_set(page, mode);
			for (const width of mode.axe === 390 ? WIDTHS : [...WIDTHS].reverse()) {
				await page.setViewportSize({ width, height: 900 });
				note(`${mode.name} ${width}`, await look(page));
				if (width === mode.axe || FULL)
					note(`${mode.name} ${width}`, await look_axe(page, FULL ? null : mode.rules));
				if (mode.name === 'light' || process.env.SHOTS === 'all')
					await page.screenshot({ path: join(shots, `${name}-${mode.name === 'light' ? '' : `${mode.name}-`}${width}.png`), fullPage: true });
			}
			if (one.name === NOBODY && mode.name !== 'dark') {
				await page.setViewportSize({ width: 320, height: 900 });
				note(`${mode.name} 320, as a desk at 400 %`, await look(page));
			}
			if (mode.name === 'light') {
				note('keys', await look_keys(page));
				await page.setViewportSize({ width: 390, height: 844 });
				note('hands', await look_hands(page, true));
			}
		}
		await lang_set(one, 'en');
		note('en', await open(one, where, status));
		note('en', await look_words(page));
		note('en', await look_english(page));
		for (const width of FULL || process.env.SHOTS === 'all' ? WIDTHS : [390]) {
			await page.setViewportSize({ width, height: 900 });
			note(`en ${width}`, await look(page));
			note(`en ${width}`, await look_hands(page, width < 500));
			if (process.env.SHOTS === 'all')
				await page.screenshot({ path: join(shots, `${name}-en-${width}.png`), fullPage: true });
		}
	} catch (error) {
		wrong.push(String(error.stack || error));
	}
	note('browser', one.faults.splice(0));
	ok(wrong.length === 0, `page ${name}`, wrong.join('\n'));
}

/* Every number of a desk is a link to exactly as many rows. */
async function desk_numbers(one) {
	const { page } = one, wrong = [];
	await lang_set(one, 'zh');
	await page.goto('/desk');
	const tiles = await page.locator('a.stat').evaluateAll((all) => all.map((a) => ({
		word: a.querySelector('span').innerText, number: a.querySelector('b').innerText, href: a.getAttribute('href') })));
	for (const { word, number, href } of tiles.filter((t) => /^\d+$/.test(t.number))) {
		let rows = 0;
		await page.goto(href);
		const total = (await page.locator('.head p').allInnerTexts()).join(' ').match(/\d+/);
		for (;;) {
			rows += await page.locator('main tbody tr').count();
			const next = page.locator('a[rel=next]');
			if (await next.count() === 0 || total)
				break;
			await one.hand.go(next);
		}
		if (Number(number) !== (total ? Number(total[0]) : rows))
			wrong.push(`${word} ${number} leads to ${total ? total[0] : rows} rows (${href})`);
	}
	ok(wrong.length === 0, `numbers of the desk of ${one.name}, ${tiles.length} of them`, wrong.join('\n'));
}

async function pages_of(browser, server, who, rows) {
	const one = await person(browser, server, who, { width: 1440 });
	try {
		if (who !== NOBODY)
			await sign_in(one, account(server, who));
		for (const row of rows)
			await one_page(one, row);
		if (rows.some(([, name]) => name.startsWith('desk-')))
			await desk_numbers(one);
	} catch (error) {
		ok(false, `pages of ${who}`, error.stack || error);
	}
	await one.context.close();
}

/* Two people at a time: the public pages beside those of the staff. */
export async function all_pages(browser, server, keep) {
	const rows = table(server, keep).filter(([, name]) => !process.env.ONLY || new RegExp(process.env.ONLY).test(name));
	const of = (who) => rows.filter(([w]) => w === who);
	const staff = async () => {
		for (const who of new Set(rows.map(([w]) => w)))
			if (who !== NOBODY)
				await pages_of(browser, server, who, of(who));
	};
	await Promise.all([pages_of(browser, server, NOBODY, of(NOBODY)), staff()]);
}
