// When to send and to ask again, and what an answer means: no clock, no network, only decisions.

const FIRST_WAIT_MILLIS = 2_000;
/** A phone that comes back finds a page that tries within minutes. */
const WAIT_MAX_MILLIS = 300_000;
/** After the 202: the recorder's usual delay, then what the contract asks of clients. */
const ASK_MILLIS = [250, 2_000, 8_000, 30_000, 300_000];

/** So many punches one letter may hold. */
export const BATCH_MAX = 100;

const spread = (millis, part, random) => Math.round(millis * (1 - part + 2 * part * random()));

/** The wait after so many failures in a row, doubled each time, +-30 %. */
export function backoffMillis(failures, random = Math.random) {
  const doubled = FIRST_WAIT_MILLIS * 2 ** Math.min(failures - 1, 20);
  return spread(Math.min(doubled, WAIT_MAX_MILLIS), 0.3, random);
}

/** The wait before the next question about accepted punches: 200-300 ms, then 2, 8, 30 s, 5 min +-30 %. */
export function askMillis(step, random = Math.random) {
  const last = ASK_MILLIS.length - 1;
  return spread(ASK_MILLIS[Math.min(step, last)], step === 0 ? 0.2 : 0.3, random);
}

/** No server means longer; one whose clock or proxy is wrong must not silence a page for years. */
const RETRY_AFTER_MAX_MILLIS = 3_600_000;
const bounded = (millis) => Math.min(Math.max(0, millis), RETRY_AFTER_MAX_MILLIS);

/** What Retry-After asks for, in seconds or as a date, an hour at most; null when it says nothing legible. */
export function retryAfterMillis(header, date, now) {
  const text = (header ?? '').trim();
  if (/^[0-9]+$/.test(text)) return bounded(text * 1000);
  const until = text.endsWith('GMT') ? Date.parse(text) : NaN;
  if (Number.isNaN(until)) return null;
  // The date is the server's; so is the one that it is compared with, where there is one.
  const server = Date.parse(date ?? '');
  return bounded(until - (Number.isNaN(server) ? now : server));
}

/**
 * What an answer to a letter means: 'accepted', 'split' (something in it has not the shape, or it is too
 * large), 'sign-in' or 'later'. Nothing but the contract's own 202 counts as accepted.
 */
export function verdict(status, body) {
  if (status === 202 && body?.status === 'accepted') return 'accepted';
  if (status === 400 || status === 413) return 'split';
  return status === 401 ? 'sign-in' : 'later';
}

/** Both halves of a refused batch, or nothing when one punch is left: that one is the culprit. */
export function halves(batch) {
  const middle = Math.ceil(batch.length / 2);
  return batch.length < 2 ? [] : [batch.slice(0, middle), batch.slice(middle)];
}

/** Whether an entry waits until then; farther off than is ever meant, the device's clock was wrong. */
export const isHeld = (until, now, maxMillis) => until > now && until <= now + maxMillis;

/** Whether the waiting that a server asked for is over; a clock that was set back ends it too. */
export function isOver(pause, now) {
  return !pause || now >= pause.until || now < pause.since;
}
