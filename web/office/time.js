// Dates and instants as texts: pure functions, no clock, no zone of the machine.

const DAY_MILLIS = 86_400_000;
/** As many days as the server answers for. */
export const DAYS_MAX = 400;

export const PERIODS = ['today', 'yesterday', 'this-month', 'last-month'];

/** Date and time as an RFC 3339 text prints them; empty where it is none. */
export function printed(text) {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)/.exec(text ?? '');
  return found ? { date: found[1], time: found[2] } : { date: '', time: '' };
}

/** An instant in the offset of another, as RFC 3339 without fraction. */
export function inOffsetOf(instant, model) {
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})$/.exec(model) ?? [null, '+', '00', '00'];
  const millis = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return `${new Date(Date.parse(instant) + millis).toISOString().slice(0, 19)}${sign}${hours}:${minutes}`;
}

/** The date in a zone at an instant. */
export function dateIn(zone, millis) {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    millis,
  );
}

const utc = (date) => Date.parse(`${date}T00:00:00Z`);
const text = (millis) => new Date(millis).toISOString().slice(0, 10);

export const plusDays = (date, days) => text(utc(date) + days * DAY_MILLIS);

/** The first and the last day of a named period, seen from today. */
export function periodOf(name, today) {
  const first = `${today.slice(0, 8)}01`;
  switch (name) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: plusDays(today, -1), to: plusDays(today, -1) };
    case 'last-month': {
      const to = plusDays(first, -1);
      return { from: `${to.slice(0, 8)}01`, to };
    }
    default:
      return { from: first, to: today };
  }
}

/** What is wrong with a period: 'missing', 'order' or 'long'; null when nothing is. */
export function periodProblem(from, to) {
  const isDate = (date) => /^\d{4}-\d{2}-\d{2}$/.test(date ?? '') && !Number.isNaN(utc(date));
  if (!isDate(from) || !isDate(to)) return 'missing';
  if (from > to) return 'order';
  return (utc(to) - utc(from)) / DAY_MILLIS + 1 > DAYS_MAX ? 'long' : null;
}

/** A date for people; one that no calendar has is left as it is. */
export function dayText(date, language) {
  if (text(utc(date) || 0) !== date) return date.split('-').reverse().join('/');
  const month = language === 'en' ? 'short' : '2-digit';
  const day = { day: '2-digit', month, year: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(language, day).format(utc(date));
}

/** Date and time as printed in the text, for people. */
export function momentText(moment, language) {
  const { date, time } = printed(moment);
  return date ? `${dayText(date, language)} ${time}` : String(moment ?? '');
}

/** The device's own date and time of an instant. */
export function hereText(instant, language) {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) return String(instant ?? '');
  return new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }).format(millis);
}
