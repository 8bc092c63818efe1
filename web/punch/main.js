// The punch page, wired: what there is, who tells whom, and when to look again.

import { makeApi } from './api.js';
import { draw, merge, stateWords, write } from './cards.js';
import { ServerClock } from './clock.js';
import { connectionState, drawConnection } from './connection.js';
import { makeFollower } from './follow.js';
import { RECENT_MILLIS, Seen, wireHistory } from './history.js';
import { exportPending, warnBeforeLeaving } from './leave.js';
import { alone, onNews, tellOthers } from './locks.js';
import { isPending, Outbox } from './outbox.js';
import { spokenState, wirePress } from './press.js';
import { uuidv7 } from './punch.js';
import { makeSender } from './sender.js';
import { Session } from './session.js';
import { wireSignIn } from './sign-in.js';
import { DiskStore } from './store.js';
import { choose, clockFace, loadWords, longDay, span, spoken, t } from './words.js';
import { readyForWorker } from './worker.js';

const byId = (id) => document.getElementById(id);
/** The server's clock is looked at so often while the page is; away, often enough to notice the return. */
const LOOK_MILLIS = 60_000;
const LOOK_AWAY_MILLIS = 8_000;
/** The list of two days is asked for again when the page is looked at after so long. */
const RECENT_FOR_MILLIS = 60_000;
/** Before that, sending is no news. */
const SLOW_MILLIS = 2_000;

const now = () => Date.now();
const store = new DiskStore();
// Without it everything lives as long as the page, and the page says so.
const isKept = await store.open().then(() => true, () => false);

let isReached = (await note('contact'))?.isReached ?? true;
let device = (await note('device'))?.id;
let config = (await note('config'))?.config ?? { login: 'password' };
let person;
let end = { state: 'done', waitMillis: null };
let pausedUntil = 0;
let sendTimer;
let lookTimer;
let recentAt = -Infinity;
const notes = new Map();
const heard = new Map();

const outbox = new Outbox(store);
const api = makeApi(contact);
const oidc = { renew: async (used) => (await import('./oidc.js')).renew(used) };
const session = new Session({ store, api, alone, oidc });
const clock = new ServerClock();
const follower = makeFollower({ outbox, session, api, onChange: changed });
const sender = makeSender({ outbox, store, session, api, alone, onChange: accepted });
const seen = new Seen({ store, session, api });

async function note(key) {
  return store.get('notes', key).catch(() => undefined);
}

const keep = (key, value) => store.put('notes', { key, ...value }).catch(() => {});

function contact(isAnswered) {
  const isReturn = isAnswered && !isReached;
  if (isAnswered !== isReached) {
    isReached = isAnswered;
    keep('contact', { isReached });
    render();
  }
  if (isReturn) wake();
}

// ---- sending and following ----

async function send() {
  clearTimeout(sendTimer);
  end = await sender.send();
  pausedUntil = now() + (end.waitMillis ?? 0);
  if (end.waitMillis !== null) {
    clearTimeout(sendTimer);
    sendTimer = setTimeout(send, end.waitMillis + 20);
  }
  await readPerson();
  await render();
}

function accepted(entries) {
  for (const { id } of entries) performance.mark(`punch:accepted:${id}`);
  if (entries.length > 0) follower.start();
  changed();
}

function changed() {
  tellOthers({ kind: 'changed' });
  return render();
}

async function retry(id) {
  await outbox.retry(id);
  send();
}

// ---- the server's clock ----

async function look() {
  clearTimeout(lookTimer);
  if (!document.hidden) await sample().catch(() => {});
  clearTimeout(lookTimer);
  lookTimer = setTimeout(look, (isReached ? LOOK_MILLIS : LOOK_AWAY_MILLIS) * (0.8 + 0.4 * Math.random()));
}

async function sample() {
  const before = clock.read();
  const answer = await api('GET', '/v1/clock');
  const after = clock.read();
  // A server without that operation still dates its answers, to the second.
  const millis = answer.body?.epochMillis ?? Date.parse(answer.header('Date')) + 500;
  if (!Number.isFinite(millis)) return;
  keep('clock', clock.learn(millis, before, after, answer.body?.epochMillis ? 0 : 500));
  tick();
}

function tick() {
  const reading = clock.read();
  const millis = clock.millis(reading);
  const { origin, ageMillis, isCorrected } = clock.origin(reading);
  const face = byId('clock');
  face.dataset.origin = origin;
  face.dateTime = new Date(millis).toISOString();
  write(face, clockFace(millis));
  write(byId('day'), longDay(millis));
  const key = origin === 'server' || !isCorrected ? `origin.${origin}` : 'origin.corrected';
  write(byId('clock-origin'), t(key, { span: span(ageMillis) }));
  return millis;
}

function keepTicking() {
  const millis = document.hidden ? now() : tick();
  setTimeout(keepTicking, 1_000 - (millis % 1_000) + 5);
}

// ---- what is shown ----

let drawing = Promise.resolve();
let isDue = false;

/** Draws once more; calls while one is due are one. */
function render() {
  if (isDue) return drawing;
  isDue = true;
  drawing = drawing.then(() => {
    isDue = false;
    return drawAll();
  });
  return drawing;
}

async function drawAll() {
  const entries = await outbox.all();
  const pending = entries.filter(isPending);
  const mine = pending.filter((entry) => entry.subject === person?.subject);
  const refused = mine.filter((entry) => entry.state === 'refused').length;
  const isSlow = mine.some((entry) => entry.state === 'stored' && now() - entry.pressedAt > SLOW_MILLIS);
  const own = mine.length;
  const isSafe = isKept && outbox.isSafe;
  const state = connectionState({ isSafe, hasSession: !!person?.session, isReached, end });
  drawConnection({ state, end, own, refused, isSlow, others: pending.length - own, pausedUntil });
  navigator.setAppBadge?.(pending.length).catch(() => {});
  if (person) await drawPunches(entries.filter((entry) => entry.subject === person.subject));
}

async function drawPunches(entries) {
  const mayPunch = person.role === 'worker' || !!person.worker;
  write(byId('hello'), t('hello', { name: person.name.split(' ')[0] }));
  write(byId('employer'), person.employer);
  byId('punch').hidden = !mayPunch;
  byId('no-punch').hidden = mayPunch && !person.handInOnly;
  write(byId('no-punch'), person.handInOnly ? t('handInOnly') : mayPunch ? '' : t('noPunch'));
  byId('place').hidden = !person.place;
  write(byId('place'), person.place ? t('place', { purpose: person.place.purpose }) : '');

  const { items } = await seen.last(person, 'recent');
  const since = clock.millis() - RECENT_MILLIS;
  const cards = merge(entries, items, (id) => outbox.isUnsaved(id)).filter(
    (card) => card.millis >= since || !['recorded', 'set-aside'].includes(card.state),
  );
  draw(byId('today'), cards, { now: clock.millis(), notes, onRetry: retry });
  byId('today-empty').hidden = cards.length > 0 || !mayPunch;
  write(byId('today-empty'), t('latestEmpty'));
  for (const card of cards) hear(card);
}

/** Marks and says what became of the punches that were pressed in this page. */
function hear(card) {
  if (!heard.has(card.id) || heard.get(card.id) === card.state) return;
  heard.set(card.id, card.state);
  if (card.state === 'recorded') performance.mark(`punch:recorded:${card.id}`);
  if (card.state !== 'stored') say(t('said', { time: clockFace(card.millis), state: stateWords(card) }));
}

const say = (text) => write(byId('said'), text);

function show(view, isByHand = true) {
  document.body.dataset.view = view;
  for (const name of ['sign-in', 'punch', 'history']) byId(`view-${name}`).hidden = name !== view;
  byId('views').hidden = !person;
  byId('sign-out').hidden = !person;
  for (const name of ['punch', 'history']) {
    if (name === view) byId(`show-${name}`).setAttribute('aria-current', 'page');
    else byId(`show-${name}`).removeAttribute('aria-current');
  }
  if (view === 'sign-in') showSignIn(person);
  if (view === 'history') showHistory();
  if (isByHand) document.querySelector(`#view-${view} h1`).focus();
}

// ---- who is here ----

async function readPerson() {
  const before = person;
  person = await session.person().catch(() => person);
  if (before?.subject !== person?.subject) show(person ? 'punch' : 'sign-in', false);
  await button.prepare();
}

async function signedIn() {
  tellOthers({ kind: 'session' });
  end = { state: 'done', waitMillis: null };
  notes.clear();
  recentAt = -Infinity;
  await readPerson();
  show('punch');
  await render();
  wake();
}

async function signOut() {
  const leaving = person.subject;
  const own = (await outbox.pending()).filter((entry) => entry.subject === leaving).length;
  if (own > 0 && !(await warnBeforeLeaving(own, save))) return;
  const issuer = await session.signOut();
  await seen.forget(leaving).catch(() => {});
  await outbox.tidy(now(), leaving);
  // Nothing of theirs waits: then the device need not know them either.
  if (!(await outbox.all()).some(({ subject }) => subject === leaving)) await store.remove('people', leaving);
  tellOthers({ kind: 'session' });
  await readPerson();
  await render();
  byId('sign-in-title').focus();
  if (issuer) (await import('./oidc.js')).leave(issuer);
}

async function refreshPerson() {
  await session.refreshPerson();
  await readPerson();
  await render();
  await recent();
}

async function recent() {
  if (!person) return;
  const to = clock.millis();
  const page = await seen.ask(person, 'recent', to - RECENT_MILLIS, to + 86_400_000, now());
  if (!page) return;
  recentAt = performance.now();
  await outbox.settled(page.items);
  // Another tab that asked a moment too early would find nothing open any more, and show what it knew.
  await changed();
}

let waking;

/** The page is looked at, or the server is back: everything that waited may be tried now. */
function wake() {
  if (document.hidden) return;
  // A return to the page comes as three events.
  waking ??= setTimeout(() => {
    waking = undefined;
    send();
    follower.start();
    look();
    if (performance.now() - recentAt >= RECENT_FOR_MILLIS) refreshPerson().catch(() => {});
  }, 10);
}

const save = async () => exportPending(outbox, store, now());

// ---- wiring ----

const button = wirePress({
  button: byId('punch'),
  outbox,
  clock,
  getPerson: () => person,
  getDevice: () => device,
  isOffline: () => !isReached,
  onStored(entry, isStored) {
    if (!heard.has(entry.id)) heard.set(entry.id, 'stored');
    say(spokenState(entry, isStored));
    changed();
    send().then(() => worker.sendLater(end));
    setTimeout(render, SLOW_MILLIS + 100);
    if (isKept) navigator.storage?.persist?.().catch(() => {});
  },
  onDoubleTap(entry) {
    notes.set(entry.id, 'doubleTap');
    say(t('doubleTap'));
    render();
  },
});
const showSignIn = wireSignIn({ session, getConfig: () => config, onSignedIn: signedIn });
const showHistory = wireHistory({ seen, outbox, getPerson: () => person, now, onRetry: retry });

byId('show-punch').addEventListener('click', () => show('punch'));
byId('back').addEventListener('click', () => show('punch'));
byId('show-history').addEventListener('click', () => show('history'));
byId('sign-in-again').addEventListener('click', () => show('sign-in'));
byId('send-now').addEventListener('click', send);
byId('sign-out').addEventListener('click', signOut);
byId('export').addEventListener('click', save);
byId('language').addEventListener('change', (event) => {
  choose(event.target.value);
  if (!document.body.dataset.view) return;
  tick();
  render();
  if (document.body.dataset.view !== 'punch') show(document.body.dataset.view, false);
});
document.addEventListener('visibilitychange', wake);
for (const event of ['focus', 'online', 'pageshow']) addEventListener(event, wake);
addEventListener('beforeunload', (event) => {
  if (!outbox.isSafe) event.preventDefault();
});
onNews(async ({ kind }) => {
  if (kind === 'session') await readPerson();
  if (kind === 'changed') follower.start();
  await render();
});

const worker = readyForWorker(() => byId('password').value === '');
await loadWords();
byId('language').value = spoken();
if (!device) {
  device = uuidv7(now());
  keep('device', { id: device });
}
clock.remember(await note('clock'));
person = await session.person().catch(() => undefined);
await button.prepare();
show(person ? 'punch' : 'sign-in', false);
await render();
keepTicking();
document.body.dataset.ready = 'true';
await begin();

/** What needs the server, once the page is usable without it. */
async function begin() {
  const isReturn = new URLSearchParams(location.search).has('state');
  outbox.tidy(now());
  wake();
  try {
    const answer = await api('GET', '/config.json');
    if (answer.ok) {
      config = answer.body;
      keep('config', { config });
    }
    if (config.login === 'oidc') {
      const tokens = await (await import('./oidc.js')).finish(config);
      if (tokens && !(await session.adopt(tokens))) return await signedIn();
      if (tokens) throw new Error('this account is not known here');
    }
  } catch (failure) {
    if (isReturn) write(byId('sign-in-problem'), t('problem.oidc'));
    console.info('not now:', failure.message);
  }
  if (document.body.dataset.view === 'sign-in') showSignIn(person);
}
