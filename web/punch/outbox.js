// The punches of this device: written before anything else, never dropped before the server has them for good.

import { isHeld } from './plan.js';

/** A refused punch is offered again now and then: the fault may have been the server's. */
const REFUSED_RETRY_MILLIS = 6 * 3_600_000;
/** For the place, whatever the browser asks its user meanwhile. */
const HOLD_MAX_MILLIS = 60_000;
/** What is recorded stays on the device for its list; the server has it anyway. */
const KEPT_MILLIS = 40 * 86_400_000;

const RANK = { stored: 0, refused: 0, accepted: 1, 'set-aside': 2, recorded: 3 };

/** The entry after a change, or nothing when the change would lead backwards: late news are no news. */
export function changed(entry, change) {
  if (!entry) return undefined;
  if (RANK[change.state] < RANK[entry.state]) return undefined;
  if (RANK[change.state] > 1 && change.state === entry.state) return undefined;
  return { ...entry, ...change };
}

/** Whether the server does not have it yet, as far as is known here. */
export const isPending = (entry) => RANK[entry.state] === 0;

const isOnHold = (entry, now) => isHeld(entry.holdUntil, now, HOLD_MAX_MILLIS);

/** The letter of some entries: the same bytes for the same punch, always. */
export const letterOf = (entries) => `{"punches":[${entries.map((entry) => entry.frozen).join(',')}]}`;

/** The entries, in a store; what the store would not take is kept in memory and tried again. */
export class Outbox {
  #store;
  #unsaved = new Map();

  constructor(store) {
    this.#store = store;
  }

  /** Whether this device keeps everything that it was given. */
  get isSafe() {
    return this.#unsaved.size === 0;
  }

  /** Whether this very entry exists only as long as the page is open. */
  isUnsaved(id) {
    return this.#unsaved.has(id);
  }

  /** Keeps a new punch; answers whether it is on the disk. */
  async add(entry) {
    try {
      await this.#store.put('outbox', entry);
      return true;
    } catch {
      this.#unsaved.set(entry.id, entry);
      return false;
    }
  }

  /** Tries again to write what could not be written. */
  async save() {
    for (const [id, entry] of this.#unsaved) {
      try {
        await this.#store.update('outbox', id, (known) => (known ? changed(known, entry) : entry));
        this.#unsaved.delete(id);
      } catch {
        return;
      }
    }
  }

  async all() {
    let kept = [];
    try {
      kept = await this.#store.all('outbox');
    } catch {
      // Unreadable for the moment; what is in memory is still there.
    }
    const others = kept.filter((entry) => !this.#unsaved.has(entry.id));
    return [...others, ...this.#unsaved.values()].sort((a, b) => a.pressedAt - b.pressedAt);
  }

  async #change(id, change) {
    const inMemory = this.#unsaved.get(id);
    if (inMemory) {
      const after = changed(inMemory, change);
      if (after) this.#unsaved.set(id, after);
      return;
    }
    let after;
    try {
      await this.#store.update('outbox', id, (entry) => (after = changed(entry, change)));
    } catch {
      // Without this memory a full disk would have it sent again and again.
      if (after) this.#unsaved.set(id, after);
    }
  }

  /** What may be sent for this person now, oldest first; a refused one only alone. */
  async sendable(subject, now, max) {
    const own = (await this.all()).filter((entry) => entry.subject === subject);
    const stored = own.filter((entry) => entry.state === 'stored' && !isOnHold(entry, now));
    if (stored.length > 0) return stored.slice(0, max);
    return own.filter((entry) => entry.state === 'refused' && !isHeld(entry.retryAt, now, REFUSED_RETRY_MILLIS)).slice(0, 1);
  }

  /** When the next entry of this person that is held back may go; null when none is. */
  async heldUntil(subject, now) {
    const held = (await this.all()).filter(
      (entry) => entry.subject === subject && entry.state === 'stored' && isOnHold(entry, now),
    );
    return held.length === 0 ? null : Math.min(...held.map((entry) => entry.holdUntil));
  }

  async accepted(entries, receivedAt) {
    for (const { id } of entries) await this.#change(id, { state: 'accepted', receivedAt, problem: null });
  }

  async refused({ id }, problem, now) {
    await this.#change(id, { state: 'refused', problem, retryAt: now + REFUSED_RETRY_MILLIS });
  }

  /** Lets a refused punch go at the next sending. */
  async retry(id) {
    await this.#change(id, { state: 'refused', retryAt: 0 });
  }

  /** Adds what was found out after the press (the place), as long as nothing was sent. */
  async complete(id, frozen, now) {
    const complete = (entry) =>
      entry?.state === 'stored' && isOnHold(entry, now) ? { ...entry, ...frozen, holdUntil: 0 } : undefined;
    if (this.#unsaved.has(id)) this.#unsaved.set(id, complete(this.#unsaved.get(id)) ?? this.#unsaved.get(id));
    else await this.#store.update('outbox', id, complete).catch(() => {});
  }

  /** What the server says became of punches. */
  async settled(states) {
    for (const state of states) await this.#change(state.id, { state: state.status, outcome: state });
  }

  /** Accepted punches of this person whose fate is not known yet. */
  async open(subject) {
    return (await this.all()).filter((entry) => entry.subject === subject && entry.state === 'accepted');
  }

  /** Everything that the server does not have, whoever pressed. */
  async pending() {
    return (await this.all()).filter(isPending);
  }

  /** Forgets what is recorded: of everybody after a while, of one person at once when that one leaves. */
  async tidy(now, leaving = null) {
    for (const entry of await this.all()) {
      const isOld = now - entry.pressedAt > KEPT_MILLIS || entry.subject === leaving;
      if (isOld && RANK[entry.state] > 1) await this.#store.remove('outbox', entry.id).catch(() => {});
    }
  }
}
