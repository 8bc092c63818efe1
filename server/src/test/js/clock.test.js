import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerClock } from '../punch/clock.js';

const HOUR = 3_600_000;

function device(wall = 1_000_000_000_000) {
  const now = { wall, mono: 500 };
  const clock = new ServerClock(() => now.wall, () => now.mono);
  const pass = (millis, monoMillis = millis) => ((now.wall += millis), (now.mono += monoMillis));
  const sample = (server, roundTrip = 40) => {
    const before = clock.read();
    pass(roundTrip);
    return clock.learn(server - roundTrip / 2, before, clock.read());
  };
  return { now, clock, pass, sample };
}

test('the offset is that of the middle of the round trip', () => {
  const { now, clock, pass, sample } = device();
  sample(now.wall + 40 + 3 * HOUR);
  assert.equal(clock.evidence().offsetMillis, 3 * HOUR);
  pass(12_000);
  assert.deepEqual(clock.evidence(), { offsetMillis: 3 * HOUR, monotonicMillis: 12_000, wallMillis: 12_000 });
  assert.equal(clock.millis(), now.wall + 3 * HOUR);
  assert.deepEqual(clock.origin(), { origin: 'server', ageMillis: 12_000, isCorrected: true });
});

test('without a sample the device\'s own time is shown and nothing is said about it', () => {
  const { now, clock } = device();
  assert.equal(clock.evidence(), undefined);
  assert.equal(clock.millis(), now.wall);
  assert.equal(clock.origin().origin, 'device');
});

test('a clock that is set back after the sample is seen through', () => {
  const { now, clock, pass, sample } = device();
  sample(now.wall + 40);
  const truth = now.wall + 60_000;
  pass(60_000);
  now.wall -= 3 * HOUR;
  assert.deepEqual(clock.evidence(), { offsetMillis: 0, monotonicMillis: 60_000, wallMillis: 60_000 - 3 * HOUR });
  assert.equal(clock.millis(), truth);
  assert.equal(clock.hasParted(), true);
  assert.equal(clock.origin().origin, 'device');
});

test('a device that slept keeps its hours: the clock that stood still is not believed', () => {
  const { now, clock, pass, sample } = device();
  sample(now.wall + 40);
  pass(3 * HOUR, 1_000);
  assert.deepEqual(clock.evidence(), { offsetMillis: 0, wallMillis: 3 * HOUR });
  assert.equal(clock.millis(), now.wall);
  assert.equal(clock.origin().origin, 'device');
});

test('a sample of an earlier start gives the offset only, and nothing once the clock was set back', () => {
  const { now, clock } = device();
  clock.remember({ offsetMillis: -500, wallAt: now.wall - HOUR });
  assert.deepEqual(clock.evidence(), { offsetMillis: -500, wallMillis: HOUR });
  assert.equal(clock.origin().origin, 'device');
  now.wall -= 2 * HOUR;
  assert.equal(clock.evidence(), undefined);
});

test('a slow answer does not spoil a good sample, but a contradiction replaces it', () => {
  const { now, clock, pass, sample } = device();
  sample(now.wall + 40);
  pass(10_000);
  sample(now.wall + 900 + 200, 900);
  assert.equal(clock.evidence().offsetMillis, 0);
  assert.equal(clock.origin().ageMillis, 0);
  now.wall += HOUR;
  sample(now.wall + 900 - HOUR, 900);
  assert.equal(clock.evidence().offsetMillis, -HOUR);
});

test('an old sample is no server time any more', () => {
  const { now, clock, pass, sample } = device();
  sample(now.wall + 40);
  pass(2 * HOUR);
  assert.equal(clock.origin().origin, 'device');
});
