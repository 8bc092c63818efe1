import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Away } from '../punch/api.js';
import { changed, letterOf, Outbox } from '../punch/outbox.js';
import { makeSender } from '../punch/sender.js';
import { Session } from '../punch/session.js';
import { MemoryStore } from './memory-store.js';

const HOUR = 3_600_000;
const response = (status, body = null, headers = {}) => ({
  status,
  body,
  ok: status < 300,
  header: (name) => headers[name] ?? null,
});
const ACCEPTED = { status: 'accepted', receivedAt: '2026-11-22T11:00:00Z' };

/** A device with its store, its server and its clock. */
async function device(server) {
  const time = { now: Date.parse('2026-11-22T11:00:00Z') };
  const store = new MemoryStore();
  const outbox = new Outbox(store);
  const requests = [];
  const api = async (method, path, options = {}) => {
    requests.push({ method, path, ...options });
    return server({ method, path, ...options });
  };
  let turn = Promise.resolve();
  const alone = (_, work) => (turn = turn.then(work, work));
  const locked = (_, work) => work();
  const now = () => time.now;
  const session = new Session({ store, api, alone: locked, now });
  const sender = makeSender({ outbox, store, session, api, alone, now, random: () => 0.5 });
  const signIn = async (subject, access = `token-${subject}`) => {
    const tokens = { access, refresh: `refresh-${subject}`, since: time.now, expiresAt: time.now + HOUR };
    await store.put('people', { subject, name: subject, session: access && tokens });
    await store.put('notes', { key: 'current', subject });
  };
  const press = async (id, subject = 'a', more = {}) => {
    time.now += 1;
    await outbox.add({ id, subject, frozen: `{"id":"${id}"}`, pressedAt: time.now, state: 'stored', ...more });
  };
  const states = async () => Object.fromEntries((await outbox.all()).map((entry) => [entry.id, entry.state]));
  const letters = () => requests.filter(({ path }) => path === '/v1/punches').map(({ body }) => JSON.parse(body).punches.map(({ id }) => id));
  await signIn('a');
  return { time, store, outbox, requests, sender, session, signIn, press, states, letters };
}

test('what was pressed is sent in one letter, oldest first, and accepted', async () => {
  const it = await device(() => response(202, ACCEPTED));
  await it.press('1');
  await it.press('2');
  assert.deepEqual(await it.sender.send(), { state: 'done', waitMillis: null });
  assert.deepEqual(it.letters(), [['1', '2']]);
  assert.deepEqual(await it.states(), { 1: 'accepted', 2: 'accepted' });
  assert.match(it.requests[0].headers['Ponto-Sent-At'], /^\d{4}-.*\.\d{3}[+-]\d\d:\d\d$/);
  assert.equal(it.requests[0].token, 'token-a');
});

test('a letter holds at most a hundred', async () => {
  const it = await device(() => response(202, ACCEPTED));
  for (let i = 0; i < 230; i++) await it.press(String(i));
  await it.sender.send();
  assert.deepEqual(it.letters().map((ids) => ids.length), [100, 100, 30]);
});

test('a lost answer has the same bytes sent again', async () => {
  let calls = 0;
  const it = await device(() => {
    if (calls++ === 0) throw new Away('reset');
    return response(202, ACCEPTED);
  });
  await it.press('1');
  assert.deepEqual(await it.sender.send(), { state: 'away', waitMillis: 2_000 });
  assert.deepEqual(await it.states(), { 1: 'stored' });
  await it.sender.send();
  assert.equal(it.requests[0].body, it.requests[1].body);
  assert.deepEqual(await it.states(), { 1: 'accepted' });
});

test('one poisoned punch among a hundred is found and holds up nobody', async () => {
  for (const status of [400, 413]) {
    const it = await device(({ body }) => (body.includes('"57"') ? response(status, { detail: 'bad' }) : response(202, ACCEPTED)));
    for (let i = 0; i < 100; i++) await it.press(String(i));
    assert.equal((await it.sender.send()).state, 'done');
    const states = await it.states();
    assert.equal(states[57], 'refused');
    assert.equal(Object.values(states).filter((state) => state === 'accepted').length, 99);
    assert.ok(it.letters().length < 20);
    const refused = (await it.outbox.pending())[0];
    assert.equal(refused.problem, `${status} bad`);
    await it.press('100');
    const before = it.letters().length;
    await it.sender.send();
    assert.deepEqual(it.letters().slice(before), [['100']]);
    it.time.now += 7 * HOUR;
    await it.signIn('a');
    await it.sender.send();
    assert.deepEqual(it.letters().at(-1), ['57']);
  }
});

test('an entry goes out only with its own person\'s token', async () => {
  const it = await device(() => response(202, ACCEPTED));
  await it.press('1', 'a');
  await it.signIn('b');
  await it.press('2', 'b');
  await it.sender.send();
  assert.deepEqual(await it.states(), { 1: 'stored', 2: 'accepted' });
  assert.deepEqual(it.requests.map(({ token }) => token), ['token-b']);
  await it.signIn('a');
  await it.sender.send();
  assert.deepEqual(await it.states(), { 1: 'accepted', 2: 'accepted' });
  assert.equal(it.requests.at(-1).token, 'token-a');
});

test('a 401 is answered with a new token', async () => {
  const it = await device(({ path, token }) => {
    if (path.endsWith('/refresh')) return response(200, { accessToken: 'fresh', refreshToken: 'next', expiresIn: 1800 });
    return token === 'fresh' ? response(202, ACCEPTED) : response(401, {});
  });
  await it.press('1');
  assert.equal((await it.sender.send()).state, 'done');
  assert.deepEqual(await it.states(), { 1: 'accepted' });
  assert.equal((await it.store.get('people', 'a')).session.refresh, 'next');
});

test('an ended session asks for a sign-in and keeps queueing', async () => {
  const it = await device(() => response(401, {}));
  await it.press('1');
  assert.equal((await it.sender.send()).state, 'sign-in');
  assert.equal((await it.session.person()).session, null);
  await it.press('2');
  assert.equal((await it.sender.send()).state, 'sign-in');
  assert.deepEqual(await it.states(), { 1: 'stored', 2: 'stored' });
});

test('a token that is refused even when fresh does not go round in circles', async () => {
  const it = await device(({ path }) =>
    path.endsWith('/refresh') ? response(200, { accessToken: 'fresh', refreshToken: 'next', expiresIn: 1800 }) : response(401, {}),
  );
  await it.press('1');
  assert.equal((await it.sender.send()).state, 'sign-in');
  assert.equal(it.letters().length, 2);
});

test('Retry-After is obeyed up to an hour, by every later start too', async () => {
  let isBusy = true;
  const it = await device(({ path }) => {
    if (path.endsWith('/refresh')) return response(200, { accessToken: 'f', refreshToken: 'n', expiresIn: 9e9 });
    return isBusy ? response(503, null, { 'Retry-After': '172800' }) : response(202, ACCEPTED);
  });
  await it.press('1');
  const end = await it.sender.send();
  assert.equal(end.state, 'paused');
  assert.ok(end.waitMillis >= HOUR && end.waitMillis <= HOUR + 10_000);
  isBusy = false;
  it.time.now += HOUR - 60_000;
  assert.equal((await it.sender.send()).state, 'paused');
  assert.equal(it.letters().length, 1);
  it.time.now += 80_000;
  assert.equal((await it.sender.send()).state, 'done');
  assert.deepEqual(await it.states(), { 1: 'accepted' });
});

test('a busy server that says no time is tried again by the back-off', async () => {
  const it = await device(() => response(503));
  await it.press('1');
  const waits = [];
  for (let i = 0; i < 3; i++) waits.push((await it.sender.send()).waitMillis);
  assert.deepEqual(waits, [2_000, 4_000, 8_000]);
});

test('what the disk would not take is sent all the same, once, and written when there is room', async () => {
  const it = await device(() => response(202, ACCEPTED));
  it.store.isFull = true;
  await it.press('1');
  assert.equal(it.outbox.isSafe, false);
  assert.equal(it.outbox.isUnsaved('1'), true);
  await it.sender.send();
  await it.sender.send();
  assert.deepEqual(it.letters(), [['1']]);
  assert.deepEqual(await it.states(), { 1: 'accepted' });
  it.store.isFull = false;
  await it.sender.send();
  assert.equal(it.outbox.isSafe, true);
  assert.equal((await it.store.get('outbox', '1')).state, 'accepted');
});

test('an acceptance that cannot be written down is not sent again and again', async () => {
  const it = await device(() => ((it.store.isFull = true), response(202, ACCEPTED)));
  await it.press('1');
  await it.sender.send();
  await it.sender.send();
  assert.deepEqual(it.letters(), [['1']]);
});

test('a punch waits for its place as long as it is held back, then goes without', async () => {
  const it = await device(() => response(202, ACCEPTED));
  await it.press('1', 'a', { holdUntil: it.time.now + 5_000 });
  assert.equal((await it.sender.send()).state, 'held');
  await it.outbox.complete('1', { frozen: '{"id":"1","p":1}' }, it.time.now);
  await it.sender.send();
  assert.equal(it.requests[0].body, '{"punches":[{"id":"1","p":1}]}');
  await it.press('2', 'a', { holdUntil: it.time.now + 5_000 });
  it.time.now += 6_000;
  await it.sender.send();
  await it.outbox.complete('2', { frozen: 'late' }, it.time.now);
  assert.equal((await it.store.get('outbox', '2')).frozen, '{"id":"2"}');
});

test('what a wrong clock put off for years goes out when the clock is right again', async () => {
  const it = await device(() => response(202, ACCEPTED));
  const year = 365 * 24 * HOUR;
  await it.press('1', 'a', { holdUntil: it.time.now + year });
  await it.press('2', 'a', { state: 'refused', retryAt: it.time.now + year });
  assert.equal((await it.sender.send()).state, 'done');
  assert.deepEqual(await it.states(), { 1: 'accepted', 2: 'accepted' });
});

test('a lock that is refused is a failure like any other: tried again, and not for ever the last', async () => {
  const it = await device(() => response(202, ACCEPTED));
  await it.press('1');
  let isRefused = true;
  const { store, outbox, session, time } = it;
  const alone = async (_, work) => {
    if (isRefused) throw new Error('SecurityError');
    return work();
  };
  const api = async () => response(202, ACCEPTED);
  const sender = makeSender({ outbox, store, session, api, alone, now: () => time.now, random: () => 0.5 });
  assert.deepEqual(await sender.send(), { state: 'away', waitMillis: 2_000 });
  isRefused = false;
  assert.equal((await sender.send()).state, 'done');
});

test('a state never leads back', () => {
  const entry = (state) => ({ id: '1', state });
  assert.equal(changed(entry('accepted'), { state: 'refused' }), undefined);
  assert.equal(changed(entry('recorded'), { state: 'accepted' }), undefined);
  assert.equal(changed(entry('recorded'), { state: 'set-aside' }), undefined);
  assert.equal(changed(entry('set-aside'), { state: 'recorded' }).state, 'recorded');
  assert.equal(changed(entry('refused'), { state: 'accepted' }).state, 'accepted');
  assert.equal(changed(undefined, { state: 'accepted' }), undefined);
});

test('only what is recorded is ever forgotten', async () => {
  const it = await device(() => response(202, ACCEPTED));
  for (const state of ['stored', 'refused', 'accepted', 'recorded', 'set-aside']) await it.press(state, 'a', { state });
  await it.outbox.tidy(it.time.now + 1_000 * 24 * HOUR);
  assert.deepEqual(await it.states(), { stored: 'stored', refused: 'refused', accepted: 'accepted' });
});

test('signing out takes the tokens and leaves the pending punches with their person', async () => {
  const it = await device(() => response(204));
  await it.press('1');
  await it.session.signOut();
  assert.equal(await it.session.person(), undefined);
  assert.equal((await it.store.get('people', 'a')).session, null);
  assert.deepEqual(await it.states(), { 1: 'stored' });
  assert.equal((await it.sender.send()).state, 'done');
  assert.equal(it.letters().length, 0);
});

test('a letter is its punches joined, nothing else', () => {
  assert.equal(letterOf([{ frozen: '{"a": 1}' }, { frozen: '{}' }]), '{"punches":[{"a": 1},{}]}');
});
