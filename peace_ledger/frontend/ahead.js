// Cards ahead of their page. Streamlit runs a page from its head to its foot, and its client draws it element by element;
// what the reader looks at is asked for beside that, and is there sooner. The page that follows brings the same again, which
// is not drawn twice, and everything else.

const NEAREST = 3; // as many as a screen shows
const FAR = 2; // screens away: beyond, the page comes before its reader
const PATIENCE = 2000; // ms after which the page's word counts, whatever was shown meanwhile

// By which a reader does something; heard before what hears them does anything.
export const ACTS = ["pointerdown", "click", "keydown"];

const standing = new Map(); // cards and lists, and how each tells Streamlit of a choice
const shownAhead = new WeakMap(); // the text that a card shows ahead of its page
const held = new Map(); // what came of an earlier address while a later one is shown, by card
let asking = new AbortController();
let expected = null; // the address that is shown ahead of its page
let patience = 0;

export function stand(card, trigger) {
  standing.set(card, trigger);
}

export function leave(card) {
  standing.delete(card);
  held.delete(card);
}

// Show the cards in sight as they are at another address of this page; settled when they are painted, or will not be.
export async function showAhead(route, query) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const cards = new Map(nearest().map((card) => [card.data.id, card]));
  const shown = [];
  if (!cards.size) return;
  try {
    for await (const text of lines(`${route}/${[...cards.keys()]}${query}`, signal)) shown.push(show(text, cards));
  } catch (error) {
    if (!signal.aborted) console.warn(error); // the page comes without
  }
  await Promise.all(shown);
}

async function* lines(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) return; // the page says why
  const chunks = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
    const whole = (rest + chunk.value).split("\n");
    rest = whole.pop();
    yield* whole;
  }
}

function show(text, cards) {
  const { id, at } = JSON.parse(text);
  const card = cards.get(id);
  if (!standing.has(card)) return null;
  expect(at);
  shownAhead.set(card, text);
  return card.show(text, standing.get(card));
}

// Whether a page's message to a card is for later or known already.
export function isAhead(card, text, show) {
  if (expected !== null) {
    const { at } = JSON.parse(text);
    if (at && at !== expected) {
      held.set(card, show);
      return true;
    }
    if (at) settle();
  }
  const known = shownAhead.get(card) === text;
  shownAhead.delete(card);
  return known;
}

function expect(address) {
  expected = address;
  clearTimeout(patience);
  patience = setTimeout(showHeld, PATIENCE);
}

// The page has come: what was held back is older.
function settle() {
  clearTimeout(patience);
  expected = null;
  held.clear();
}

// What the reader does next may lead back to an address that was left, and that page must be seen.
function release() {
  asking.abort();
  showHeld();
}

function showHeld() {
  const waiting = [...held.values()];
  settle();
  for (const show of waiting) show();
}

for (const act of [...ACTS, "popstate"]) addEventListener(act, release, { capture: true });

function nearest() {
  const cards = [...standing.keys()].filter(({ data, section }) => data?.at && section.isConnected);
  const distances = new Map(cards.map((card) => [card, distanceOf(card.section)]));
  return cards
    .filter((card) => distances.get(card) < FAR * innerHeight)
    .sort((one, other) => distances.get(one) - distances.get(other))
    .slice(0, NEAREST);
}

// From what is in sight, in px.
export function distanceOf(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return Math.max(0, -bottom, top - innerHeight);
}
