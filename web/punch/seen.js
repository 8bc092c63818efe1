// Recorded punches as the server last told them, kept for the hours without signal.

import { rfc3339 } from './instant.js';

/** The list shows two days, whatever the calendar says of today. */
export const RECENT_MILLIS = 48 * 3_600_000;
/** 50 pages of 500 are more punches than any month has. */
const PAGES_MAX = 50;

/** Pages of the server's list, per person and name ("recent" or a month). */
export class Seen {
  #store;
  #session;
  #api;

  constructor({ store, session, api }) {
    this.#store = store;
    this.#session = session;
    this.#api = api;
  }

  /** What was last seen: its items and when; nothing known is an empty list. */
  async last(person, name) {
    const page = await this.#store.get('pages', `${person.subject}/${name}`).catch(() => undefined);
    return page ?? { items: [], at: null };
  }

  /** Asks the server; null when it may not be asked. A failure leaves what was last seen. */
  async ask(person, name, from, to, now) {
    const token = person.handInOnly ? null : await this.#session.bearer(person.subject);
    if (!token) return null;
    const query = new URLSearchParams({ from: rfc3339(from), to: rfc3339(to), limit: '500' });
    if (person.worker) query.set('worker', person.worker);
    const items = [];
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await this.#api('GET', `/v1/punches?${query}`, { token });
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      items.push(...answer.body.items);
      if (!answer.body.nextCursor) break;
      query.set('cursor', answer.body.nextCursor);
    }
    const page = { key: `${person.subject}/${name}`, items, at: now };
    await this.#store.put('pages', page).catch(() => {});
    return page;
  }

  /** Forgets the pages of a person who leaves: on a shared phone they are nobody else's business. */
  async forget(subject) {
    for (const { key } of await this.#store.all('pages')) {
      if (key.startsWith(`${subject}/`)) await this.#store.remove('pages', key);
    }
  }
}
