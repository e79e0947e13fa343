/* Every test in a browser, as TAP. node tests/browser/run.mjs [flow] [side] [pages] [keys] */
import { browser_open, done, must, ok, serve } from './lib.mjs';
import { main_flow, side_flows, station_code } from './flow.mjs';
import { all_pages } from './pages.mjs';

const want = process.argv.slice(2);
const wanted = (part) => want.length === 0 || want.includes(part);
const began = Date.now();
let server, browser;

async function flows(keep) {
	const runs = [
		[{ width: 390, scripts: true }, 'phone, scripts'],
		[{ width: 1440, scripts: true, keys: true }, 'desk, scripts, keyboard only'],
		[{ width: 390, scripts: false }, 'phone, no scripts'],
		[{ width: 1440, scripts: false }, 'desk, no scripts'],
		[{ width: 1440, scripts: true, lang: 'en' }, 'desk, scripts, English'],
	];
	for (const [how, name] of runs)
		if (wanted('flow') && (!process.env.ONLY || name.includes(process.env.ONLY)))
			await main_flow(browser, server, how, `the whole way: ${name}`, keep);
	if (wanted('side')) {
		await side_flows(browser, server, runs[0][0], 'phone, scripts', keep);
		await side_flows(browser, server, runs[3][0], 'desk, no scripts', keep);
	}
}

try {
	const keep = {};
	server = await serve();
	browser = await browser_open();
	server.station = await station_code(browser, server);
	must(server.station, 'no station for the clerk');
	await flows(keep);
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
