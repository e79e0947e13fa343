/* Filters a long list while typing: <select data-filter="ID of an input">, each option with its
   pinyin in data-p ("tyzxcsq xinchengshequ"). Options are taken out and put back, because hidden
   options stay visible on some phones. When nothing fits, the whole list stays: a list is never
   left empty. Without this script the form's own search button asks the server. */
(function () {
	"use strict";
	document.querySelectorAll("select[data-filter]").forEach(function (select) {
		var input = document.getElementById(select.getAttribute("data-filter"));
		var groups = select.querySelectorAll("optgroup");
		var all = [];
		if (!input)
			return;
		/* Beside groups, a bare option is the default or "please choose": it stays. */
		select.querySelectorAll(groups.length ? "optgroup > option" : "option").forEach(function (o) {
			all.push({ option: o, home: o.parentNode,
				text: ((o.parentNode.label || "") + o.textContent.trim() + " " +
					(o.getAttribute("data-p") || "")).toLowerCase() });
		});
		function filter() {
			var want = input.value.trim().toLowerCase();
			var fits = all.filter(function (one) { return one.text.indexOf(want) >= 0; });
			if (!fits.length)
				fits = all;
			all.forEach(function (one) { one.option.remove(); });
			groups.forEach(function (group) { group.remove(); });
			fits.forEach(function (one) {
				one.home.appendChild(one.option);
				if (one.home !== select)
					select.appendChild(one.home);
			});
			if (want && fits.length < all.length)
				fits[0].option.selected = true;
		}
		input.addEventListener("input", filter);
		input.addEventListener("keydown", function (event) {
			if (event.key === "Enter" && !event.isComposing) {
				event.preventDefault();
				select.focus();
			}
		});
	});
}());
