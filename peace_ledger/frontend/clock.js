// The way through the days on which something became known: a slider over months drawn as bars, steps, and a play
// button. Python draws it last, so new data mean that the page of the day is whole.

import { dayWriter } from "./locale.js";
import { component, element, graphic, phrase, stylesheet } from "./shared.js";

const READING_PAUSE = 900; // ms between two steps of the play, once a page is whole
const KEY_PAUSE = 200; // ms that a held key must rest before its day is asked for
const DAY = 864e5;
const LEAST_HEIGHT = 0.08; // of the highest bar: one row among many is still seen

export default component((parent) => new Clock(parent));

class Clock {
  constructor(parent) {
    this.playing = false;
    this.awaited = null; // the day that was asked for and whose page has not come yet
    this.moving = false; // the reader is on the way to a day, and has not let go
    this.build();
    parent.append(this.section);
    // Without its style sheet it would be higher for a moment, and push the page down.
    stylesheet("clock.css").then(() => this.section.style.removeProperty("display"));
  }

  remove() {
    this.stop();
    clearTimeout(this.resting);
    this.section.remove();
  }

  build() {
    const button = (name, click, ...sign) => element("button", { type: "button", class: name, click }, ...sign);
    this.previous = button("pl-step", () => this.stepBy(-1), "‹");
    this.next = button("pl-step", () => this.stepBy(1), "›");
    this.play = button("pl-play", () => this.toggle());
    this.bars = graphic("svg", { class: "pl-months", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.slider = element("input", {
      type: "range",
      class: "pl-days",
      step: 1,
      input: () => this.slide(),
      change: () => this.ask(),
      pointerup: () => this.ask(),
      keydown: (event) => this.press(event),
    });
    this.years = element("div", { class: "pl-years", "aria-hidden": "true" });
    this.news = element("p", { class: "pl-news", role: "status" });
    this.peak = element("p", { class: "pl-peak" });
    this.section = element(
      "section",
      { class: "pl-clock", style: "display:none" },
      element("div", { class: "pl-steps" }, this.previous, this.play, this.next),
      element("div", { class: "pl-track" }, this.bars, this.slider, this.years),
      this.news,
      this.peak,
    );
  }

  show(message, trigger) {
    this.send = (day) => trigger("day", day);
    if (message === this.message) {
      this.awaited = null; // the theme is another, or the connection has come back
      return;
    }
    this.message = message;
    const before = this.data;
    this.data = JSON.parse(message);
    const { days, known, labels, view } = this.data;
    if (JSON.stringify([days, labels]) !== JSON.stringify([before?.days, before?.labels])) this.measure();
    const stepped = this.awaited === known && before.view === view;
    this.awaited = null;
    if (stepped && this.days[this.place] !== known) {
      if (!this.moving) this.ask(); // the reader has gone on meanwhile
      return;
    }
    if (!this.moving) this.turnTo(this.placeOf(known), known);
    if (this.playing && stepped) this.goOn();
    else this.stop();
  }

  // What depends on the days alone.
  measure() {
    const { days, labels, title } = this.data;
    this.days = days.map(([day]) => day);
    this.written = dayWriter(labels.locale, "long");
    this.section.setAttribute("aria-label", title);
    this.slider.setAttribute("aria-label", labels.slider);
    this.previous.setAttribute("aria-label", labels.previous);
    this.next.setAttribute("aria-label", labels.next);
    this.previous.title = labels.previous;
    this.next.title = labels.next;
    this.slider.min = numberOf(this.days[0]);
    this.slider.max = Math.max(numberOf(this.days.at(-1)), numberOf(this.days[0]) + 1);
    this.drawMonths();
    this.labelPlay();
  }

  drawMonths() {
    const [from, to] = [Number(this.slider.min), Number(this.slider.max)];
    const months = new Map();
    for (const [day, rows] of this.data.days) {
      const month = day.slice(0, 7);
      months.set(month, (months.get(month) ?? 0) + rows);
    }
    const most = Math.max(...months.values());
    this.months = [...months].map(([month, rows]) => {
      const start = Math.max(from, numberOf(`${month}-01`));
      const end = Math.min(to + 1, numberOf(monthAfter(month)));
      const height = Math.max(rows / most, LEAST_HEIGHT);
      const bar = graphic("rect", { x: start - from, width: Math.max(end - start - 3, 1), y: 1 - height, height });
      return { bar, start };
    });
    this.bars.setAttribute("viewBox", `0 0 ${to - from + 1} 1`);
    this.bars.replaceChildren(...this.months.map(({ bar }) => bar));
    const [fullest] = [...months].find(([, rows]) => rows === most);
    const { locale, peak } = this.data.labels;
    const written = dayWriter(locale, "month");
    this.peak.textContent = phrase(peak, { rows: most, month: written(new Date(fullest)) });
    this.years.replaceChildren(...yearsBetween(from, to).map(({ year, share }) => yearLabel(year, share)));
  }

  // The last day on which something became known that is not after this one; -1 before all of them.
  placeOf(day) {
    return this.days.findLastIndex((each) => each <= day);
  }

  // Show a place among the days; `day` is given where the day known is none of them.
  turnTo(place, day = this.days[place]) {
    const { days, labels } = this.data;
    this.place = place;
    this.slider.value = numberOf(day);
    const happened = day === this.days[place] ? days[place][2] : place < 0 ? labels.before : labels.nothing;
    const words = `${this.written(new Date(day))}: ${happened}`;
    this.slider.setAttribute("aria-valuetext", words);
    this.news.textContent = words;
    for (const { bar, start } of this.months) bar.classList.toggle("pl-later", start > numberOf(day));
    // Not `disabled`: that would take the focus away from who steps by keyboard.
    this.previous.setAttribute("aria-disabled", String(place < 1));
    this.next.setAttribute("aria-disabled", String(place >= this.days.length - 1));
  }

  stepBy(steps) {
    this.stop();
    this.goTo(this.place + steps);
  }

  goTo(place) {
    const next = Math.max(0, Math.min(place, this.days.length - 1));
    this.turnTo(next);
    this.ask();
  }

  slide() {
    this.stop();
    this.moving = true;
    const day = Number(this.slider.value);
    const distances = this.days.map((each) => Math.abs(numberOf(each) - day));
    this.turnTo(distances.indexOf(Math.min(...distances)));
  }

  press(event) {
    const place = this.reached(event.key);
    if (place === null) return;
    event.preventDefault();
    this.stop();
    this.moving = true;
    this.turnTo(Math.max(0, Math.min(place, this.days.length - 1)));
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.ask(), KEY_PAUSE);
  }

  // Where a key leads to: a day, a month, or an end.
  reached(key) {
    const last = this.days.length - 1;
    const month = (this.days[this.place] ?? "").slice(0, 7);
    switch (key) {
      case "ArrowLeft":
      case "ArrowDown":
        return this.place - 1;
      case "ArrowRight":
      case "ArrowUp":
        return this.place + 1;
      case "PageDown":
        return this.days.findLastIndex((day) => day.slice(0, 7) < month);
      case "PageUp": {
        const later = this.days.findIndex((day) => day.slice(0, 7) > month);
        return later < 0 ? last : later;
      }
      case "Home":
        return 0;
      case "End":
        return last;
      default:
        return null;
    }
  }

  // One page at a time: the address of one that was overtaken would stay in the browser's history.
  ask() {
    this.moving = false;
    const day = this.days[this.place];
    if (!day || this.awaited || day === this.data.known) return;
    this.awaited = day;
    keepOneEntry(day);
    this.send(day);
  }

  toggle() {
    if (this.playing) {
      this.stop();
      return;
    }
    this.playing = true;
    this.labelPlay();
    const last = this.place >= this.days.length - 1;
    if (!this.awaited) this.goTo(last ? 0 : this.place + 1);
  }

  // The page of this day is whole: leave time to read, then take the next one.
  goOn() {
    if (this.place >= this.days.length - 1) {
      this.stop();
      return;
    }
    this.pausing = setTimeout(() => this.goTo(this.place + 1), READING_PAUSE);
  }

  stop() {
    clearTimeout(this.pausing);
    this.playing = false;
    if (this.data) this.labelPlay();
  }

  labelPlay() {
    const { labels } = this.data;
    this.play.textContent = this.playing ? labels.pause : labels.play;
    this.play.title = this.playing ? labels.pause_hint : labels.play_hint;
    // Read out what a reader steps to, not every day of a play.
    this.news.setAttribute("aria-live", this.playing ? "off" : "polite");
  }
}

// The address of the last step. Steps that follow each other share one entry in the browser's history, so that Back
// leads to where they began: Streamlit adds an entry only where the address is not yet the one it is told.
let stepped = null;

function keepOneEntry(day) {
  const wanted = location.search.replace(/([?&]known=)[^&]*/, `$1${day}`);
  if (location.search === stepped) history.replaceState(history.state, "", wanted + location.hash);
  stepped = wanted;
}

function numberOf(day) {
  return Date.parse(day) / DAY;
}

function monthAfter(month) {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number)).toISOString().slice(0, 10);
}

function yearsBetween(from, to) {
  const years = [];
  for (let year = new Date(from * DAY).getUTCFullYear() + 1; numberOf(`${year}-01-01`) <= to; year += 1) {
    years.push({ year, share: (numberOf(`${year}-01-01`) - from) / (to - from) });
  }
  return years;
}

function yearLabel(year, share) {
  const label = element("span", {}, String(year));
  label.style.left = `${100 * share}%`;
  return label;
}
