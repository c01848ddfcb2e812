// A page without a server: its components are drawn from the messages that stand in it, and what is behind their marks
// comes from a file beside it. The open mark stands in the address, as in the live ledger.

import chart from "./chart.js";
import records from "./records.js";
import { element, link } from "./shared.js";
import takeaway from "./takeaway.js";

const DRAW = { chart, records, takeaway };
const CLOSE = "Close the evidence";
const FAILED = "What is behind this mark could not be read. Reload the page to try again.";

const parts = [...document.querySelectorAll(".part")].map((place) => ({
  place,
  draw: DRAW[place.dataset.part],
  message: JSON.parse(place.querySelector("script").textContent),
}));
let evidence = null;

function bytes(message) {
  return new TextEncoder().encode(JSON.stringify(message));
}

function show(selected) {
  for (const { place, draw, message } of parts) {
    draw({ data: bytes({ ...message, selected }), parentElement: place, setTriggerValue: (_, mark) => choose(mark) });
    place.querySelector(":scope > .still")?.remove();
  }
}

function openMark() {
  return new URLSearchParams(location.search).get("mark") ?? "";
}

function readEvidence() {
  evidence ??= fetch(document.body.dataset.evidence).then((answer) => {
    if (answer.ok) return answer.json();
    throw new Error(`${answer.url} was answered with ${answer.status}.`);
  });
  evidence.catch(() => (evidence = null)); // the next click tries again
  return evidence;
}

async function choose(mark) {
  const target = mark && (await readEvidence().catch(() => null))?.leads[mark];
  if (target) {
    location.assign(target);
    return;
  }
  const address = new URL(location.href);
  if (mark) address.searchParams.set("mark", mark);
  else address.searchParams.delete("mark");
  address.hash = "";
  history.pushState(null, "", address);
  await restore();
}

async function restore() {
  const mark = openMark();
  show(mark || undefined);
  document.querySelector(".st-key-evidence")?.remove();
  if (!mark) return;
  try {
    const read = await readEvidence();
    if (mark === openMark() && read.opens[mark]) reveal(mark, read);
  } catch (error) {
    console.error(error);
    reveal(mark, null);
  }
}

function reveal(mark, read) {
  const panel = element("div", { class: "group bordered st-key-evidence" });
  const opened = read?.opens[mark];
  const below = parts.find(({ message }) => message.id === opened?.below)?.place ?? parts.at(-1).place;
  below.after(panel);
  if (!opened) panel.append(element("p", { class: "prose" }, FAILED));
  else fill(panel, mark, opened, read);
  panel.append(element("button", { type: "button", class: "close", click: () => choose("") }, CLOSE));
}

function fill(panel, mark, opened, { frames, rows }) {
  const list = element("div", { class: "part" });
  const { title, search } = opened;
  const message = { ...frames[opened.frame], title, search, rows: opened.rows.map((i) => rows[i]), behind: mark };
  panel.append(list);
  records({ data: bytes(message), parentElement: list, setTriggerValue: () => {} });
  for (const way of opened.ways) panel.append(element("p", { class: "prose" }, link(way)));
}

document.querySelector(".unscripted").remove();
addEventListener("popstate", restore);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restore);
restore();
