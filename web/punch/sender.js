// Brings the pending punches to the server: one sender across tabs and worker, the same bytes until the 202.

import { Away } from './api.js';
import { rfc3339 } from './instant.js';
import { letterOf } from './outbox.js';
import { BATCH_MAX, backoffMillis, halves, isOver, retryAfterMillis, verdict } from './plan.js';
import { Later } from './session.js';

/** How a sending ended: 'done', 'held', 'sign-in', 'away', 'paused'; `waitMillis` until the next is due. */
const ended = (state, waitMillis = null) => ({ state, waitMillis });

/** Sends what may be sent for the person who is signed in, and only with that person's own token. */
export class Sender {
  #outbox;
  #store;
  #session;
  #api;
  #alone;
  #now;
  #random;
  #onChange;
  #queued = null;
  #failures = 0;

  constructor({ outbox, store, session, api, alone, onChange = () => {}, now = () => Date.now(), random }) {
    this.#outbox = outbox;
    this.#store = store;
    this.#session = session;
    this.#api = api;
    this.#alone = alone;
    this.#onChange = onChange;
    this.#now = now;
    this.#random = random;
  }

  /** Sends; calls that come before it begins are one. */
  send() {
    this.#queued ??= this.#alone('send', () => {
      this.#queued = null;
      return this.#try();
    });
    return this.#queued;
  }

  async #try() {
    try {
      const end = await this.#work();
      if (end.state !== 'away') this.#failures = 0;
      return end;
    } catch (failure) {
      if (failure instanceof Later) return this.#pause(failure.waitMillis);
      if (!(failure instanceof Away)) console.error(failure);
      this.#failures++;
      return ended('away', backoffMillis(this.#failures, this.#random));
    }
  }

  async #work() {
    await this.#outbox.save();
    const person = await this.#session.person();
    if (!person) return ended('done');
    const { subject } = person;
    for (;;) {
      const now = this.#now();
      const batch = await this.#outbox.sendable(subject, now, BATCH_MAX);
      if (batch.length === 0) {
        const until = await this.#outbox.heldUntil(subject, now);
        if (until !== null) return ended('held', until - now);
        return ended(person.session ? 'done' : 'sign-in');
      }
      const pause = await this.#store.get('notes', 'pause');
      if (!isOver(pause, now)) return ended('paused', pause.until - now);
      const end = await this.#deliver(subject, batch);
      if (end) return end;
    }
  }

  /** Sends a batch; what is refused is split until the culprit stands alone. Answers why it could not go on. */
  async #deliver(subject, batch) {
    const groups = [batch];
    let renewed = false;
    while (groups.length > 0) {
      const group = groups[0];
      const token = await this.#session.bearer(subject);
      if (!token) return ended('sign-in');
      const answer = await this.#post(group, token);
      switch (verdict(answer.status, answer.body)) {
        case 'accepted':
          await this.#outbox.accepted(group, answer.body.receivedAt);
          this.#onChange(group);
          groups.shift();
          break;
        case 'split':
          groups.shift();
          groups.unshift(...halves(group));
          if (group.length === 1) await this.#refuse(group[0], answer);
          break;
        case 'sign-in':
          if (renewed || !(await this.#session.renew(subject, token))) return ended('sign-in');
          renewed = true;
          break;
        case 'later':
          return this.#pause(retryAfterMillis(answer.header('Retry-After'), answer.header('Date'), this.#now()));
      }
    }
    return null;
  }

  #post(group, token) {
    const headers = { 'Ponto-Sent-At': rfc3339(this.#now()) };
    return this.#api('POST', '/v1/punches', { token, headers, body: letterOf(group) });
  }

  async #refuse(entry, { status, body }) {
    const problem = [status, body?.detail, body?.field].filter(Boolean).join(' ');
    await this.#outbox.refused(entry, problem, this.#now());
    this.#onChange([]);
  }

  /** What the server asks for holds for every tab and every later start. */
  async #pause(waitMillis) {
    if (waitMillis === null) {
      this.#failures++;
      return ended('away', backoffMillis(this.#failures, this.#random));
    }
    const since = this.#now();
    // Not all at the same second: a little later than asked for, never earlier.
    const late = Math.min(waitMillis, 30_000) * 0.3 * (this.#random ?? Math.random)();
    await this.#store.put('notes', { key: 'pause', since, until: since + waitMillis + late }).catch(() => {});
    return ended('paused', waitMillis + late);
  }
}
