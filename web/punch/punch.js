// The one punch item, complete at the press: its text is what is sent, byte for byte, until the 202.

import { deviceZone, rfc3339 } from './instant.js';

/** A UUIDv7 (RFC 9562) in lower case: the millisecond of the press (a clock before 1970 counts as 1970), then 74 random bits. */
export function uuidv7(millis, random = crypto.getRandomValues(new Uint8Array(10))) {
  const time = Math.floor(Math.max(0, millis)).toString(16).padStart(12, '0').slice(-12);
  const bytes = Uint8Array.from(random);
  bytes[0] = 0x70 | (bytes[0] & 0x0f);
  bytes[2] = 0x80 | (bytes[2] & 0x3f);
  const rest = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
}

/** What the evidence calls this program. */
export const APP = 'ponto-page 1';

/**
 * The frozen text. The collector is always the browser (AFD 02), installed or not: it is the same program
 * from the same address, run by the browser; "app" (01) is for one that is not.
 */
export function freeze({ id, at, zone, offline, clock, device, place }) {
  const evidence = { ...(place && { place }), ...(clock && { clock }), ...(device && { device }), app: APP };
  return JSON.stringify({ id, at, zone, offline, collector: 'browser', evidence });
}

/** The entry for the outbox: the punch of this reading of the clocks, and what the list shows of it. */
export function press({ subject, reading, clock, shownAt, offline, device, holdMillis = 0 }) {
  const id = uuidv7(reading.wall);
  const parts = { id, at: rfc3339(reading.wall), zone: deviceZone(), offline, clock, device };
  return {
    entry: {
      id,
      subject,
      frozen: freeze(parts),
      pressedAt: reading.wall,
      shownAt,
      state: 'stored',
      holdUntil: holdMillis > 0 ? reading.wall + holdMillis : 0,
    },
    /** The same punch with the place, for as long as nothing was sent. */
    withPlace: (place) => freeze({ ...parts, place }),
  };
}

/** The file of pending punches, which `./ponto hand-in` takes. */
export function exportOf(entries, people, now) {
  const personOf = new Map(people.map((person) => [person.subject, person]));
  return JSON.stringify(
    {
      format: 'ponto-pending-punches',
      version: 1,
      exportedAt: rfc3339(now),
      entries: entries.map(({ subject, frozen, problem }) => ({
        subject,
        employer: personOf.get(subject)?.document ?? null,
        worker: personOf.get(subject)?.worker ?? null,
        name: personOf.get(subject)?.name ?? null,
        punch: frozen,
        problem: problem ?? null,
      })),
    },
    null,
    1,
  );
}
