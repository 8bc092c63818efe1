// A worker's receipts, wired: each punch of the last 48 hours, and any period as one zip.

import { openDesk, troubleText } from '../office/desk.js';
import { byId, el, write } from '../office/elements.js';
import { momentText } from '../office/time.js';
import { spoken, t } from '../office/words.js';
import { makeFollower } from '../punch/follow.js';
import { dayOf, rfc3339 } from '../punch/instant.js';
import { onNews, tellOthers } from '../punch/locks.js';
import { isPending } from '../punch/outbox.js';

/** What the law lets a worker ask for without saying a period. */
const RECENT_MILLIS = 48 * 3_600_000;
/** The most that the contract gives at once, and more than anybody punches in two days. */
const PAGE = 500;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const KB = 1024;

let desk;
let follower;
let turn = 0;
let items = null;
let waiting = [];

async function load() {
  const mine = ++turn;
  const { worker, subject } = desk.getPerson();
  const since = Date.now() - RECENT_MILLIS;
  waiting = await withoutReceipt(subject, since);
  if (mine !== turn) return;
  draw();
  byId('trouble').hidden = true;
  write(byId('status'), t('loading'));
  const query = new URLSearchParams({ from: rfc3339(since), limit: PAGE, worker });
  const outcome = await desk.ask('GET', `/v1/punches?${query}`);
  if (mine !== turn) return;
  if (outcome.kind !== 'ok') return trouble(outcome);
  // The newest first: it is the one that is looked for.
  items = outcome.body.items.filter(({ status }) => status === 'recorded').reverse();
  waiting = waiting.filter(({ id }) => !items.some((item) => item.id === id));
  draw();
  // Comes back here as soon as one more is recorded.
  if (waiting.some(({ state }) => state === 'accepted')) follower.start();
}

/** What was pressed on this device and has no receipt yet, the newest first. */
async function withoutReceipt(subject, since) {
  const isMeant = (entry) => isPending(entry) || entry.state === 'accepted' || (entry.state === 'set-aside' && entry.shownAt >= since);
  const entries = await desk.outbox.all();
  return entries.filter((entry) => entry.subject === subject && isMeant(entry)).reverse();
}

function draw() {
  const list = byId('items');
  const known = new Map([...list.children].map((shown) => [shown.dataset.punch + shown.dataset.state, shown]));
  const wanted = [
    ...waiting.map((entry) => known.get(entry.id + entry.state) ?? waitingCard(entry)),
    ...(items ?? []).map((item) => known.get(item.id + item.status) ?? card(item)),
  ];
  // What stays is not touched: focus, and what became of a file, stay too.
  for (const shown of [...list.children]) if (!wanted.includes(shown)) shown.remove();
  wanted.forEach((item, i) => list.children[i] === item || list.insertBefore(item, list.children[i] ?? null));
  if (items) write(byId('status'), items.length === 0 ? t('empty') : t('count', { count: items.length }));
}

function waitingCard({ id, shownAt, state }) {
  return el(
    'li',
    { class: 'card', 'data-punch': id, 'data-state': state },
    el('h3', {}, momentText(rfc3339(shownAt), spoken())),
    el('p', { class: 'waits' }, t(`waits.${state}`)),
  );
}

function card({ id, punchedAt, nsr }) {
  const moment = momentText(punchedAt, spoken());
  const note = el('p', { class: 'result', role: 'status' });
  const button = el('button', { type: 'button', class: 'second', 'aria-label': t('getOf', { moment }) }, t('get'));
  const fetching = (onBytes) => desk.save({ path: `/v1/punches/${id}/receipt`, accept: 'application/pdf', onBytes });
  button.addEventListener('click', () => fetchInto(button, note, fetching));
  return el(
    'li',
    { class: 'card row', 'data-punch': id, 'data-state': 'recorded' },
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
async function fetchInto(button, note, fetching) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  note.dataset.state = '';
  write(note, t('downloading'));
  const onBytes = (count) => write(note, t('received', { kb: Math.ceil(count / KB).toLocaleString(spoken()) }));
  const outcome = await fetching(onBytes);
  button.removeAttribute('aria-disabled');
  note.dataset.state = outcome.kind === 'ok' ? 'done' : 'ill';
  if (outcome.kind === 'none') write(note, t('nonePeriod'));
  else write(note, outcome.kind === 'ok' ? t('downloaded', { name: outcome.name }) : troubleText(outcome));
}

function trouble(outcome) {
  write(byId('status'), '');
  write(byId('trouble-text'), troubleText(outcome));
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

/** A zip without anything in it is what some phones call broken: nobody is given one. */
async function saveZip(asked, onBytes) {
  const { worker } = desk.getPerson();
  const first = await desk.ask('GET', `/v1/punches?${asked}&limit=1&worker=${worker}`);
  if (first.kind !== 'ok') return first;
  if (first.body.items.length === 0) return { kind: 'none' };
  return desk.save({ path: `/v1/receipts?${asked}`, accept: 'application/zip', onBytes });
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
  return fetchInto(byId('zip'), byId('zip-note'), (onBytes) => saveZip(asked, onBytes));
});
byId('again').addEventListener('click', load);
const lookAgain = () => !document.hidden && document.body.dataset.view === 'page' && load();
addEventListener('online', lookAgain);
document.addEventListener('visibilitychange', lookAgain);
// The punch page in another tab, or the worker, has sent what waited here.
onNews(({ kind }) => kind === 'changed' && lookAgain());

desk = await openDesk({
  page: 'receipts',
  allows: ({ worker }) => Boolean(worker),
  onOpen(_, isReturn) {
    if (!isReturn) items = null;
    return load();
  },
  onSpeak() {
    byId('items').replaceChildren();
    draw();
  },
});
follower = makeFollower({
  ...desk,
  onChange() {
    // The punch page in another tab follows the same punches, and finds none open any more.
    tellOthers({ kind: 'changed' });
    load();
  },
});
const today = dayOf(Date.now());
byId('from').value = `${today.slice(0, 8)}01`;
byId('to').value = today;
desk.start();
