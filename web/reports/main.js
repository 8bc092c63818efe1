// The reports, wired: the filters in the URL, the lines by pages, the file, the print.

import { openDesk, troubleText } from '../office/desk.js';
import { byId, dotted, el, write } from '../office/elements.js';
import { dayText } from '../office/time.js';
import { spoken, t } from '../office/words.js';
import { draw, minuteOf } from './chart.js';
import { pathOf, presetDays, problemOf, readFilters, writeFilters } from './filters.js';
import { COLUMNS, sumsOf } from './lines.js';

const PAGE = 100;
const FIELDS = ['from', 'to', 'establishment', 'team', 'worker'];

let desk;
let turn = 0;
let first = null;
let items = [];
let cursor = null;
let choices = { establishments: [], teams: [] };

/** The device's own date. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

const filters = () => readFilters(location.search, today());

function go(change) {
  history.pushState(null, '', writeFilters({ ...filters(), ...change }));
  return load();
}

async function open() {
  const outcome = await desk.ask('GET', '/v1/reports/filters');
  if (outcome.kind !== 'ok') return trouble(outcome, open);
  choices = outcome.body;
  return load();
}

async function load(isMore = false) {
  const mine = ++turn;
  const asked = filters();
  if (!isMore) {
    [first, items, cursor] = [null, [], null];
    drawAll();
  }
  byId('trouble').hidden = true;
  const wrong = problemOf(asked);
  problem(wrong);
  if (wrong) return;
  write(byId('status'), t('loading'));
  const next = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
  const size = asked.report === 'headcount' ? '' : `&limit=${PAGE}`;
  const sums = asked.report === 'days' && !isMore ? '&totals=true' : '';
  const outcome = await desk.ask('GET', `${pathOf(asked)}${size}${sums}${next}`);
  if (mine !== turn) return;
  if (outcome.kind !== 'ok') return trouble(outcome, () => load(isMore));
  first ??= outcome.body;
  items.push(...(outcome.body.items ?? outcome.body.minutes));
  cursor = outcome.body.nextCursor ?? null;
  drawAll();
}

function trouble(outcome, again) {
  byId('trouble').hidden = false;
  write(byId('trouble-text'), troubleText(outcome));
  byId('again').onclick = () => again();
  write(byId('status'), '');
}

function problem(wrong) {
  for (const name of FIELDS) byId(name).removeAttribute('aria-invalid');
  write(byId('filter-problem'), wrong ? t(wrong.key) : '');
  if (wrong) byId(wrong.field).setAttribute('aria-invalid', 'true');
}

// ---- drawing ----

function drawAll() {
  const asked = filters();
  drawFilters(asked);
  byId('sums').replaceChildren(
    ...(first ? sumsOf(asked.report, first) : []).map(([name, value]) => el('div', { class: 'card' }, el('dt', {}, t(name)), el('dd', {}, String(value)))),
  );
  drawCharts(asked.report);
  const columns = COLUMNS[asked.report];
  const head = el('tr', {}, columns.map(([name]) => el('th', { scope: 'col' }, t(`col.${name}`))));
  const rows = items.map((line) => el('tr', { 'data-odd': line.odd === true }, columns.map(([, text]) => el('td', {}, String(text(line) ?? '')))));
  byId('lines').hidden = items.length === 0;
  byId('lines').replaceChildren(el('table', {}, el('caption', { class: 'unseen' }, t(asked.report)), el('thead', {}, head), el('tbody', {}, rows)));
  byId('more').hidden = !cursor;
  const count = { count: items.length };
  write(byId('status'), !first ? '' : items.length === 0 ? t(`empty.${asked.report}`) : t(cursor ? 'shownMore' : 'shown', count));
}

function drawFilters(asked) {
  for (const link of document.querySelectorAll('#kinds a')) {
    link.href = writeFilters({ ...asked, report: link.dataset.report });
    if (link.dataset.report === asked.report) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const option = (value, name) => el('option', { value }, name);
  const { establishments, teams } = choices;
  byId('establishment').replaceChildren(option('', t('all.establishment')), ...establishments.map((one) => option(one.document, one.name || one.document)));
  byId('team').replaceChildren(option('', t('all.team')), ...teams.map(({ login, name }) => option(login, name || login)));
  for (const name of FIELDS) byId(name).value = asked[name];
  byId('field-from').hidden = asked.report === 'presence';
  byId('field-to').hidden = ['presence', 'headcount'].includes(asked.report);
  byId('presets').hidden = asked.report === 'presence';
  for (const button of document.querySelectorAll('[data-preset]')) {
    button.hidden = asked.report === 'headcount' && button.dataset.preset.toLowerCase().endsWith('month');
  }
  write(document.querySelector('label[for=from]'), t(asked.report === 'headcount' ? 'date' : 'from'));
  byId('csv').hidden = asked.report === 'headcount';
  write(byId('asked'), askedText(asked));
}

/** The filters as a line of text: on paper there are no fields. */
function askedText({ report, from, to, establishment, team, worker }) {
  const days = report === 'presence' ? [] : report === 'headcount' || from === to ? [from] : [from, to];
  const named = (list, key, value) => list.find((one) => one[key] === value)?.name || value;
  return [
    t(report),
    days.map((day) => dayText(day, spoken())).join(' – '),
    establishment && `${t('establishment')}: ${named(choices.establishments, 'document', establishment)}`,
    team && `${t('team')}: ${named(choices.teams, 'login', team)}`,
    worker && `${t('worker')}: ${dotted(worker)}`,
  ].filter(Boolean).join(' · ');
}

function drawCharts(report) {
  byId('charts').replaceChildren();
  if (report !== 'headcount' || items.length === 0) return;
  for (const [name, field, isSteps] of [['chart.punches', 'punches', false], ['chart.present', 'present', true]]) {
    // The parser knows the namespace of an svg.
    const svg = new DOMParser().parseFromString('<svg></svg>', 'text/html').querySelector('svg');
    const card = el('div', { class: 'card' }, el('h2', {}, t(name)), document.adoptNode(svg));
    byId('charts').append(card);
    const points = items.map((line) => ({ minute: minuteOf(line.minute), value: line[field] }));
    draw(svg, { points, isSteps, width: svg.clientWidth || 320, title: t('chartAlt', { title: t(name) }) });
  }
}

// ---- the file ----

async function saveFile() {
  write(byId('status'), t('downloading'));
  const outcome = await desk.save({ path: pathOf(filters()), accept: 'text/csv' });
  if (outcome.kind !== 'ok') return trouble(outcome, saveFile);
  byId('trouble').hidden = true;
  return write(byId('status'), t('downloaded', { name: outcome.name }));
}

byId('filters').addEventListener('submit', (event) => {
  event.preventDefault();
  const typed = Object.fromEntries(FIELDS.map((name) => [name, byId(name).value.trim()]));
  typed.worker = typed.worker.replace(/[.\s-]/g, '');
  const wrong = problemOf({ ...typed, report: filters().report });
  problem(wrong);
  if (wrong) return byId(wrong.field).focus();
  return go(typed);
});
byId('presets').addEventListener('click', ({ target }) => {
  if (target.dataset.preset) go(presetDays(target.dataset.preset, today()));
});
byId('kinds').addEventListener('click', (event) => {
  const { report } = event.target.dataset;
  if (!report || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go({ report });
});
byId('csv').addEventListener('click', saveFile);
byId('print').addEventListener('click', () => print());
byId('more').addEventListener('click', () => load(true));
addEventListener('popstate', () => load());
addEventListener('resize', () => drawCharts(filters().report));

desk = await openDesk({
  page: 'reports',
  allows: ({ role }) => ['manager', 'hr', 'auditor'].includes(role),
  onOpen: (_, isReturn) => (isReturn ? load() : open()),
  onSpeak: drawAll,
});
await desk.start();
