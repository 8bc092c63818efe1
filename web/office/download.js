// A file of the API, saved under its own name. Where it takes long the server makes it meanwhile, and is asked again.

import { retryAfterMillis } from '../punch/plan.js';
import { outcomeOf } from './ask.js';
import { el } from './elements.js';

/** When the server does not say how long it takes. */
const WAIT_MILLIS = 3_000;
/** An hour at that pace: by then the server has given it up itself. */
const TIMES_MAX = 1_200;
/** The browser has taken it up long before. */
const KEPT_MILLIS = 60_000;

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

/**
 * Fetches the file and lets the browser save it; `onBytes(count)` is told while it comes. Answers the outcome of the
 * question, with the file's `name` when it was saved.
 */
export async function download({ session, subject, path, accept, onBytes = () => {} }) {
  try {
    let answer = await asked(session, subject, path, accept);
    for (let times = 0; answer?.status === 202 && times < TIMES_MAX; times++) {
      await pause(retryAfterMillis(answer.headers.get('Retry-After'), null, Date.now()) ?? WAIT_MILLIS);
      answer = await asked(session, subject, answer.headers.get('Location') ?? path, accept);
    }
    if (!answer) return { kind: 'sign-in' };
    const { status, ok, headers } = answer;
    if (!ok) {
      const body = await answer.json().catch(() => null);
      return outcomeOf({ status, ok, body, header: (name) => headers.get(name) }, Date.now());
    }
    const name = /filename="([^"]+)"/.exec(headers.get('Content-Disposition') ?? '')?.[1] ?? 'ponto';
    save(await whole(answer, onBytes), name);
    return { kind: 'ok', name };
  } catch (failure) {
    return failure.waitMillis ? { kind: 'busy', waitMillis: failure.waitMillis } : { kind: 'away' };
  }
}

/** Asks with the person's token, renewed once where it is used up; null when a sign-in is needed. */
async function asked(session, subject, path, accept) {
  let token = await session.bearer(subject);
  for (let turn = 0; token && turn < 2; turn++) {
    const headers = { Accept: accept, Authorization: `Bearer ${token}` };
    const answer = await fetch(path, { headers, cache: 'no-store', credentials: 'omit' });
    if (answer.status !== 401) return answer;
    token = turn === 0 ? await session.renew(subject, token) : null;
  }
  return null;
}

async function whole(answer, onBytes) {
  const parts = [];
  let count = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts, { type: answer.headers.get('Content-Type') ?? '' });
    parts.push(value);
    onBytes((count += value.length));
  }
}

function save(blob, name) {
  const href = URL.createObjectURL(blob);
  el('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MILLIS);
}
