import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideItem, redriveItem } from '../inbox/decide.js';
import { readWhat } from '../inbox/what.js';
import { outcomeOf } from '../office/ask.js';
import { find } from '../office/people.js';
import { momentText } from '../office/time.js';

const t = (key) => key;
const item = { id: '7', receipt: 'r' };

/** Answers by turns, and remembers what was asked. */
function asked(...answers) {
  const calls = [];
  const ask = async (method, path) => (calls.push(`${method} ${path}`), answers.shift());
  return { ask, calls };
}

test('a binding whose answer was lost is looked up, not sent again', async () => {
  const { ask, calls } = asked({ kind: 'away' }, { kind: 'ok', body: { status: 'bound', worker: '1' } });
  const result = await decideItem(ask, item, 'bind', { worker: '1' }, t);
  assert.equal(result.state, 'done');
  assert.deepEqual(calls, ['POST /v1/set-aside/7/bind', 'GET /v1/set-aside/7']);
});

test('a decision that did not arrive has failed and can be tried again', async () => {
  const { ask } = asked({ kind: 'away' }, { kind: 'away' });
  assert.deepEqual(await decideItem(ask, item, 'discard', { reason: 'x' }, t), {
    state: 'failed',
    outcome: { kind: 'away' },
  });
});

test('a binding is followed until it is recorded', async () => {
  const { ask, calls } = asked(
    { kind: 'ok', body: { status: 'accepted' } },
    { kind: 'ok', body: { status: 'open' } },
    { kind: 'ok', body: { status: 'bound' } },
  );
  assert.equal((await decideItem(ask, item, 'bind', { worker: '1' }, t, async () => {})).text, 'bound');
  assert.equal(calls.length, 3);
});

test('a dead letter that somebody else put back is said so', async () => {
  const { ask } = asked({ kind: 'ok', body: { redriven: 0 } });
  assert.equal((await redriveItem(ask, item, t)).text, 'redrivenBefore');
});

test('a busy server says how long, and every other status what can be done', () => {
  const answer = (status, wait) => ({ status, ok: status < 300, body: {}, header: (name) => (name === 'Retry-After' ? wait : null) });
  assert.deepEqual(outcomeOf(answer(503, '7'), 0), { kind: 'busy', waitMillis: 7_000 });
  assert.deepEqual([200, 400, 401, 403, 404, 409, 418].map((status) => outcomeOf(answer(status), 0).kind), [
    'ok', 'wrong', 'sign-in', 'forbidden', 'gone', 'conflict', 'other',
  ]);
});

test('people are found without accents and by a dotted CPF', () => {
  const people = [{ name: 'João Simões', cpf: '90000000175' }, { name: 'Ana', cpf: '90000000256' }];
  assert.equal(find(people, 'simoes joao', 5).shown[0], people[0]);
  assert.equal(find(people, '900.000.002-56', 5).shown[0], people[1]);
  assert.deepEqual(find(people, '', 1), { shown: [people[0]], more: 1 });
});

test('what was sent is read as it stands, also a day that no calendar has', () => {
  assert.equal(readWhat('{"at":'), null);
  assert.equal(momentText(readWhat('{"at":"2026-02-30T08:00:00-03:00"}').at, 'pt-BR'), '30/02/2026 08:00:00');
});
