// Dates and instants as texts: pure functions, no clock, no zone of the machine.

/** Date and time as an RFC 3339 text prints them; empty where it is none. */
export function printed(text) {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)/.exec(text ?? '');
  return found ? { date: found[1], time: found[2] } : { date: '', time: '' };
}

const utc = (date) => Date.parse(`${date}T00:00:00Z`);
const text = (millis) => new Date(millis).toISOString().slice(0, 10);

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
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(millis);
}
