// The lists of punches: one card each, grouped by day, the newest first.

import { dayOf } from './instant.js';
import { clockFace, has, longDay, span, t } from './words.js';

const NEAR_MILLIS = 60_000;

/** What a card shows of a punch of this device. */
function cardOf(entry, isUnsaved = false) {
  const { outcome } = entry;
  if (outcome?.status === 'recorded') return { ...cardOfRecorded(outcome), place: entry.place };
  return {
    id: entry.id,
    state: entry.state,
    millis: entry.shownAt,
    isUnsaved,
    place: entry.place,
    reason: outcome?.reason,
    problem: entry.problem,
  };
}

/** What a card shows of a punch that the server told of. */
function cardOfRecorded({ id, nsr, punchedAt, flags }) {
  return { id, state: 'recorded', millis: Date.parse(punchedAt), face: punchedAt.slice(11, 19), nsr, flags };
}

/** Own entries and the server's items as one list, the newest first; what is recorded is the server's. */
export function merge(entries, items, isUnsaved) {
  const cards = new Map(entries.map((entry) => [entry.id, cardOf(entry, isUnsaved(entry.id))]));
  for (const item of items) {
    const card = cards.get(item.id);
    if (card?.state !== 'recorded') cards.set(item.id, { ...card, ...cardOfRecorded(item) });
  }
  const sorted = [...cards.values()].sort((a, b) => b.millis - a.millis || (a.id < b.id ? 1 : -1));
  return sorted.map((card, i) => {
    const gap = sorted[i + 1] ? card.millis - sorted[i + 1].millis : Infinity;
    return { ...card, nearMillis: gap < NEAR_MILLIS ? gap : undefined };
  });
}

/** Draws the cards; what is there already is changed in place, so that focus and reading stay. */
export function draw(list, cards, { now, notes = new Map(), onRetry }) {
  const wanted = [];
  let day;
  for (const card of cards) {
    const cardDay = dayOf(card.millis);
    if (cardDay !== day) wanted.push(heading(list, cardDay, card.millis, now));
    day = cardDay;
    wanted.push(drawCard(list, card, notes.get(card.id), onRetry));
  }
  for (const item of [...list.children]) if (!wanted.includes(item)) item.remove();
  wanted.forEach((item, i) => list.children[i] === item || list.insertBefore(item, list.children[i] ?? null));
}

function heading(list, day, millis, now) {
  const item = list.querySelector(`[data-day="${day}"]`) ?? element('li', 'day', element(list.dataset.heading));
  item.dataset.day = day;
  const near = day === dayOf(now) ? `${t('today')}, ` : day === dayOf(now - 86_400_000) ? `${t('yesterday')}, ` : '';
  write(item.firstChild, near + longDay(millis));
  return item;
}

function drawCard(list, card, note, onRetry) {
  const item = list.querySelector(`[data-punch="${card.id}"]`) ?? emptyCard(card.id, onRetry);
  item.dataset.state = card.state;
  item.toggleAttribute('data-unsaved', !!card.isUnsaved);
  if (card.nsr !== undefined) item.dataset.nsr = card.nsr;
  const parts = Object.fromEntries([...item.querySelectorAll('[data-part]')].map((part) => [part.dataset.part, part]));
  parts.use.setAttribute('href', `#i-${card.state}`);
  parts.time.dateTime = new Date(card.millis).toISOString();
  write(parts.time, card.face ?? clockFace(card.millis));
  write(parts.nsr, card.nsr === undefined ? '' : t('nsr', { nsr: card.nsr }));
  write(parts.state, stateWords(card));
  write(parts.why, whys(card, note).join(' '));
  write(parts.detail, (card.state === 'refused' && card.problem) || '');
  parts.retry.hidden = card.state !== 'refused';
  write(parts.retry, t('tryAgain'));
  return item;
}

/** The state in words. */
export function stateWords({ state, isUnsaved }) {
  return t(isUnsaved && state === 'stored' ? 'state.unsaved' : `state.${state}`);
}

function whys({ state, reason, flags = [], nearMillis, place }, note) {
  const words = [];
  if (state === 'set-aside') words.push(t(has(`reason.${reason}`) ? `reason.${reason}` : 'reason.other'));
  if (state === 'refused') words.push(t('refusedWhy'));
  words.push(...flags.filter((flag) => has(`flag.${flag}`)).map((flag) => t(`flag.${flag}`)));
  if (nearMillis !== undefined && !flags.includes('near-another')) words.push(t('near', { span: span(nearMillis) }));
  if (place) words.push(t(place === 'with' ? 'placeWith' : 'placeWithout'));
  if (note) words.push(t(note));
  return words;
}

function emptyCard(id, onRetry) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.dataset.part = 'use';
  svg.append(use);
  const retry = part('button', 'retry');
  retry.type = 'button';
  retry.className = 'second';
  retry.addEventListener('click', () => onRetry?.(id));
  // The server's own words, for whoever helps.
  const detail = part('small', 'detail');
  detail.lang = 'en';
  const words = element('div', 'words', element('p', 'when', part('time', 'time'), part('span', 'nsr')));
  words.append(part('p', 'state'), part('p', 'why'), detail, retry);
  const item = element('li', 'punched', svg, words);
  item.dataset.punch = id;
  return item;
}

function part(name, partName) {
  const made = element(name, partName);
  made.dataset.part = partName;
  return made;
}

function element(name, className = '', ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Only what differs is written: a screen reader would read the same words again. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
