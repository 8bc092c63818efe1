// Asks what became of accepted punches, all open ones in one request, ever more seldom.

import { askMillis, BATCH_MAX } from './plan.js';

/** Follows the accepted punches of the signed-in person until each is recorded or set aside. */
export class Follower {
  #outbox;
  #session;
  #api;
  #onChange;
  #timer;
  #step = 0;

  constructor({ outbox, session, api, onChange }) {
    this.#outbox = outbox;
    this.#session = session;
    this.#api = api;
    this.#onChange = onChange;
  }

  /** Something was accepted, or the page is looked at again: begins with the short waits. */
  start() {
    this.#step = 0;
    this.#wait();
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), askMillis(this.#step++));
  }

  async #ask() {
    const round = this.#step;
    try {
      if ((await this.#askOnce()) === 0) return;
    } catch {
      // Nobody answered: the next question is due all the same.
    }
    if (round === this.#step) this.#wait();
  }

  /** Asks once; answers how many are still open. */
  async #askOnce() {
    const person = await this.#session.person();
    if (!person || person.handInOnly) return 0;
    const open = await this.#outbox.open(person.subject);
    if (open.length === 0) return 0;
    const token = await this.#session.bearer(person.subject);
    if (!token) return 0;
    // Of very many, others each time.
    const from = open.length > BATCH_MAX ? (this.#step * BATCH_MAX) % open.length : 0;
    const ids = open.slice(from, from + BATCH_MAX).map((entry) => entry.id);
    const answer = await this.#api('GET', `/v1/punches?ids=${ids.join(',')}`, { token });
    if (answer.status === 401) await this.#session.renew(person.subject, token);
    if (!answer.ok) return open.length;
    await this.#outbox.settled(answer.body.items);
    if (answer.body.items.length > 0) this.#onChange();
    return open.length - answer.body.items.length;
  }
}
