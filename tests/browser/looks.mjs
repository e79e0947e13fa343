/* What is asked of every page: that a keyboard and a finger come through it, that
   faults are named and tied to their fields, that English is English. Each gives
   what is wrong as lines; the page stands as it was afterwards. */

/* Tab from the top: the skip link first, then down to the main action, always seen.
   A page with faults begins at their summary, so that it is read and its links come next. */
export async function look_keys(page) {
	const wrong = [];
	const faulty = await page.locator('.errsum').count() > 0;
	if (faulty && !await page.evaluate(() => document.activeElement.matches('.errsum')))
		wrong.push('the focus is not on the summary of the faults');
	await page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
	const goal = await page.evaluate(() => {
		const e = document.querySelector('main .btn.primary');
		if (!e || e.closest('details:not([open])'))
			return false;
		window.lxWanted = e;
		return true;
	});
	for (let i = 0; i < 120; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const e = document.activeElement;
			if (!e || e === document.body)
				return { end: true };
			const ring = (x) => {
				const s = x && getComputedStyle(x);
				return Boolean(s) && s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
			};
			const r = e.getBoundingClientRect();
			return { what: e.outerHTML.slice(0, 90), skip: e.classList.contains('skip'), seen: ring(e) || ring(e.nextElementSibling),
				inside: r.bottom > 0 && r.top < innerHeight && r.width > 0, here: e === window.lxWanted };
		});
		if (i === 0 && !faulty && !(at.skip && at.inside))
			wrong.push(`Tab does not begin with the skip link: ${at.what}`);
		if (at.end)
			break;
		if (!at.seen || !at.inside)
			wrong.push(`focus is not seen on ${at.what}`);
		if (at.here || wrong.length > 2 || (!goal && i > 5))
			return wrong;
	}
	return goal ? [...wrong, 'Tab does not reach the main action'] : wrong;
}

/* What a finger and a keyboard need (a drawing has its list): each thing to press takes the focus and shows it, in the
   order of the page; is 44 px high on a phone unless it stands in a line of text; its words fit. */
export async function look_hands(page, phone) {
	return page.evaluate((phone) => {
		const wrong = new Set(), note = (what, e) => wrong.add(`${what}: ${e.outerHTML.replace(/\s+/g, ' ').slice(0, 110)}`);
		const ring = (x) => {
			const s = x && getComputedStyle(x);
			return Boolean(s) && s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
		};
		const at = document.activeElement;
		for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
			if (e.disabled || e.closest('svg') || !e.checkVisibility({ visibilityProperty: true }))
				continue;
			if (e.tabIndex !== 0)
				note('Tab does not come in the order of the page', e);
			e.focus({ focusVisible: true, preventScroll: true });
			if (document.activeElement !== e)
				note('takes no focus', e);
			else if (!ring(e) && !ring(e.nextElementSibling) && !ring(e.closest('label')))
				note('focus is not seen', e);
			const shape = e.closest('label') || e, r = shape.getBoundingClientRect();
			if (phone && r.height < 43.5 && r.height > 1 && e.matches('.btn, button:not(.linkbtn), input, select, textarea, nav a, summary'))
				note(`${Math.round(r.height)} px high`, e);
			if (e.matches('.btn, .chip *, .tabs a, nav a, .stat') && e.scrollWidth > e.clientWidth + 1)
				note('words are cut', e);
			if (e.matches('button, input[type=submit]') && !e.form)
				note('sends no form', e);
		}
		at.focus({ preventScroll: true });
		for (const e of document.querySelectorAll('[onclick], [role=button]:not(button, a, summary)'))
			note('needs a mouse', e);
		for (const e of document.querySelectorAll('[aria-invalid=true]'))
			if (!(e.getAttribute('aria-describedby') || '').split(' ').some((id) => document.getElementById(id)?.matches('.err')))
				note('is not tied to its fault', e);
		return [...wrong].slice(0, 12);
	}, phone);
}

/* Labels and headings that stay Chinese in English; what people wrote may. */
export async function look_english(page) {
	return page.evaluate(() => [...document.querySelectorAll('main label:not(.chip), main legend, main button, main thead th, main dt, main h2, main .help, main .btn, nav a, .switches a')]
		.filter((e) => !e.closest('.words, .places, .tree, .lines, .slip, [lang], .grid.three, .crumbs') && e.checkVisibility())
		.map((e) => e.innerText.trim()).filter((t) => /\p{Script=Han}/u.test(t)).slice(0, 5).map((t) => `not English: ${t.slice(0, 60)}`));
}

/* The summary names each field and leads to it. */
export async function look_faults(page) {
	return page.evaluate(() => {
		const links = [...document.querySelectorAll('.errsum li a')];
		return links.length === 0 ? ['no summary of the faults'] : links
			.filter((a) => !a.innerText.includes('：') || !document.querySelector(a.getAttribute('href')))
			.map((a) => `summary: ${a.innerText} (${a.getAttribute('href')})`);
	});
}
