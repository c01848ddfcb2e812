// What those need who read by ear or by keyboard, beyond the elements themselves: a voice, the page's landmarks,
// headings in order, names that tell rows apart, and the ways to the evidence and back.

import { element } from "./shared.js";

// One live region for the whole page: one that is new, or a second one, may stay unheard.
export function say(text) {
  let voice = document.getElementById("pl-voice");
  if (!voice) {
    voice = element("div", { id: "pl-voice", class: "pl-voice", role: "status" });
    document.body.append(voice);
  }
  voice.textContent = text;
}

// Streamlit has no name for what the sidebar is; it keeps the attributes that it does not know.
export function nameLandmarks(name) {
  const filters = document.querySelector('[data-testid="stSidebar"]');
  filters?.setAttribute("role", "complementary");
  filters?.setAttribute("aria-label", name);
}

// The title of a card as a heading one level below the page's last heading before it: it is replaced where it is not.
export function headed(title, card) {
  const tag = `h${levelOf(card)}`;
  if (title.localName === tag) return title;
  const heading = element(tag, { class: title.className, id: title.id });
  title.replaceWith(heading);
  return heading;
}

function levelOf(card) {
  const before = [...document.querySelectorAll("h1, h2, h3, h4, h5")].filter(
    (heading) =>
      !heading.closest('.pl-card, [data-testid="stSidebar"]') &&
      card.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_PRECEDING,
  );
  return before.length ? Number(before.at(-1).tagName.slice(1)) + 1 : 2;
}

// Names for rows, given as lists of words: as many words as it takes to tell a row from all others, and a number where
// that is not enough.
export function rowNames(rows) {
  const names = rows.map(([first]) => first);
  const longest = Math.max(0, ...rows.map((words) => words.length));
  for (let taken = 2; taken <= longest; taken += 1) {
    for (const i of repeated(names)) names[i] = rows[i].slice(0, taken).filter(Boolean).join(", ");
  }
  const seen = new Map();
  for (const i of repeated(names)) {
    seen.set(names[i], (seen.get(names[i]) ?? 0) + 1);
    names[i] += ` (${seen.get(names[i])})`;
  }
  return names;
}

function repeated(names) {
  const counts = new Map();
  for (const each of names) counts.set(each, (counts.get(each) ?? 0) + 1);
  return names.flatMap((each, i) => (counts.get(each) > 1 ? [i] : []));
}

let closing = null; // what had the focus last, where it is a button of the evidence that was reached by keyboard

document.addEventListener("focusin", ({ target }) => {
  closing = target.matches(".st-key-evidence button:focus-visible") ? target : null;
});

// Whether a reader at the keyboard has just closed the evidence, and has nowhere to stand but where it was opened.
export function comesBack() {
  return closing !== null && [closing, document.body].includes(document.activeElement);
}
