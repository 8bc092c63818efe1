// The button: the press is written before anything else; a double tap counts once and says so.

import { stateWords } from './cards.js';
import { press } from './punch.js';
import { findPlace, placePatience } from './place.js';
import { clockFace, t } from './words.js';

/** Taps that the browser itself calls a double tap are one press, if they are as close as that. */
const DOUBLE_TAP_MILLIS = 700;

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
    // Begun in the press itself, as browsers want it for the question; the punch is not kept waiting.
    const place = person.place && patience > 0 ? findPlace(patience) : null;
    const isStored = await outbox.add(entry);
    if (isStored) performance.mark(`punch:stored:${entry.id}`);
    onStored(entry, isStored);
    if (!place) return;
    const found = await place;
    if (found) await outbox.complete(entry.id, { frozen: withPlace(found), place: 'with' }, Date.now());
    else await outbox.complete(entry.id, {}, Date.now());
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

/** What a screen reader hears of a punch. */
export const spokenState = (entry, isStored) =>
  t('said', { time: clockFace(entry.shownAt), state: stateWords({ ...entry, isUnsaved: !isStored }) });
