// Asks what became of accepted punches, all open ones in one request, ever more seldom.

import { askMillis, BATCH_MAX } from './plan.js';

/** Follows the accepted punches of the signed-in person until each is recorded or set aside. */
export function makeFollower({ outbox, session, api, onChange }) {
  let timer;
  let step = 0;
  let round = 0;

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(ask, askMillis(step++));
  }

  async function ask() {
    const mine = round;
    // When nobody answers, the next question is due all the same.
    const open = await askOnce().catch(() => 1);
    if (open > 0 && mine === round) wait();
  }

  /** Asks once; answers how many are still open. */
  async function askOnce() {
    const person = await session.person();
    if (!person || person.handInOnly) return 0;
    const open = await outbox.open(person.subject);
    if (open.length === 0) return 0;
    const token = await session.bearer(person.subject);
    if (!token) return 0;
    // Of very many, others each time.
    const from = open.length > BATCH_MAX ? (step * BATCH_MAX) % open.length : 0;
    const ids = open.slice(from, from + BATCH_MAX).map((entry) => entry.id);
    const answer = await api('GET', `/v1/punches?ids=${ids.join(',')}`, { token });
    if (answer.status === 401) await session.renew(person.subject, token);
    if (!answer.ok) return open.length;
    await outbox.settled(answer.body.items);
    if (answer.body.items.length > 0) onChange();
    return open.length - answer.body.items.length;
  }

  return {
    /** Something was accepted, or the page is looked at again: begins with the short waits. */
    start() {
      round++;
      step = 0;
      wait();
    },
  };
}
