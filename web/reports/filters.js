// The filters as the URL holds them, and what they ask the server: pure functions.

export const REPORTS = ['presence', 'headcount', 'days', 'punches', 'late'];
const DAYS_MAX = 400;
const DAY = 86_400_000;
const iso = (year, month, day) => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/** First and last day of a preset, seen from today. */
export function presetDays(name, today) {
  const [year, month, day] = today.split('-').map(Number);
  if (name === 'yesterday') return { from: iso(year, month - 1, day - 1), to: iso(year, month - 1, day - 1) };
  if (name === 'month') return { from: iso(year, month - 1, 1), to: iso(year, month, 0) };
  if (name === 'lastMonth') return { from: iso(year, month - 2, 1), to: iso(year, month - 1, 0) };
  return { from: today, to: today };
}

/** What a URL's query says; today where it names no days. */
export function readFilters(query, today) {
  const asked = new URLSearchParams(query);
  const get = (name) => asked.get(name) ?? '';
  const report = REPORTS.includes(get('report')) ? get('report') : 'presence';
  const from = get('from') || today;
  return { report, from, to: get('to') || from, establishment: get('establishment'), team: get('team'), worker: get('worker') };
}

/** The URL's query of these filters. */
export function writeFilters(filters) {
  return `?${new URLSearchParams(Object.entries(filters).filter(([, value]) => value))}`;
}

/** What is wrong with them: the field and the name of its sentence; null when nothing. */
export function problemOf({ report, from, to, worker }) {
  if (worker && !/^\d{11}$/.test(worker)) return { field: 'worker', key: 'wrong.worker' };
  if (report === 'presence') return null;
  if (report === 'headcount') return Number.isNaN(Date.parse(from)) ? { field: 'from', key: 'wrong.dates' } : null;
  const days = (Date.parse(to) - Date.parse(from)) / DAY;
  if (!(days >= 0)) return { field: 'to', key: 'wrong.dates' };
  return days >= DAYS_MAX ? { field: 'to', key: 'wrong.days' } : null;
}

/** The path that answers these filters. */
export function pathOf({ report, from, to, establishment, team, worker }) {
  const asked = new URLSearchParams();
  if (report === 'headcount') asked.set('date', from);
  else if (report !== 'presence') for (const [name, value] of [['from', from], ['to', to]]) asked.set(name, value);
  for (const [name, value] of Object.entries({ establishment, team, worker })) if (value) asked.set(name, value);
  return `/v1/reports/${report}?${asked}`;
}
