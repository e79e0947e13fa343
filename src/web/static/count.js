/* Shows how many characters are written: <textarea maxlength data-count="ID of a span">.
   Counts code points, as the server does, not UTF-16 units. Nothing is kept. */
(function () {
	"use strict";
	document.querySelectorAll("textarea[data-count]").forEach(function (area) {
		var out = document.getElementById(area.getAttribute("data-count"));
		if (!out)
			return;
		function show() {
			out.textContent = Array.from(area.value).length + " / " + area.maxLength;
		}
		area.addEventListener("input", show);
		show();
	});
}());
