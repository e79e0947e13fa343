/* Every test in a browser, as TAP. node tests/browser/run.mjs [flow] [side] [pages] [keys] */
import { browser_open, done, must, ok, serve } from './lib.mjs';
import { crew, main_flow, side_flows, station_code } from './flow.mjs';
import { all_pages } from './pages.mjs';

const want = process.argv.slice(2);
const wanted = (part) => want.length === 0 || want.includes(part);
const began = Date.now();
let server, browser;

const runs = [
	{ name: 'phone, scripts', width: 390, scripts: true, side: true },
	{ name: 'desk, scripts, keyboard only', width: 1440, scripts: true, keys: true },
	{ name: 'desk, scripts, English', width: 1440, scripts: true, lang: 'en' },
	{ name: 'phone, no scripts', width: 390, scripts: false },
	{ name: 'desk, no scripts', width: 1440, scripts: false, side: true },
];

/* Two chains beside each other in one browser: with scripts and without. */
async function chain(scripts, keep) {
	const people = crew(browser, server, scripts);
	for (const how of runs.filter((r) => r.scripts === scripts && (!process.env.ONLY || wanted('pages') || r.name.includes(process.env.ONLY)))) {
		if (wanted('flow'))
			await main_flow(people, server, how, `the whole way: ${how.name}`, keep);
		if (wanted('side') && how.side)
			await side_flows(people, server, how, how.name, keep);
	}
	await people.close();
}

try {
	const keep = {};
	server = await serve();
	browser = await browser_open();
	server.station = await station_code(browser, server);
	must(server.station, 'no station for the clerk');
	if (wanted('flow') || wanted('side'))
		await Promise.all([chain(true, keep), chain(false, {})]);
	if (wanted('pages'))
		await all_pages(browser, server, keep);
} catch (error) {
	ok(false, 'the tests could run', `${error.stack || error}\n${server ? server.log() : ''}`);
} finally {
	await browser?.close();
	await server?.stop();
}
console.log(`# ${((Date.now() - began) / 1000).toFixed(0)} s`);
process.exitCode = done();
