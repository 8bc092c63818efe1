// What the server's clock says, from samples of it and a clock that nobody can set.

/** So far two clocks of one device may part before one of them was set, or the device slept. */
export const DRIFT_MAX_MILLIS = 2_000;
/** Older than this, a time is no longer called the server's. */
const SERVER_AGE_MAX_MILLIS = 3_600_000;
/** As long a better sample is preferred to a newer one. */
const BEST_FOR_MILLIS = 600_000;

/** The server's clock as seen from this device. */
export class ServerClock {
  #wall;
  #mono;
  #sample = null;
  #confirmedAt = 0;

  constructor(wall = () => Date.now(), mono = () => performance.now()) {
    this.#wall = wall;
    this.#mono = mono;
  }

  /** Both clocks of the device, read together. */
  read() {
    return { wall: this.#wall(), mono: this.#mono() };
  }

  /**
   * Learns what the server said between two readings: half the round trip ago it was so late there.
   * Answers the sample to keep for the next start.
   */
  learn(serverMillis, before, after, uncertainMillis = 0) {
    const roundTrip = after.mono - before.mono + 2 * uncertainMillis;
    const sample = {
      offsetMillis: Math.round(serverMillis + (after.mono - before.mono) / 2 - after.wall),
      wallAt: after.wall,
      monoAt: after.mono,
      roundTrip,
    };
    const known = this.#sample;
    const better =
      known?.monoAt === undefined ||
      roundTrip <= known.roundTrip ||
      after.mono - known.monoAt > BEST_FOR_MILLIS ||
      Math.abs(sample.offsetMillis - known.offsetMillis) > (roundTrip + known.roundTrip) / 2;
    if (better) this.#sample = sample;
    this.#confirmedAt = after.mono;
    return { offsetMillis: this.#sample.offsetMillis, wallAt: this.#sample.wallAt };
  }

  /** Takes over the sample of an earlier start; the time since is known by the ordinary clock only. */
  remember(sample) {
    if (!this.#sample && sample) this.#sample = { ...sample, monoAt: undefined };
  }

  /**
   * The clock sample of a punch, as the contract's evidence. Some browsers stop the clock that nobody can
   * set while the device sleeps, which looks as if the other had been set forward: then it is left out,
   * because the server would take the hours of sleep off the punch. A clock set back is always said.
   */
  evidence({ wall, mono } = this.read()) {
    const sample = this.#sample;
    if (!sample) return undefined;
    const wallMillis = Math.round(wall - sample.wallAt);
    const { offsetMillis } = sample;
    if (sample.monoAt === undefined) {
      // Set back since an earlier start: the sample says nothing about the clock of now.
      return wallMillis < 0 ? undefined : { offsetMillis, wallMillis };
    }
    const monotonicMillis = Math.max(0, Math.round(mono - sample.monoAt));
    return wallMillis - monotonicMillis > DRIFT_MAX_MILLIS
      ? { offsetMillis, wallMillis }
      : { offsetMillis, monotonicMillis, wallMillis };
  }

  /** Whether the device's clocks have parted since the sample: time for a new one. */
  hasParted({ wall, mono } = this.read()) {
    const sample = this.#sample;
    if (sample?.monoAt === undefined) return false;
    return Math.abs(wall - sample.wallAt - (mono - sample.monoAt)) > DRIFT_MAX_MILLIS;
  }

  /** The best guess of the server's time at a reading: what a punch of then will be recorded with. */
  millis({ wall, mono } = this.read()) {
    const clock = this.evidence({ wall, mono });
    if (!clock) return wall;
    return wall + clock.offsetMillis + ((clock.monotonicMillis ?? clock.wallMillis) - clock.wallMillis);
  }

  /** Where the time shown comes from, how old the last sample is, and whether the device's is corrected. */
  origin(now = this.read()) {
    const ageMillis = now.mono - this.#confirmedAt;
    const isServer =
      this.#sample?.monoAt !== undefined && !this.hasParted(now) && ageMillis <= SERVER_AGE_MAX_MILLIS;
    return {
      origin: isServer ? 'server' : 'device',
      ageMillis,
      isCorrected: Math.abs(this.millis(now) - now.wall) > 60_000,
    };
  }
}
