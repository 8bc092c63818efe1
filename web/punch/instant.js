// Instants and zones as the contract writes them.

const two = (number) => String(number).padStart(2, '0');

/** RFC 3339 with milliseconds and the offset that this device has at that instant. */
export function rfc3339(millis) {
  const offset = -Math.round(new Date(millis).getTimezoneOffset());
  const local = new Date(millis + offset * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(offset);
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The device's IANA zone; where it does not know, the fixed zone of its offset. */
export function deviceZone(named = Intl.DateTimeFormat().resolvedOptions().timeZone, now = Date.now()) {
  if (/^[A-Za-z0-9_+/-]{1,40}$/.test(named ?? '') && named !== 'Etc/Unknown') return named;
  const hours = Math.round(new Date(now).getTimezoneOffset() / 60);
  return hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '+' : '-'}${Math.abs(hours)}`;
}

/** The first instant of a month ("2026-11") in the device's zone, and of the month after it. */
export function monthBounds(month) {
  const [year, number] = month.split('-').map(Number);
  return [new Date(year, number - 1, 1).getTime(), new Date(year, number, 1).getTime()];
}

/** The month of an instant, and the one so many months away from a month. */
export const monthOf = (millis) => rfc3339(millis).slice(0, 7);
export function monthBeside(month, months) {
  const [year, number] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + months;
  return `${Math.floor(index / 12)}-${two((index % 12) + 1)}`;
}

/** The calendar day of an instant in the device's zone. */
export const dayOf = (millis) => rfc3339(millis).slice(0, 10);
