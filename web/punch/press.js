// The button: the press is written before anything else; a double tap counts once and says so. The place is
// asked for at the press only, only where the employer wants it, and the punch goes on without it.

import { stateWords } from './cards.js';
import { press } from './punch.js';
import { clockFace, t } from './words.js';

/** Taps that the browser itself calls a double tap are one press, if they are as close as that. */
const DOUBLE_TAP_MILLIS = 700;

/** So long a punch waits for its place; with the browser's own question open, somewhat longer. */
const KNOWN_MILLIS = 5_000;
const ASKED_MILLIS = 20_000;

/** Wires the button to the outbox. */
export function wirePress({ button, outbox, clock, getPerson, getDevice, isOffline, onStored, onDoubleTap }) {
  let lastTap = -Infinity;
  let last = null;
  let patience = 0;

  async function pressed(reading) {
    const person = getPerson();
    if (!person) return;
    const { entry, withPlace } = press({
      subject: person.subject,
      reading,
      clock: clock.evidence(reading),
      shownAt: clock.millis(reading),
      offline: isOffline(),
      device: getDevice(),
      holdMillis: person.place ? patience : 0,
    });
    last = entry;
    performance.mark(`punch:pressed:${entry.id}`);
    if (person.place) entry.place = 'without';
    const isStored = await outbox.add(entry);
    if (isStored) performance.mark(`punch:stored:${entry.id}`);
    onStored(entry, isStored);
    if (entry.holdUntil === 0) return;
    const place = await findPlace(patience);
    const found = place ? { frozen: withPlace(place), place: 'with' } : {};
    await outbox.complete(entry.id, found, Date.now());
    onStored(entry, isStored);
  }

  button.addEventListener('click', (event) => {
    const reading = clock.read();
    const isDouble = event.detail > 1 && reading.mono - lastTap < DOUBLE_TAP_MILLIS;
    lastTap = reading.mono;
    if (isDouble && last) onDoubleTap(last);
    else pressed(reading);
  });
  // A key that is held down is one press.
  button.addEventListener('keydown', (event) => event.repeat && event.preventDefault());

  return {
    /** Looks whether the place may be asked for, so that the press need not wait to know. */
    async prepare() {
      patience = getPerson()?.place ? await placePatience() : 0;
    },
  };
}

/** How long to wait for the place; 0 where it cannot be had. */
async function placePatience() {
  if (!navigator.geolocation) return 0;
  const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
  if (permission?.state === 'denied') return 0;
  return permission?.state === 'granted' ? KNOWN_MILLIS : ASKED_MILLIS;
}

/** The place as the contract's evidence, or null. */
function findPlace(patienceMillis) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), patienceMillis);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        resolve({
          latitude,
          longitude,
          ...(accuracy >= 0 && accuracy <= 1_000_000 && { accuracyMeters: Math.round(accuracy) }),
        }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: patienceMillis, maximumAge: 30_000 },
    );
  });
}

/** What a screen reader hears of a punch. */
export const spokenState = (entry, isStored) =>
  t('said', { time: clockFace(entry.shownAt), state: stateWords({ ...entry, isUnsaved: !isStored }) });
