// How Plotly writes days and numbers in another language than English, as the browser knows it: Plotly's own files of
// languages lack some of ours.

const known = new Map();

export function localeOf(tag) {
  if (tag.startsWith("en")) return { locale: "en" };
  if (!known.has(tag)) known.set(tag, { locale: tag, locales: { [tag]: { dictionary: {}, format: formatOf(tag) } } });
  return known.get(tag);
}

function formatOf(tag) {
  const numbers = new Intl.NumberFormat(tag, { useGrouping: "always" }).formatToParts(12345.6);
  const sign = (type, other) => numbers.find((part) => part.type === type)?.value ?? other;
  return {
    days: weekdays(tag, "long"),
    shortDays: weekdays(tag, "short"),
    months: months(tag, "long"),
    shortMonths: months(tag, "short"),
    date: "%d.%m.%Y",
    decimal: sign("decimal", "."),
    thousands: sign("group", " "),
  };
}

// 1 January 2023 was a Sunday, with which Plotly's weeks begin.
function weekdays(tag, length) {
  const writer = new Intl.DateTimeFormat(tag, { weekday: length, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => writer.format(Date.UTC(2023, 0, 1 + day)));
}

function months(tag, length) {
  const writer = new Intl.DateTimeFormat(tag, { month: length, timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) => writer.format(Date.UTC(2023, month, 1)));
}
