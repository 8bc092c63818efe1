// The inbox, wired: the list that is looked at, what is chosen, and what became of each decision.

import { openDesk, troubleText } from '../office/desk.js';
import { byId, dotted, el, write } from '../office/elements.js';
import { find, makePeople } from '../office/people.js';
import { hereText } from '../office/time.js';
import { has, spoken, t } from '../office/words.js';
import { decideItem, redriveItem } from './decide.js';
import { whatText } from './what.js';

/** A screenful or two: each is asked for on its own to show what was sent. */
const PAGE = 20;
const FOUND_MAX = 8;
const LISTS = { 'set-aside': '/v1/set-aside?status=open', closed: '/v1/set-aside?status=closed', dead: '/v1/dead-letters?' };

let desk;
let items = [];
let cursor = null;
let turn = 0;
let deciding = [];
const chosen = new Set();
const results = new Map();
const isHr = () => desk.getPerson()?.role === 'hr';
const list = () => (location.hash.slice(1) in LISTS ? location.hash.slice(1) : 'set-aside');
const keyOf = (item) => item.id ?? item.receipt;
const isOpen = (item) => list() === 'dead' || item.status === 'open';
let people;

async function load(isMore = false) {
  const mine = ++turn;
  if (!isMore) {
    items = [];
    cursor = null;
    chosen.clear();
    results.clear();
    draw();
  }
  byId('trouble').hidden = true;
  write(byId('status'), t('loading'));
  const next = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
  const outcome = await desk.ask('GET', `${LISTS[list()]}&limit=${PAGE}${next}`);
  if (mine !== turn) return;
  if (outcome.kind !== 'ok') return trouble(outcome, isMore);
  items.push(...outcome.body.items);
  cursor = outcome.body.nextCursor;
  draw();
  await lookInside(mine);
}

/** What was sent comes one by one: the list is there before. */
async function lookInside(mine) {
  if (list() === 'dead') return;
  for (const item of items.filter(({ raw }) => raw === undefined)) {
    const outcome = await desk.ask('GET', `/v1/set-aside/${item.id}`);
    if (mine !== turn) return;
    if (outcome.kind !== 'ok') continue;
    Object.assign(item, outcome.body);
    drawItem(item);
  }
}

function trouble(outcome, isMore) {
  byId('trouble').hidden = false;
  write(byId('trouble-text'), troubleText(outcome));
  byId('again').onclick = () => load(isMore);
  write(byId('status'), '');
}

function draw() {
  const name = list();
  for (const link of document.querySelectorAll('.tabs a')) {
    if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  write(byId('about'), t(`about.${name}`));
  byId('items').replaceChildren(...items.map(card));
  const count = { count: items.length };
  write(byId('status'), items.length === 0 ? t(`empty.${name}`) : t(cursor ? 'countMore' : 'count', count));
  byId('more').hidden = !cursor;
  drawBar();
}

function drawBar() {
  byId('bar').hidden = !isHr() || list() === 'closed' || items.length === 0;
  write(byId('chosen'), t('chosen', { count: chosen.size }));
  byId('bind-many').hidden = list() === 'dead';
  byId('discard-many').hidden = list() === 'dead';
  byId('redrive-many').hidden = list() !== 'dead';
}

function drawItem(item) {
  const old = byId('items').querySelector(`[data-key="${CSS.escape(keyOf(item))}"]`);
  if (!old) return;
  // The focus stays where it is: on the same control of the new card.
  const held = old.contains(document.activeElement) ? document.activeElement.dataset.control : null;
  const isUnfolded = old.querySelector('details')?.open;
  const fresh = card(item);
  old.replaceWith(fresh);
  if (isUnfolded) fresh.querySelector('details').open = true;
  if (held) (fresh.querySelector(`[data-control="${held}"]`) ?? byId('page-title')).focus();
}

const words = (prefix, name) => t(has(`${prefix}.${name}`) ? `${prefix}.${name}` : `${prefix}.other`);

function card(item) {
  const isDead = list() === 'dead';
  const key = keyOf(item);
  const title = isDead ? t('deadTitle') : words('reason', item.reason);
  const mayDecide = isHr() && isOpen(item) && results.get(key)?.state !== 'done';
  const box = el('input', { type: 'checkbox', 'data-control': 'choose', change: ({ target }) => choose(key, target.checked) });
  box.checked = chosen.has(key);
  const result = results.get(key) ?? { state: '', text: '' };
  return el(
    'li',
    { class: 'card', 'data-key': key, 'data-state': result.state || (isDead ? 'dead' : item.status) },
    mayDecide ? el('label', { class: 'check' }, box, el('span', {}, title)) : el('h2', {}, title),
    item.raw === undefined ? null : el('p', {}, whatText(item, spoken(), t)),
    el('p', { class: 'soft' }, since(item, isDead)),
    decision(item),
    isDead || item.status !== 'open' ? null : el('p', {}, words('remedy', item.reason)),
    details(item, isDead),
    mayDecide ? actions(item, isDead) : null,
    el('p', { class: 'result', role: 'status', 'data-state': result.state }, result.text),
  );
}

function since(item, isDead) {
  const received = hereText(item.receivedAt, spoken());
  if (isDead) return t('deadSince', { received, buried: hereText(item.buriedAt, spoken()) });
  return t('since', { received, role: words('role', item.role) });
}

function decision(item) {
  if (!item.decidedAt) return null;
  const when = hereText(item.decidedAt, spoken());
  const done = item.status === 'bound' ? t('wasBound', { when, cpf: dotted(item.worker) }) : t('wasDiscarded', { when, reason: item.decision });
  return el('p', {}, done);
}

function details(item, isDead) {
  const text = isDead ? `${item.receipt}\n${item.reason}` : item.raw;
  if (text === undefined) return null;
  return el('details', {}, el('summary', { 'data-control': 'details' }, t(isDead ? 'technical' : 'sent')), el('pre', { tabindex: '0' }, text));
}

function actions(item, isDead) {
  const button = (name, work) => el('button', { type: 'button', class: 'second', 'data-control': name, click: work }, t(name));
  if (isDead) return el('div', { class: 'row' }, button('redrive', () => redrive([item])));
  const canBind = item.bindable !== false;
  return el(
    'div',
    { class: 'row' },
    canBind ? button('bind', () => openDialog('bind', [item])) : el('p', { class: 'soft' }, t('notBindable')),
    button('discard', () => openDialog('discard', [item])),
  );
}

function choose(key, isChosen) {
  if (isChosen) chosen.add(key);
  else chosen.delete(key);
  drawBar();
}

const chosenItems = () => items.filter((item) => chosen.has(keyOf(item)));

function many(work) {
  const some = chosenItems();
  if (some.length === 0) return write(byId('status'), t('nothingChosen'));
  return work(some);
}

function openDialog(name, some) {
  deciding = some;
  write(byId(`${name}-title`), t(`${name}Title`, { count: some.length }));
  write(byId(`${name}-problem`), '');
  byId(name).showModal();
  if (name === 'bind') search();
}

// ---- deciding ----

/** One after the other; each card says what became of it, and what failed stays chosen. */
async function each(some, work) {
  let done = 0;
  for (const item of some) {
    const key = keyOf(item);
    results.set(key, { state: 'going', text: t('going') });
    drawItem(item);
    const result = await work(item);
    results.set(key, { state: result.state, text: result.text ?? troubleText(result.outcome) });
    if (result.item) Object.assign(item, result.item);
    if (result.state === 'done') {
      chosen.delete(key);
      done += 1;
    }
    drawItem(item);
    drawBar();
    write(byId('status'), t('progress', { done, count: some.length }));
  }
}

const redrive = (some) => each(some, (item) => redriveItem(desk.ask, item, t));

byId('discard-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const reason = byId('reason').value.trim();
  if (reason === '') {
    write(byId('discard-problem'), t('reasonMissing'));
    return byId('reason').focus();
  }
  byId('discard').close();
  await each(deciding, (item) => decideItem(desk.ask, item, 'discard', { reason }, t));
  // Kept while something has failed: nobody types a reason twice.
  if (deciding.every((item) => results.get(keyOf(item))?.state === 'done')) byId('reason').value = '';
});

byId('bind-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const worker = byId('found').querySelector('input:checked')?.value;
  if (!worker) {
    write(byId('bind-problem'), t('personMissing'));
    return byId('search').focus();
  }
  byId('bind').close();
  await each(deciding, (item) => decideItem(desk.ask, item, 'bind', { worker }, t));
});

async function search() {
  write(byId('found-note'), t('loading'));
  const { people: all, outcome } = await people();
  if (!all) return write(byId('found-note'), troubleText(outcome));
  const { shown, more } = find(all, byId('search').value, FOUND_MAX);
  const held = byId('found').querySelector('input:checked')?.value;
  byId('found').replaceChildren(...shown.map((person) => {
    const radio = el('input', { type: 'radio', name: 'person', value: person.cpf });
    radio.checked = person.cpf === held || shown.length === 1;
    return el('label', {}, radio, `${person.name} (${dotted(person.cpf)})`);
  }));
  return write(byId('found-note'), shown.length === 0 ? t('foundNobody') : more > 0 ? t('foundMore', { count: more }) : '');
}

byId('search').addEventListener('input', search);
for (const name of ['bind', 'discard']) {
  byId(`${name}-cancel`).addEventListener('click', () => byId(name).close());
  byId(`${name}-many`).addEventListener('click', () => many((some) => openDialog(name, some)));
}
byId('redrive-many').addEventListener('click', () => many(redrive));
byId('choose-all').addEventListener('click', () => {
  for (const item of items) if (isOpen(item) && results.get(keyOf(item))?.state !== 'done') chosen.add(keyOf(item));
  items.forEach(drawItem);
  drawBar();
});
byId('more').addEventListener('click', () => load(true));
addEventListener('hashchange', () => load());

desk = await openDesk({
  page: 'inbox',
  allows: ({ role }) => ['hr', 'auditor'].includes(role),
  onOpen: (_, isReturn) => (isReturn ? draw() : load()),
  onSpeak: draw,
});
people = makePeople(desk.ask);
await desk.start();
