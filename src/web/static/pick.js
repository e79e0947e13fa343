/* Filters a long list while typing: <select data-filter="ID of an input">, each option with its
   pinyin in data-p ("tyzxcsq xinchengshequ"). Options are taken out and put back, because hidden
   options stay visible on some phones. Without this script the form's own 查找 button does it. */
(function () {
	"use strict";
	document.querySelectorAll("select[data-filter]").forEach(function (select) {
		var input = document.getElementById(select.getAttribute("data-filter"));
		var all = [];
		if (!input)
			return;
		select.querySelectorAll("option").forEach(function (option) {
			all.push({ option: option, home: option.parentNode,
				text: ((option.parentNode.label || "") + option.textContent + " " +
					(option.getAttribute("data-p") || "")).toLowerCase().replace(/\s+/g, " ") });
		});
		function filter() {
			var want = input.value.trim().toLowerCase();
			var first = null;
			all.forEach(function (one) {
				one.home.appendChild(one.option);
				if (want && one.text.indexOf(want) < 0)
					one.home.removeChild(one.option);
				else if (!first)
					first = one.option;
			});
			select.querySelectorAll("optgroup").forEach(function (group) {
				group.disabled = !group.children.length;
				group.hidden = !group.children.length;
			});
			if (want && first)
				first.selected = true;
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
