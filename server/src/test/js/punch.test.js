import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, deviceZone, monthBeside, monthBounds, rfc3339 } from '../punch/instant.js';
import { exportOf, freeze, press, uuidv7 } from '../punch/punch.js';
import { readLogin } from '../punch/sign-in.js';

const AT = Date.parse('2026-11-22T11:01:37.123Z');

test('a UUIDv7 begins with the millisecond, is lower case and of its version and variant', () => {
  const id = uuidv7(AT, new Uint8Array(10).fill(255));
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(id.replace('-', '').slice(0, 12), 16), AT);
  assert.equal(id.slice(14), '7fff-bfff-ffffffffffff');
  assert.match(uuidv7(AT, new Uint8Array(10)), /-7000-8000-000000000000$/);
  const many = new Set(Array.from({ length: 2_000 }, () => uuidv7(AT)));
  assert.equal(many.size, 2_000);
});

test('an instant has milliseconds and the offset that the zone had then', () => {
  assert.equal(rfc3339(AT), '2026-11-22T08:01:37.123-03:00');
  assert.equal(rfc3339(Date.parse('2018-12-01T10:00:00Z')), '2018-12-01T08:00:00.000-02:00');
  assert.equal(dayOf(Date.parse('2026-11-22T02:59:59Z')), '2026-11-21');
});

test('the zone is the device\'s, or a fixed one where the device does not know it', () => {
  assert.equal(deviceZone(), 'America/Sao_Paulo');
  assert.equal(deviceZone('Etc/Unknown', AT), 'Etc/GMT+3');
  assert.equal(deviceZone(null, AT), 'Etc/GMT+3');
});

test('months have their bounds in the device\'s zone', () => {
  assert.deepEqual(monthBounds('2026-12').map(rfc3339), ['2026-12-01T00:00:00.000-03:00', '2027-01-01T00:00:00.000-03:00']);
  assert.equal(monthBeside('2026-01', -1), '2025-12');
  assert.equal(monthBeside('2026-12', 1), '2027-01');
});

test('the frozen punch has the shape of the contract', () => {
  const { entry, withPlace } = press({
    subject: 's',
    reading: { wall: AT, mono: 5 },
    clock: { offsetMillis: -7, monotonicMillis: 3, wallMillis: 3 },
    shownAt: AT - 7,
    offline: true,
    device: 'd',
    holdMillis: 5_000,
  });
  const item = JSON.parse(entry.frozen);
  assert.deepEqual(item, {
    id: entry.id,
    at: '2026-11-22T08:01:37.123-03:00',
    zone: 'America/Sao_Paulo',
    offline: true,
    collector: 'browser',
    evidence: { clock: { offsetMillis: -7, monotonicMillis: 3, wallMillis: 3 }, device: 'd', app: 'ponto-page 1' },
  });
  assert.equal(entry.holdUntil, AT + 5_000);
  const placed = JSON.parse(withPlace({ latitude: -23.5, longitude: -46.6 }));
  assert.deepEqual(placed, { ...item, evidence: { place: { latitude: -23.5, longitude: -46.6 }, ...item.evidence } });
  assert.deepEqual(JSON.parse(freeze({ id: 'x', at: 'a', zone: 'z', offline: false })).evidence, { app: 'ponto-page 1' });
});

test('the export names subject and employer of each entry and keeps the frozen text byte for byte', () => {
  const frozen = '{"id":"x" , "at":1}';
  const entries = [
    { subject: 'a', frozen },
    { subject: 'b', frozen, problem: '400 no' },
  ];
  const file = JSON.parse(exportOf(entries, [{ subject: 'a', worker: '90000000175', name: 'Ana', document: '11222333000181' }], AT));
  assert.equal(file.format, 'ponto-pending-punches');
  assert.equal(file.version, 1);
  assert.equal(file.exportedAt, '2026-11-22T08:01:37.123-03:00');
  assert.deepEqual(file.entries, [
    { subject: 'a', employer: '11222333000181', worker: '90000000175', name: 'Ana', punch: frozen, problem: null },
    { subject: 'b', employer: null, worker: null, name: null, punch: frozen, problem: '400 no' },
  ]);
});

test('a CPF may be typed with dots and dash; a wrong one is said before anything is sent', () => {
  assert.deepEqual(readLogin(' 900.000.001-75 '), { login: '90000000175' });
  assert.deepEqual(readLogin('90000000175'), { login: '90000000175' });
  assert.deepEqual(readLogin('900.000.001-76'), { login: '90000000176', problem: 'digits' });
  assert.deepEqual(readLogin('111.111.111-11'), { login: '11111111111', problem: 'digits' });
  assert.deepEqual(readLogin('900.000.001-7'), { login: '9000000017', problem: 'length' });
  assert.deepEqual(readLogin('90000000175@11.222.333/0001-81'), { login: '90000000175@11222333000181' });
  assert.deepEqual(readLogin('gestora'), { login: 'gestora' });
  assert.deepEqual(readLogin('4711'), { login: '4711' });
  assert.equal(readLogin('  ').problem, 'missing');
});
