/* Stops a double tap: <form data-once>. The server answers a repeat with the same receipt anyway;
   this only saves the second request. The pressed button is not disabled, so its value is sent.
   Coming back with the browser's back button opens the form again. */
(function () {
	"use strict";
	document.querySelectorAll("form[data-once]").forEach(function (form) {
		form.addEventListener("submit", function (event) {
			if (form.hasAttribute("aria-busy")) {
				event.preventDefault();
				return;
			}
			form.setAttribute("aria-busy", "true");
			setTimeout(function () { form.removeAttribute("aria-busy"); }, 8000);
		});
	});
	window.addEventListener("pageshow", function () {
		document.querySelectorAll("form[aria-busy]").forEach(function (form) {
			form.removeAttribute("aria-busy");
		});
	});
}());
