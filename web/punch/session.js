// Who is signed in on this device, and the tokens: kept per person, renewed by one tab at a time.

import { retryAfterMillis } from './plan.js';

/** Renewed so long before it ends. */
const SPARE_MILLIS = 30_000;

/** The server asked to come back later. */
export class Later extends Error {
  constructor(waitMillis) {
    super('later');
    this.waitMillis = waitMillis;
  }
}

/** The signed-in person and that person's tokens. */
export class Session {
  #store;
  #api;
  #alone;
  #now;
  #oidc;
  #unsaved = new Map();

  constructor({ store, api, alone, now = () => Date.now(), oidc = null }) {
    this.#store = store;
    this.#api = api;
    this.#alone = alone;
    this.#now = now;
    this.#oidc = oidc;
  }

  /** Whose page this is, signed in or expired; undefined when nobody's. */
  async person() {
    // First what a full disk did not take: reading from it works, and knows nobody.
    const current =
      this.#unsaved.get('current') ?? (await this.#store.get('notes', 'current').catch(() => undefined));
    return current?.subject && this.#of(current.subject);
  }

  async #of(subject) {
    return this.#unsaved.get(subject) ?? (await this.#store.get('people', subject).catch(() => undefined));
  }

  /** A full disk must not cost anybody the tokens: then they live as long as the page. */
  async #keep(person) {
    const current = { key: 'current', subject: person.subject };
    this.#unsaved.clear();
    try {
      await this.#store.put('people', person);
      await this.#store.put('notes', current);
    } catch {
      this.#unsaved.set('current', current).set(person.subject, person);
    }
  }

  async #update(subject, change) {
    const inMemory = this.#unsaved.get(subject);
    let after = inMemory && change(inMemory);
    try {
      const known = await this.#store.update('people', subject, (person) => {
        after ??= person && change(person);
        return after;
      });
      if (after && known) this.#unsaved.delete(subject);
    } catch {
      if (after) this.#unsaved.set(subject, after);
    }
  }

  /** Signs in with a password; answers null, or the server's answer that says why not. */
  async signIn(login, password) {
    const answer = await this.#api('POST', '/v1/sessions', { body: JSON.stringify({ login, password }) });
    if (!answer.ok) return answer;
    const { accessToken, refreshToken, expiresIn } = answer.body;
    return this.adopt({ access: accessToken, refresh: refreshToken, ...this.#life(expiresIn), login });
  }

  /** Makes these tokens the device's, once the server has said whose they are. */
  async adopt({ login, ...tokens }) {
    const answer = await this.#api('GET', '/v1/me', { token: tokens.access });
    if (!answer.ok) return answer;
    const before = await this.person();
    const person = { ...known(answer.body), login: login ?? answer.body.login, session: tokens };
    if (before && before.subject !== person.subject) await this.#forget(before.subject);
    await this.#keep(person);
    return null;
  }

  /** Asks again who this is: name, place and rights may have changed. */
  async refreshPerson() {
    const person = await this.person();
    const token = person && (await this.bearer(person.subject));
    if (!token) return;
    const answer = await this.#api('GET', '/v1/me', { token });
    if (answer.status === 401) await this.renew(person.subject, token);
    if (answer.ok && answer.body.subject === person.subject) {
      await this.#update(person.subject, (now) => ({ ...now, ...known(answer.body) }));
    }
  }

  /** The token of this person and of nobody else; null when a sign-in is needed. */
  async bearer(subject) {
    const session = (await this.#of(subject))?.session;
    if (!session) return null;
    const now = this.#now();
    if (now < session.expiresAt - SPARE_MILLIS && now >= session.since - SPARE_MILLIS) return session.access;
    try {
      return await this.renew(subject, session.access);
    } catch (failure) {
      if (now < session.expiresAt) return session.access;
      throw failure;
    }
  }

  /** A new token in the place of one that is used up; null when a sign-in is needed. */
  renew(subject, used) {
    return this.#alone('session', async () => {
      const session = (await this.#of(subject))?.session;
      if (!session || session.access !== used) return session?.access ?? null;
      const fresh = session.oidc ? await this.#oidc.renew(session) : await this.#renewHere(session);
      // Whoever signed out meanwhile stays signed out.
      await this.#update(subject, (person) =>
        person.session?.refresh === session.refresh ? { ...person, session: fresh } : undefined,
      );
      return (await this.#of(subject))?.session?.access ?? null;
    });
  }

  async #renewHere({ refresh }) {
    const answer = await this.#api('POST', '/v1/sessions/refresh', {
      body: JSON.stringify({ refreshToken: refresh }),
    });
    if (answer.ok) {
      const { accessToken, refreshToken, expiresIn } = answer.body;
      return { access: accessToken, refresh: refreshToken, ...this.#life(expiresIn) };
    }
    if ([400, 401, 403].includes(answer.status)) return null;
    throw new Later(retryAfterMillis(answer.header('Retry-After'), answer.header('Date'), this.#now()));
  }

  #life(seconds) {
    const since = this.#now();
    return { since, expiresAt: since + seconds * 1000 };
  }

  /** Signs out here at once, and at the server as well as can be; answers where else to. */
  async signOut() {
    const person = await this.person();
    if (!person) return;
    const { access, refresh, oidc } = person.session ?? {};
    await this.#forget(person.subject);
    this.#unsaved.clear();
    await this.#store.remove('notes', 'current').catch(() => {});
    if (access && !oidc) {
      const body = JSON.stringify({ refreshToken: refresh });
      await this.#api('DELETE', '/v1/sessions', { token: access, body }).catch(() => {});
    }
    return oidc;
  }

  /** Takes the tokens away; name and CPF stay for the pending punches of this person. */
  #forget(subject) {
    return this.#update(subject, (person) => ({ ...person, session: null }));
  }
}

const known = ({ subject, name, worker = null, role, employer, place, handInOnly = false }) => ({
  subject,
  name,
  worker,
  role,
  employer: employer?.name ?? '',
  document: employer?.document ?? null,
  place: place?.wanted ? { purpose: place.purpose ?? '' } : null,
  handInOnly,
});
