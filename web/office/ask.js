// What became of a question to the server, for people: one kind for each thing that they can do about it.

import { retryAfterMillis } from '../punch/plan.js';

const KINDS = { 400: 'wrong', 401: 'sign-in', 403: 'forbidden', 404: 'gone', 409: 'conflict', 413: 'wrong' };
/** When a busy server does not say for how long. */
const WAIT_MILLIS = 5_000;

/** The kind of an answer: ok, wrong, sign-in, forbidden, gone, conflict, busy or other. */
export function outcomeOf({ status, ok, body, header }, now) {
  if (ok) return { kind: 'ok', body };
  if (status === 429 || status >= 500) {
    return { kind: 'busy', waitMillis: retryAfterMillis(header('Retry-After'), header('Date'), now) ?? WAIT_MILLIS };
  }
  return { kind: KINDS[status] ?? 'other', body };
}

/** Asks with the person's token, renewed once where it is used up. */
export function makeAsk({ session, api, getSubject, now = () => Date.now() }) {
  return async function ask(method, path, { body, headers } = {}) {
    try {
      const subject = getSubject();
      let token = await session.bearer(subject);
      for (let turn = 0; token && turn < 2; turn++) {
        const sent = body === undefined ? undefined : JSON.stringify(body);
        const answer = await api(method, path, { token, body: sent, headers });
        if (answer.status !== 401) return outcomeOf(answer, now());
        token = turn === 0 ? await session.renew(subject, token) : null;
      }
      return { kind: 'sign-in' };
    } catch (failure) {
      return failure.waitMillis ? { kind: 'busy', waitMillis: failure.waitMillis } : { kind: 'away' };
    }
  };
}
