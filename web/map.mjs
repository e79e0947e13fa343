/* The drawn map of the page becomes one with streets below, where an operator has named a source of tiles
   (setting map.tiles). Places, names and links are read from the drawing; when anything is missing, the
   drawing stays. Nothing is fetched but the tiles. */
import { Map as Sheet, circleMarker, featureGroup, tileLayer } from "/usr/share/javascript/leaflet/leaflet.esm.js";
import "/usr/share/javascript/leaflet/leaflet.css";

const signs = { 0: [11, "#8f1d17"], 1: [9, "#b3261e"], 2: [6, "#1d5090"], 3: [7, "#7d4c00"], 4: [4, "#1d5090"] };

function text(words) {
	const node = document.createElement("span");
	node.textContent = words;
	return node;
}

function place(link) {
	const [radius, color] = signs[link.dataset.sign] || signs[2];
	const name = link.querySelector("title").textContent;
	const way = document.createElement("a");
	way.href = link.getAttribute("href");
	way.textContent = name;
	return circleMarker([link.dataset.lat / 1e6, link.dataset.lon / 1e6],
		{ radius, color: "#fff", weight: 2, fillColor: color, fillOpacity: 1 })
		.bindTooltip(text(name)).bindPopup(way);
}

const box = document.getElementById("map");
const drawing = box && box.querySelector("svg");
const links = drawing ? [...drawing.querySelectorAll("a[data-lat]")] : [];

if (links.length) {
	const places = featureGroup(links.map(place));
	drawing.remove();
	box.classList.add("live");
	const sheet = new Sheet(box, { scrollWheelZoom: false });
	sheet.attributionControl.setPrefix(false);
	tileLayer(box.dataset.tiles, { maxZoom: 18, attribution: text(box.dataset.credit).innerHTML }).addTo(sheet);
	places.addTo(sheet);
	sheet.fitBounds(places.getBounds(), { padding: [24, 24], maxZoom: 15 });
}
