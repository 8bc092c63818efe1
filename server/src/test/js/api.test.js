import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Away, makeApi } from '../punch/api.js';

const json = (status, body) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json' } });
const html = (status) => new Response('<p>', { status, headers: { 'Content-Type': 'text/html' } });

async function ask(answer) {
  const contacts = [];
  const api = makeApi((isAnswered) => contacts.push(isAnswered), async () => answer());
  const outcome = await api('GET', '/x').catch((failure) => failure);
  return { outcome, contacts };
}

test('the server\'s own answer is contact, whatever its status', async () => {
  const { outcome, contacts } = await ask(() => json(401, { status: 401 }));
  assert.equal(outcome.status, 401);
  assert.deepEqual(contacts, [true]);
});

test('no answer, and a page of the network in the server\'s place, are none', async () => {
  for (const answer of [() => { throw new TypeError('failed'); }, () => html(200), () => html(202), () => html(400)]) {
    const { outcome, contacts } = await ask(answer);
    assert.ok(outcome instanceof Away);
    assert.deepEqual(contacts, [false]);
  }
});

test('a proxy may say for the server that it is busy or the letter too large', async () => {
  for (const status of [413, 429, 502, 503]) {
    assert.equal((await ask(() => html(status))).outcome.status, status);
  }
});
