/* The life of an opinion by hand-like clicks: from the code on the wall to the
   published case, and the side ways out of it. One call of flow() is one run. */
import { account, must, person, sign_in, test } from './lib.mjs';

const SECRET = { name: '孙桂芳', phone: '13887501234', id: '530524198803152419', plate: '云M·A6B21' };
const KIND = { zh: '水电气网', en: 'Water, power, gas and network' };
const SOLVED = { zh: '已经解决或基本解决', en: 'Solved' };
const SOLVING = { zh: '正在解决', en: 'Being solved' };
const LAWSUIT = { zh: '已经或应当通过诉讼解决', en: 'It is, or has to be, decided by a court' };

let serial = 0;

/* Five letters nobody else uses, so that a search finds this case and no other. */
function tag() {
	const letters = 'BCDFGHJKLMNPQRSTVWXZ';
	let n = ++serial * 7919 + process.pid, word = '';
	for (let i = 0; i < 5; i++, n = Math.floor(n / letters.length))
		word += letters[n % letters.length];
	return word;
}

async function text_of(page) {
	return page.evaluate(() => document.body.innerText);
}

async function sees(page, ...lines) {
	const text = await text_of(page);
	for (const line of lines)
		must(text.includes(line), `"${line}" is not on ${page.url()}`);
}

async function sees_not(page, ...lines) {
	const text = await page.content();
	for (const line of lines)
		must(!text.includes(line), `"${line}" is on ${page.url()}`);
}

/* ---- the resident ---- */

/* The public page of the station where the clerk of the demonstration works. */
export async function station_code(browser, server) {
	const clerk = account(server, 'clerk');
	const one = await person(browser, server, 'finder');
	await one.page.goto('/places?county=530524');
	const link = one.page.locator('.tree a', { hasText: clerk.scope }).first();
	const path = await link.getAttribute('href');
	await one.context.close();
	return path.replace('/s/', '');
}

/* Steps one to three; leaves the person before the button that sends. */
async function say(one, code, what, { named = true, consent = false, kind = true } = {}) {
	const { page, hand, w, lang } = one;
	await page.goto(`/s/${code}`);
	await hand.go(page.locator('main').getByRole('link', { name: w('station.say') }));
	await sees(page, w('say.step_of', 1));
	await hand.fill(page.getByLabel(w('say.words')), what);
	if (kind)
		await hand.tick(page.getByRole('radio', { name: KIND[lang] }));
	await hand.go(page.getByRole('button', { name: w('do.next') }));
	await sees(page, w('say.step_of', 2));
	const select = page.getByLabel(w('say.place'));
	const village = await select.evaluate((e) => {
		const o = e.querySelector('optgroup option:nth-child(3)');
		return { name: o.text.trim(), find: o.dataset.p };
	});
	await hand.fill(page.getByLabel(w('say.find_place')), one.scripts ? village.find.split(' ')[0] : village.name);
	if (!one.scripts)
		await hand.go(page.getByRole('button', { name: w('do.search') }));
	await hand.choose(select, village.name);
	await hand.go(page.getByRole('button', { name: w('do.next') }));
	await sees(page, w('say.step_of', 3), village.name);
	must((await text_of(page)).replace(/\s/g, '').includes(what.replace(/\s/g, '')), 'the words are not shown before sending');
	await hand.tick(page.getByRole('radio', { name: w(named ? 'anonymity.named' : 'anonymity.anonymous'), exact: true }));
	if (named) {
		await hand.fill(page.locator('#phone'), SECRET.phone);
		await hand.fill(page.locator('#name'), SECRET.name);
	}
	if (consent)
		await hand.tick(page.locator('input[name=consent]'));
	await hand.click(page.locator('#notice > summary'));
	must(await page.locator('#notice > div').isVisible(), 'the notice does not unfold');
	return village;
}

async function send(one) {
	const { page, hand, w } = one;
	await hand.go(page.getByRole('button', { name: w('do.send') }));
	return receipt(one);
}

async function receipt(one) {
	const { page, w } = one;
	/* Of two taps the second ends the way of the first: what is waited for is the page, not that way. */
	await page.locator('.bigcode.no').waitFor();
	must(/\/receipt$/.test(page.url()), `a receipt at ${page.url()}`);
	await sees(page, w('receipt.title'));
	const number = (await page.locator('.bigcode.no').innerText()).trim();
	const code = (await page.locator('.bigcode:not(.no)').innerText()).trim();
	must(/^\d{6}-\d\d-\d{6}$/.test(number), `number ${number}`);
	must(/^[2-9A-Z]{4} [2-9A-Z]{4}$/.test(code), `pick-up code ${code}`);
	must(await page.locator('svg.qr').isVisible(), 'no QR');
	return { number, code, story: page.url().replace('/receipt', '') };
}

async function rate(one, attitude, result) {
	const { page, hand, w } = one;
	const form = page.locator('form[action$="/rate"]');
	await hand.tick(form.getByRole('group', { name: w('follow.attitude') }).getByRole('radio', { name: w(`rating.${attitude}`), exact: true }));
	await hand.tick(form.getByRole('group', { name: w('follow.result') }).getByRole('radio', { name: w(`rating.${result}`), exact: true }));
	await hand.go(page.getByRole('button', { name: w('follow.rate_send') }));
	await sees(page, w('follow.rated'));
}

/* ---- the staff ---- */

/* From the desk to the case; a long desk is searched. */
async function open_case(one, number, { desk = false } = {}) {
	const { page, hand, w } = one;
	await page.goto('/desk');
	const link = page.locator(`main a[href="/cases/${number}"]`);
	if (!desk && await link.count() === 0) {
		await hand.fill(page.locator('#gq'), number);
		await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
	}
	/* A search for the whole number leads straight to the case. */
	if (!page.url().endsWith(`/cases/${number}`)) {
		must(await link.count() === 1, `${one.name} does not find ${number} on ${page.url()}`);
		await hand.go(link);
	}
	await sees(page, w('case.story'), number);
}

/* Unfolds a step and gives the part of the page to work in. */
async function step(one, event) {
	const part = one.page.locator(`details.act:has(form[action$="/${event}"])`);
	must(await part.count() === 1, `${one.name} is not offered ${event} on ${one.page.url()}`);
	if (await part.getAttribute('open') === null)
		await one.hand.click(part.locator('> summary'));
	return part;
}

async function press(one, part) {
	await one.hand.go(part.locator('.btns button'));
	const fault = one.page.locator('.errsum, .notice.warn').first();
	if (await fault.count())
		throw new Error(`refused: ${await fault.innerText()}`);
}

async function write(one, part, name, text) {
	await one.hand.fill(part.locator(`textarea[name=${name}]`), text);
}

async function take(one, part, group, label) {
	await one.hand.tick(part.getByRole('group', { name: group }).getByLabel(label, { exact: true }));
}

async function accept(one, number) {
	await open_case(one, number, { desk: true });
	await press(one, await step(one, 'accept'));
}

async function assign(one, number, lead, assist) {
	const { page, hand, w, lang } = one;
	await open_case(one, number);
	const part = await step(one, 'assign');
	const due = part.locator('details.how');
	await hand.click(due.locator('summary'));
	const lines = await due.locator('li').allInnerTexts();
	must(lines.length >= 3 && lines.some((l) => l.includes(w('due.months', 3, '').split('3')[0].trim()) && /3/.test(l)),
		`how the date came about: ${lines.join(' / ')}`);
	await hand.fill(part.locator('input[name=title]'), `${await page.locator('h1').innerText()}`.slice(0, 40));
	await hand.choose(part.locator('select[name=kind]'), KIND[lang]);
	await hand.choose(part.locator('select[name=lead]'), lead);
	await take(one, part, w('case.assists'), assist);
	await press(one, part);
	await sees(page, w('case_state.assigned'), lead);
}

async function reply(one, number, text, class_word) {
	await open_case(one, number);
	const part = await step(one, 'reply');
	await write(one, part, 'told', text);
	await take(one, part, one.w('case.result_class'), class_word);
	await press(one, part);
	await sees(one.page, one.w('case_state.signing'));
}

/* ---- the runs ---- */

/* Everybody with browsers of one kind, signed in as they are first needed; the runs go one after another. */
export function crew(browser, server, scripts) {
	const known = new Map();
	let now = {};
	return {
		all: () => [...known.values()],
		/* How the next run looks and moves. */
		async as(how) {
			now = how;
			for (const one of known.values())
				await one.become(how);
		},
		async get(login) {
			if (!known.has(login)) {
				const one = await person(browser, server, login, { ...now, scripts });
				known.set(login, one);
				if (login !== 'resident')
					await sign_in(one, account(server, login));
			}
			return known.get(login);
		},
		async close() {
			for (const one of known.values())
				await one.context.close();
			known.clear();
		},
	};
}

function calm(people) {
	const faults = people.all().flatMap((one) => one.faults.splice(0));
	must(faults.length === 0, faults.join('\n'));
}

/* The main way: said, assigned, answered, rated twice, published. */
export async function main_flow(people, server, how, title, keep = {}) {
	await people.as(how);
	await test(title, async () => {
		const mark = tag();
		const what = `村口${mark}号变压器一到晚上就跳闸，孩子写作业没有灯。我叫${SECRET.name}，电话${SECRET.phone}，身份证${SECRET.id}，车${SECRET.plate}停在旁边。`;
		const code = server.station;
		/* The county's name is left out where its units are chosen. */
		const [lead, helper] = ['receiver', 'handler2'].map((login) => account(server, login).scope.replace(/^.*?县/, ''));
		const resident = await people.get('resident');
		await say(resident, code, what, { consent: true });
		const it = await send(resident);
		Object.assign(keep, it);

		const clerk = await people.get('clerk');
		await accept(clerk, it.number);
		await sees(clerk.page, clerk.w('case_state.accepted'), '孙**', '138****1234');
		await sees_not(clerk.page, `> ${SECRET.phone} <`);
		let part = await step(clerk, 'escalate');
		await take(clerk, part, clerk.w('step.escalate_to'), clerk.w('case.county_office'));
		await write(clerk, part, 'note', '变压器要供电公司换，超出站里能办的。');
		await press(clerk, part);

		const office = await people.get('office');
		await assign(office, it.number, lead, helper);

		const receiver = await people.get('receiver');
		await open_case(receiver, it.number, { desk: true });
		await press(receiver, await step(receiver, 'receive'));
		await sees(receiver.page, receiver.w('case_state.handling'));

		const assistant = await people.get('handler2');
		await open_case(assistant, it.number);
		part = await step(assistant, 'part');
		await write(assistant, part, 'told', '已经看过现场，配合换线时由我们清理路边。');
		await press(assistant, part);

		const handler = await people.get('handler');
		await open_case(handler, it.number);
		await sees(handler.page, '配合换线时由我们清理路边');
		part = await step(handler, 'consult');
		await write(handler, part, 'note', '打电话约好周三上门看线路。');
		await press(handler, part);
		await reply(handler, it.number, `${mark}号变压器下周更换。`, SOLVING[how.lang || 'zh']);

		const signer = await people.get('signer');
		await open_case(signer, it.number, { desk: true });
		part = await step(signer, 'refuse-sign');
		await write(signer, part, 'note', '写明哪天换。');
		await press(signer, part);
		await reply(handler, it.number, `${mark}号变压器十二月一日更换，联系人孙桂芳家门口施工。`, SOLVING[how.lang || 'zh']);
		await open_case(signer, it.number, { desk: true });
		await press(signer, await step(signer, 'sign'));
		await sees(signer.page, signer.w('case_state.answered'));

		const { page, hand, w } = resident;
		await page.goto('/find');
		await hand.fill(page.locator('#no'), it.number.replace(/-/g, ''));
		await hand.fill(page.locator('#code'), it.code.toLowerCase());
		await hand.go(page.getByRole('button', { name: w('find.send'), exact: true }));
		await sees(page, '十二月一日更换', w('follow.rate'));
		await sees_not(page, '打电话约好周三', '写明哪天换');
		await rate(resident, 'fairly', 'dissatisfied');
		await sees(page, w('follow.ev_rehandle'));

		await open_case(receiver, it.number);
		await sees(receiver.page, receiver.w('case.second_round'));
		await press(receiver, await step(receiver, 'receive'));
		await reply(handler, it.number, `${mark}号变压器已经换好，晚上试了三天没有跳闸。`, SOLVED[how.lang || 'zh']);
		await open_case(signer, it.number);
		await press(signer, await step(signer, 'sign'));
		await page.goto(it.story);
		await sees(page, '试了三天没有跳闸');
		await rate(resident, 'satisfied', 'satisfied');
		await sees(page, w('case_state.concluded'));

		await open_case(office, it.number);
		await hand_go(office, office.page.getByRole('link', { name: office.w('case.publish_preview') }));
		const marked = (await office.page.locator('mark').allInnerTexts()).join(' ');
		for (const secret of Object.values(SECRET)) {
			must(marked.includes(secret), `${secret} is not marked: ${marked}`);
			for (const area of await office.page.locator('textarea').all())
				must(!(await area.inputValue()).includes(secret), `${secret} is still in what would be public`);
		}
		await office.hand.tick(office.page.locator('#seen'));
		await hand_go(office, office.page.getByRole('button', { name: office.w('case.publish'), exact: true }));
		await page.goto('/c/530524');
		await hand.fill(page.locator('#pq'), mark);
		await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
		const link = page.locator(`main a[href$="/cases/${it.number}"]`);
		for (let i = 0; i < 20 && await link.count() === 0; i++) {
			await page.waitForTimeout(250);
			await page.reload();
		}
		await hand.go(link);
		await sees(page, '试了三天没有跳闸');
		await sees_not(page, ...Object.values(SECRET));
		keep.published = page.url();
		calm(people);
	}, people.all);
}

async function hand_go(one, target) {
	await one.hand.go(target);
}

/* Short ways: each is a test of its own, on new cases. */
export async function side_flows(people, server, how, title, keep = {}) {
	await people.as(how);
	const code = server.station;
	const lang = how.lang || 'zh';
	const fresh = async (what, options) => {
		const resident = await people.get('resident');
		await say(resident, code, what, { named: false, kind: false, ...options });
		return send(resident);
	};
	const run = (name, body) => test(`${title}: ${name}`, async () => {
		await body();
		calm(people);
	}, people.all);

	await run('a double tap gives one case and the same receipt', async () => {
		const mark = tag();
		const resident = await people.get('resident');
		await say(resident, code, `${mark}巷子里的路灯坏了两盏，走夜路看不见。`, { named: false });
		await resident.page.getByRole('button', { name: resident.w('do.send') }).dblclick({ noWaitAfter: true });
		const it = await receipt(resident);
		const clerk = await people.get('clerk');
		await clerk.page.goto(`/cases?q=${mark}`);
		must(await clerk.page.locator('main tbody tr').count() === 1, 'not exactly one case');
		must(await clerk.page.locator(`a[href="/cases/${it.number}"]`).count() === 1, 'another case');
	});

	await run('a supplement is seen by the station', async () => {
		const it = await fresh(`${tag()}水沟堵了，下雨就淹到门口。`);
		const { page, hand, w } = await people.get('resident');
		await hand.go(page.getByRole('link', { name: w('receipt.follow') }));
		await hand.click(page.locator('details.act:has(form[action$="/supplement"]) > summary'));
		await hand.fill(page.getByLabel(w('follow.supplement_what')), '昨晚又淹了一次，水到膝盖。');
		await hand.go(page.getByRole('button', { name: w('follow.supplement_send') }));
		await sees(page, w('follow.done_supplement'), w('follow.ev_supplement'));
		const clerk = await people.get('clerk');
		await open_case(clerk, it.number, { desk: true });
		await sees(clerk.page, '昨晚又淹了一次');
		keep.open = it;
	});

	await run('the resident withdraws, and nobody can go on', async () => {
		const it = await fresh(`${tag()}门口的垃圾桶满了没人收。`);
		const { page, hand, w } = await people.get('resident');
		await page.goto(it.story);
		await hand.click(page.locator('details.act:has(form[action$="/withdraw"]) > summary'));
		await hand.fill(page.locator('#why'), '已经收走了');
		await hand.go(page.getByRole('button', { name: w('follow.withdraw_send') }));
		await sees(page, w('follow.done_withdraw'), w('case_state.withdrawn'));
		const clerk = await people.get('clerk');
		await clerk.page.goto(`/cases/${it.number}`);
		must(await clerk.page.locator('form[action$="/accept"]').count() === 0, 'a withdrawn case can be accepted');
		keep.withdrawn = it;
	});

	await run('declining says why and where to go', async () => {
		const it = await fresh(`${tag()}我和邻居的宅基地官司法院判了我不服。`);
		const clerk = await people.get('clerk');
		await open_case(clerk, it.number, { desk: true });
		let part = await step(clerk, 'decline');
		await clerk.hand.go(part.locator('.btns button'));
		must(await clerk.page.locator('.errsum').count() === 1, 'declined without a reason');
		part = await step(clerk, 'decline');
		await take(clerk, part, clerk.w('step.decline_reason'), LAWSUIT[lang]);
		await write(clerk, part, 'told', '请向县人民法院提出申诉，诉讼服务热线 12368。');
		await press(clerk, part);
		const { page, w } = await people.get('resident');
		await page.goto(it.story);
		await sees(page, w('follow.ev_decline'), LAWSUIT[lang], '12368');
		keep.declined = it;
	});

	await run('an answer on the spot is seen and rated', async () => {
		const it = await fresh(`${tag()}村卫生室星期天开不开门？`);
		const clerk = await people.get('clerk');
		await open_case(clerk, it.number, { desk: true });
		const part = await step(clerk, 'answer');
		await write(clerk, part, 'told', '星期天上午八点到十一点半开门。');
		await take(clerk, part, clerk.w('case.result_class'), SOLVED[lang]);
		await press(clerk, part);
		const resident = await people.get('resident');
		await resident.page.goto(it.story);
		await sees(resident.page, '八点到十一点半');
		keep.answered = await fresh(`${tag()}办老年卡要带什么？`);
		await resident.page.goto(it.story);
		await rate(resident, 'satisfied', 'fairly');
		await sees(resident.page, resident.w('case_state.concluded'));
		/* One more is left unrated, for the pages. */
		await open_case(clerk, keep.answered.number, { desk: true });
		const again = await step(clerk, 'answer');
		await write(clerk, again, 'told', '带身份证和一张照片。');
		await take(clerk, again, clerk.w('case.result_class'), SOLVED[lang]);
		await press(clerk, again);
	});

	await run('a case routed to another station leaves this one', async () => {
		const it = await fresh(`${tag()}隔壁村的桥栏杆断了。`);
		const clerk = await people.get('clerk');
		await open_case(clerk, it.number, { desk: true });
		const part = await step(clerk, 'route');
		const select = part.locator('select[name=station]');
		const other = await select.evaluate((e) => [...e.options].find((o) => o.value && !o.disabled).text);
		await clerk.hand.choose(select, other);
		await write(clerk, part, 'note', '事情发生在那边。');
		await press(clerk, part);
		must(clerk.page.url().endsWith('/desk'), 'not back at the desk');
		must(await clerk.page.locator(`a[href="/cases/${it.number}"]`).count() === 0, 'still on the desk');
		const { page, w } = await people.get('resident');
		await page.goto(it.story);
		await sees(page, w('follow.ev_route'), w('follow.now_routed'));
	});

	await run('a walk-in is enrolled, gets a slip, is answered, called and rated by somebody else', async () => {
		const clerk = await people.get('clerk');
		const { page, hand, w } = clerk;
		await page.goto('/desk');
		await hand.go(page.locator('main').getByRole('link', { name: w('case.enrol') }));
		const mark = tag();
		await hand.tick(page.getByRole('radio', { name: w('channel.walk_in'), exact: true }));
		await hand.fill(page.getByLabel(w('enrol.words')), `${mark}大娘来说：低保的钱这个月没有到账。`);
		await hand.tick(page.getByRole('radio', { name: w('anonymity.named'), exact: true }));
		await hand.fill(page.locator('#name'), '字大娘');
		await hand.fill(page.locator('#phone'), '0875-7122345');
		await hand.go(page.getByRole('button', { name: w('enrol.send') }));
		must(page.url().includes('/slip'), 'no slip after enrolling');
		const number = (await page.locator('.bigcode.no').innerText()).trim();
		must(await page.locator('svg.qr').isVisible(), 'no QR on the slip');
		await hand.go(page.locator('a[href$="size=58"]'));
		must(await page.locator('.slip.r58').isVisible(), 'no narrow slip');
		await open_case(clerk, number, { desk: true });
		await sees_not(page, '字大娘<', '08757122345', '0875-7122345');
		let part = await step(clerk, 'reveal');
		await write(clerk, part, 'note', '核对账号，要打电话。');
		await press(clerk, part);
		must(/0875-?7122345/.test(await text_of(page)), 'the phone is not shown after a reason');
		part = await step(clerk, 'answer');
		await write(clerk, part, 'told', '账号写错了一位，已经改好，二十五日到账。');
		await take(clerk, part, w('case.result_class'), SOLVED[lang]);
		await press(clerk, part);
		must(await page.locator('form[action$="/rate"]').count() === 0 || await refused(clerk, number),
			'who answered may enter the rating');
		const head = await people.get('head');
		await head.page.goto('/calls');
		await head.hand.go(head.page.locator(`main a[href="/cases/${number}"]`));
		part = await step(head, 'call');
		await write(head, part, 'note', '打了一次没人接，晚上再打。');
		await press(head, part);
		part = await step(head, 'rate');
		await take(head, part, w('case.attitude'), w('rating.satisfied'));
		await take(head, part, w('case.result'), w('rating.satisfied'));
		await press(head, part);
		await sees(head.page, w('case_state.concluded'), w('rated_by.telephone'));
	});
	await people.close();
}

/* The form may stand there; sending it must not help who handled the case. */
async function refused(one, number) {
	const part = await step(one, 'rate');
	await take(one, part, one.w('case.attitude'), one.w('rating.satisfied'));
	await take(one, part, one.w('case.result'), one.w('rating.satisfied'));
	await one.hand.go(part.locator('.btns button'));
	await one.page.goto(`/cases/${number}`);
	return !(await text_of(one.page)).includes(one.w('case_state.concluded'));
}
