// Brings the pending punches to the server: one sender across tabs and worker, the same bytes until the 202.

import { Away } from './api.js';
import { rfc3339 } from './instant.js';
import { letterOf } from './outbox.js';
import { BATCH_MAX, backoffMillis, halves, isOver, retryAfterMillis, verdict } from './plan.js';
import { Later } from './session.js';

/** How a sending ended: 'done', 'held', 'sign-in', 'away', 'paused'; `waitMillis` until the next is due. */
const ended = (state, waitMillis = null) => ({ state, waitMillis });

/**
 * A sender of what may be sent for the person who is signed in, and only with that person's own token.
 * `onChange` hears what was accepted.
 */
export function makeSender({ outbox, store, session, api, alone, onChange = () => {}, now = Date.now, random = Math.random }) {
  let queued = null;
  let failures = 0;

  async function attempt() {
    try {
      const end = await work();
      if (end.state !== 'away') failures = 0;
      return end;
    } catch (failure) {
      if (failure instanceof Later) return pause(failure.waitMillis);
      if (!(failure instanceof Away)) console.error(failure);
      return pause(null);
    }
  }

  async function work() {
    await outbox.save();
    const person = await session.person();
    if (!person) return ended('done');
    const { subject } = person;
    for (;;) {
      const batch = await outbox.sendable(subject, now(), BATCH_MAX);
      if (batch.length === 0) {
        const until = await outbox.heldUntil(subject, now());
        if (until !== null) return ended('held', until - now());
        return ended(person.session ? 'done' : 'sign-in');
      }
      const asked = await store.get('notes', 'pause').catch(() => null);
      if (!isOver(asked, now())) return ended('paused', asked.until - now());
      const end = await deliver(subject, batch);
      if (end) return end;
    }
  }

  /** Sends a batch; what is refused is split until the culprit stands alone. Answers why it could not go on. */
  async function deliver(subject, batch) {
    const groups = [batch];
    let isRenewed = false;
    while (groups.length > 0) {
      const group = groups[0];
      const token = await session.bearer(subject);
      if (!token) return ended('sign-in');
      const answer = await post(group, token);
      switch (verdict(answer.status, answer.body)) {
        case 'accepted':
          await outbox.accepted(group, answer.body.receivedAt);
          onChange(group);
          groups.shift();
          break;
        case 'split':
          groups.shift();
          groups.unshift(...halves(group));
          if (group.length === 1) await refuse(group[0], answer);
          break;
        case 'sign-in':
          if (isRenewed || !(await session.renew(subject, token))) return ended('sign-in');
          isRenewed = true;
          break;
        case 'later':
          return pause(retryAfterMillis(answer.header('Retry-After'), answer.header('Date'), now()));
      }
    }
    return null;
  }

  function post(group, token) {
    const headers = { 'Ponto-Sent-At': rfc3339(now()) };
    return api('POST', '/v1/punches', { token, headers, body: letterOf(group) });
  }

  async function refuse(entry, { status, body }) {
    const problem = [status, body?.detail, body?.field].filter(Boolean).join(' ');
    await outbox.refused(entry, problem, now());
    onChange([]);
  }

  /** What the server asks for holds for every tab and every later start. */
  async function pause(waitMillis) {
    if (waitMillis === null) return ended('away', backoffMillis(++failures, random));
    const since = now();
    // Not all at the same second: a little later than asked for, never earlier.
    const late = Math.min(waitMillis, 30_000) * 0.3 * random();
    await store.put('notes', { key: 'pause', since, until: since + waitMillis + late }).catch(() => {});
    return ended('paused', waitMillis + late);
  }

  return {
    /** Sends; calls that come before it begins are one. */
    send() {
      queued ??= alone('send', () => {
        queued = null;
        return attempt();
      }).catch(() => {
        queued = null;
        return pause(null);
      });
      return queued;
    },
  };
}
