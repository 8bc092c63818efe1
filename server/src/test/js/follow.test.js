import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFollower } from '../punch/follow.js';

test('an acceptance while a question is out begins with the short wait, whatever that question answers', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const answers = [];
  const follower = makeFollower({
    outbox: { open: async () => [{ id: '1' }], settled: async () => {} },
    session: { person: async () => ({ subject: 'a' }), bearer: async () => 'token' },
    api: () => new Promise((resolve) => answers.push(resolve)),
    onChange: () => {},
  });
  follower.start();
  t.mock.timers.tick(300);
  await settle();
  assert.equal(answers.length, 1);
  follower.start();
  answers[0]({ ok: true, status: 200, body: { items: [] } });
  await settle();
  t.mock.timers.tick(300);
  await settle();
  assert.equal(answers.length, 2);
});
