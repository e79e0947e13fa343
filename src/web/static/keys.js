/* "/" or Ctrl+K / Cmd+K goes to the page's search box (input[data-search]). */
(function () {
	"use strict";
	document.addEventListener("keydown", function (event) {
		var box = document.querySelector("input[data-search]");
		var here = event.target;
		var writing = here.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(here.tagName);
		var combo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
		if (!box || event.isComposing || !(combo || (event.key === "/" && !writing)))
			return;
		event.preventDefault();
		box.focus();
		box.select();
	});
}());
