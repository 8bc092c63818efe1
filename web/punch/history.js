// Recorded punches as the server tells them, or as they were last seen: two days, and month by month.

import { draw, merge, write } from './cards.js';
import { monthBeside, monthBounds, monthOf, rfc3339 } from './instant.js';
import { dayAndTime, monthName, t } from './words.js';

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

const byId = (id) => document.getElementById(id);

/** Wires the history; answers the function that shows it anew. */
export function wireHistory({ seen, outbox, getPerson, now, onRetry }) {
  const month = byId('month');

  async function show() {
    const person = getPerson();
    const asked = month.value;
    if (!person || !/^[0-9]{4}-(0[1-9]|1[0-2])$/.test(asked)) return;
    const [from, to] = monthBounds(asked);
    const isShown = () => month.value === asked && getPerson()?.subject === person.subject;
    const paint = async ({ items }) => {
      const isIn = ({ shownAt, subject }) => subject === person.subject && shownAt >= from && shownAt < to;
      const cards = merge((await outbox.all()).filter(isIn), items, (id) => outbox.isUnsaved(id));
      if (isShown()) draw(byId('history'), cards, { now: now(), onRetry });
      return cards.length;
    };
    const values = { month: monthName(from + 43_200_000) };
    const note = (text) => isShown() && write(byId('history-note'), text);
    const last = await seen.last(person, asked);
    note(t('historyLoading'));
    await paint(last);
    try {
      const page = await seen.ask(person, asked, from, to, now());
      const count = await paint(page ?? last);
      if (!page) note(t('historySignIn'));
      else note(count === 0 ? t('historyEmpty', values) : t('historyCount', { count, ...values }));
    } catch {
      note(last.at ? t('historyOld', { time: dayAndTime(last.at) }) : t('historyAway'));
    }
  }

  const turn = (months) => {
    month.value = monthBeside(month.value || monthOf(now()), months);
    show();
  };
  byId('month-before').addEventListener('click', () => turn(-1));
  byId('month-after').addEventListener('click', () => turn(1));
  month.addEventListener('change', show);
  return () => {
    month.value ||= monthOf(now());
    return show();
  };
}
