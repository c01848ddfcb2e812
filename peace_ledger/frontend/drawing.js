// When cards are drawn. Those of one answer come one after the other; they are drawn together, those in sight first, so that
// the browser lays out and paints the page once and not for each. A slow one, as a map, waits until the others are seen.

import { distanceOf } from "./ahead.js";

const AT_ONCE = 65; // ms of drawing, until the browser may paint what is drawn
const waiting = new Set();
const took = new WeakMap(); // ms of each card's last drawing
let drawing = null;

// Have `card.draw()` called soon, by how near `card.section` is to what is in sight; gives a promise of all that wait.
export function drawSoon(card) {
  waiting.add(card);
  drawing ??= drawWaiting().finally(() => (drawing = null));
  return drawing;
}

async function drawWaiting() {
  await pause();
  while (waiting.size) {
    const cards = nearestFirst([...waiting]);
    if (timeOf(cards[0]) > AT_ONCE) await painted();
    let spent = 0;
    for (const next of cards) {
      if (spent && spent + timeOf(next) > AT_ONCE) break;
      waiting.delete(next);
      const begun = performance.now();
      await next.draw();
      took.set(next, performance.now() - begun);
      spent += timeOf(next);
    }
    await painted();
  }
}

function timeOf(card) {
  return took.get(card) ?? 0;
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve));
}

// Nothing is painted of a page that nobody sees.
function painted() {
  return document.hidden ? pause() : new Promise((resolve) => requestAnimationFrame(resolve));
}

function nearestFirst(cards) {
  const distances = new Map(cards.map((card) => [card, distanceOf(card.section)]));
  return cards.toSorted((a, b) => distances.get(a) - distances.get(b));
}
