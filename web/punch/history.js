// The history: one month at a time, as the server tells it or as it was last seen.

import { draw, merge, write } from './cards.js';
import { monthBeside, monthBounds, monthOf } from './instant.js';
import { dayAndTime, monthName, t } from './words.js';

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
