import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askMillis, backoffMillis, halves, isOver, retryAfterMillis, verdict } from '../punch/plan.js';

test('back-off doubles up to five minutes and is spread by 30 %', () => {
  assert.deepEqual([1, 2, 3, 4].map((n) => backoffMillis(n, () => 0.5)), [2_000, 4_000, 8_000, 16_000]);
  assert.equal(backoffMillis(500, () => 0.5), 300_000);
  assert.equal(backoffMillis(1, () => 0), 1_400);
  assert.equal(backoffMillis(1, () => 1), 2_600);
});

test('accepted punches are asked for after 200-300 ms, then 2, 8, 30 s and every 5 min', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 9].map((n) => askMillis(n, () => 0.5)), [250, 2_000, 8_000, 30_000, 300_000, 300_000]);
  assert.equal(askMillis(0, () => 0), 200);
  assert.equal(askMillis(0, () => 1), 300);
  assert.equal(askMillis(1, () => 1), 2_600);
});

test('Retry-After is read in seconds and as a date, by the server\'s own clock', () => {
  assert.equal(retryAfterMillis('120', null, 0), 120_000);
  assert.equal(retryAfterMillis('172800', null, 0), 3_600_000);
  assert.equal(retryAfterMillis('9'.repeat(400), null, 0), 3_600_000);
  const date = 'Sun, 22 Nov 2026 10:00:00 GMT';
  assert.equal(retryAfterMillis('Sun, 22 Nov 2026 10:01:00 GMT', date, 0), 60_000);
  assert.equal(retryAfterMillis('Sun, 22 Nov 2096 10:00:00 GMT', date, 0), 3_600_000);
  assert.equal(retryAfterMillis('Sun, 22 Nov 2026 09:00:00 GMT', date, 0), 0);
  assert.equal(retryAfterMillis('Sun, 22 Nov 2026 10:01:00 GMT', null, Date.parse(date)), 60_000);
  for (const nonsense of [null, '', 'soon', '-5']) assert.equal(retryAfterMillis(nonsense, 'x', 0), null);
});

test('only the contract\'s own 202 is an acceptance', () => {
  assert.equal(verdict(202, { status: 'accepted' }), 'accepted');
  for (const [status, body] of [[200, { status: 'accepted' }], [202, null], [202, {}], [204, null], [403, {}], [404, {}], [500, null], [429, {}], [503, {}]]) {
    assert.equal(verdict(status, body), 'later', `${status} ${JSON.stringify(body)}`);
  }
  assert.equal(verdict(400, {}), 'split');
  assert.equal(verdict(413, null), 'split');
  assert.equal(verdict(401, {}), 'sign-in');
});

test('halving loses nothing and ends with one', () => {
  assert.deepEqual(halves([1, 2, 3]), [[1, 2], [3]]);
  assert.deepEqual(halves([1, 2]), [[1], [2]]);
  assert.deepEqual(halves([1]), []);
});

test('a pause is over in time, and when the device\'s clock was set back behind its beginning', () => {
  assert.equal(isOver(undefined, 5), true);
  assert.equal(isOver({ since: 100, until: 200 }, 150), false);
  assert.equal(isOver({ since: 100, until: 200 }, 200), true);
  assert.equal(isOver({ since: 100, until: 200 }, 99), true);
});
