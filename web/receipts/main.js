// A worker's receipts, wired: each punch of the last 48 hours, and any period as one zip.

import { openDesk, troubleText } from '../office/desk.js';
import { download } from '../office/download.js';
import { byId, el, write } from '../office/elements.js';
import { momentText } from '../office/time.js';
import { spoken, t } from '../office/words.js';
import { dayOf, rfc3339 } from '../punch/instant.js';

/** What the law lets a worker ask for without saying a period. */
const RECENT_MILLIS = 48 * 3_600_000;
const PAGE = 100;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const KB = 1024;

let desk;
let turn = 0;
let items = null;
let again = load;

async function load() {
  const mine = ++turn;
  const { worker } = desk.getPerson();
  items = null;
  draw();
  byId('trouble').hidden = true;
  write(byId('status'), t('loading'));
  const query = new URLSearchParams({ from: rfc3339(Date.now() - RECENT_MILLIS), limit: PAGE, worker });
  const outcome = await desk.ask('GET', `/v1/punches?${query}`);
  if (mine !== turn) return;
  if (outcome.kind !== 'ok') return trouble(outcome, load);
  // The newest first: it is the one that is looked for.
  items = outcome.body.items.filter(({ status }) => status === 'recorded').reverse();
  draw();
}

function draw() {
  byId('items').replaceChildren(...(items ?? []).map(card));
  if (items) write(byId('status'), items.length === 0 ? t('empty') : t('count', { count: items.length }));
}

function card({ id, punchedAt, nsr }) {
  const moment = momentText(punchedAt, spoken());
  const note = el('p', { class: 'result', role: 'status' });
  const button = el('button', { type: 'button', class: 'second', 'aria-label': t('getOf', { moment }) }, t('get'));
  button.addEventListener('click', () => fetchInto(button, note, `/v1/punches/${id}/receipt`, 'application/pdf'));
  return el(
    'li',
    { class: 'card row' },
    el(
      'div',
      { class: 'grow' },
      el('h3', {}, moment),
      el('p', { class: 'soft' }, t('nsr', { nsr })),
      note,
    ),
    button,
  );
}

/** One file at a time for each button; what became of it stands beside the button. */
async function fetchInto(button, note, path, accept) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  note.dataset.state = '';
  write(note, t('downloading'));
  const { subject } = desk.getPerson();
  const onBytes = (count) => write(note, t('received', { kb: Math.ceil(count / KB).toLocaleString(spoken()) }));
  const outcome = await download({ session: desk.session, subject, path, accept, onBytes });
  button.removeAttribute('aria-disabled');
  note.dataset.state = outcome.kind === 'ok' ? 'done' : 'ill';
  write(note, outcome.kind === 'ok' ? t('downloaded', { name: outcome.name }) : troubleText(outcome));
}

function trouble(outcome, retry) {
  write(byId('status'), '');
  write(byId('trouble-text'), troubleText(outcome));
  again = retry;
  byId('trouble').hidden = false;
}

/** The first instants of the first day and of the day after the last, in the device's zone; null when wrong. */
function period() {
  const [from, to] = [byId('from').value, byId('to').value];
  if (!DAY.test(from) || !DAY.test(to) || to < from) return null;
  const start = (date, days) => {
    const [year, month, day] = date.split('-').map(Number);
    return rfc3339(new Date(year, month - 1, day + days).getTime());
  };
  return new URLSearchParams({ from: start(from, 0), to: start(to, 1) });
}

byId('period').addEventListener('submit', (event) => {
  event.preventDefault();
  const asked = period();
  for (const name of ['from', 'to']) byId(name).toggleAttribute('aria-invalid', false);
  write(byId('period-problem'), asked ? '' : t('wrongDates'));
  if (!asked) {
    byId('from').setAttribute('aria-invalid', 'true');
    return byId('from').focus();
  }
  return fetchInto(byId('zip'), byId('zip-note'), `/v1/receipts?${asked}`, 'application/zip');
});
byId('again').addEventListener('click', () => again());
addEventListener('online', () => !byId('trouble').hidden && again());

desk = await openDesk({
  page: 'receipts',
  allows: ({ worker }) => Boolean(worker),
  onOpen: load,
  onSpeak: draw,
});
const today = dayOf(Date.now());
byId('from').value = `${today.slice(0, 8)}01`;
byId('to').value = today;
desk.start();
