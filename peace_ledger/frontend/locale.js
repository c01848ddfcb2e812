// How days and numbers are written in a language. English is left to the browser; of the others browsers know some and
// not all, so their words and signs are our own (calendars.js).

import { CALENDARS } from "./calendars.js";

const UTC = { timeZone: "UTC" };
const SHORT = { ...UTC, day: "numeric", month: "short", year: "numeric" };

function filled(pattern, day, months, shortMonths) {
  const month = day.getUTCMonth();
  const parts = { d: day.getUTCDate(), MMMM: months[month], MMM: shortMonths[month], y: day.getUTCFullYear() };
  return pattern.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
}

// A function that writes a day: "7 Dec 2023", "7 December 2023" or "Dec 2023".
export function dayWriter(tag, form = "short") {
  const own = CALENDARS[tag];
  if (own) return (day) => filled(own[form], day, own.months, own.shortMonths);
  const options = { short: SHORT, long: { ...UTC, dateStyle: "long" }, month: { ...UTC, month: "short", year: "numeric" } };
  const writer = new Intl.DateTimeFormat(tag, options[form]);
  return (day) => writer.format(day);
}

// A function that writes a number with its signs, to two places.
export function numberWriter(tag) {
  const own = CALENDARS[tag];
  const writer = new Intl.NumberFormat(own ? "en" : tag, { maximumFractionDigits: 2 });
  if (!own) return (number) => writer.format(number);
  const signs = { ",": own.group, ".": own.decimal };
  return (number) => writer.format(number).replace(/[,.]/g, (sign) => signs[sign]);
}

// What Plotly is told for its axes.
export function localeOf(tag) {
  const own = CALENDARS[tag];
  if (!own) return { locale: "en" };
  const { days, shortDays, standalone: months, shortMonths, decimal, group: thousands } = own;
  const format = { days, shortDays, months, shortMonths, date: "%d.%m.%Y", decimal, thousands };
  return { locale: tag, locales: { [tag]: { dictionary: {}, format } } };
}
