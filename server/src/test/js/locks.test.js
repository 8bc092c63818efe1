import assert from 'node:assert/strict';
import { test } from 'node:test';

// An open channel would keep the test's process alive.
globalThis.BroadcastChannel = undefined;
const { alone } = await import('../punch/locks.js');

const withLocks = (locks) => Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true, writable: true });

test('a browser that refuses locks still does the work, one at a time in this tab', async () => {
  withLocks({ request: () => Promise.reject(new Error('SecurityError')) });
  const steps = [];
  const work = (name) => async () => {
    steps.push(`${name} begins`);
    await Promise.resolve();
    steps.push(`${name} ends`);
    return name;
  };
  assert.deepEqual(await Promise.all([alone('send', work('a')), alone('send', work('b'))]), ['a', 'b']);
  assert.deepEqual(steps, ['a begins', 'a ends', 'b begins', 'b ends']);
});

test('work that fails under its lock fails, and is not done twice', async () => {
  withLocks({ request: async (_, __, hold) => hold({}) });
  let times = 0;
  const work = async () => {
    times++;
    throw new Error('its own');
  };
  await assert.rejects(alone('send', work), /its own/);
  assert.equal(times, 1);
});
