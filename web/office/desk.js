// The frame of the office's pages: who is signed in (the punch page's own session), the language, the way out.

import { Away, makeApi } from '../punch/api.js';
import { alone, onNews, tellOthers } from '../punch/locks.js';
import { isPending, Outbox } from '../punch/outbox.js';
import { retryAfterMillis } from '../punch/plan.js';
import { Session } from '../punch/session.js';
import { readLogin } from '../punch/sign-in.js';
import { DiskStore } from '../punch/store.js';
import { makeAsk } from './ask.js';
import { download } from './download.js';
import { byId, write } from './elements.js';
import { choose, loadWords, spoken, t } from './words.js';

const VIEWS = ['sign-in', 'forbidden', 'page'];

/** Opens the page for those whom `allows(person)` lets in; `onOpen(person, isReturn)` draws it, `onSpeak` draws it anew. */
export async function openDesk({ page, allows, onOpen, onSpeak }) {
  const store = new DiskStore();
  const api = makeApi();
  const oidc = { renew: async (used) => (await import('../punch/oidc.js')).renew(used) };
  const session = new Session({ store, api, alone, oidc });
  const outbox = new Outbox(store);
  let person;
  let opened;
  const asking = makeAsk({ session, api, getSubject: () => person?.subject });

  async function ask(...request) {
    return led(await asking(...request));
  }

  /** Saves a file of the API: `{ path, accept, onBytes }`. */
  async function save(file) {
    return led(await download({ session, subject: person?.subject, ...file }));
  }

  /** Whoever must sign in is told so where it is done. */
  function led(outcome) {
    if (outcome.kind === 'sign-in') {
      show('sign-in');
      write(byId('sign-in-problem'), troubleText(outcome));
      byId('login').focus();
    }
    return outcome;
  }

  function show(view) {
    document.body.dataset.view = view;
    for (const name of VIEWS) byId(`view-${name}`).hidden = name !== view;
    byId('sign-out').hidden = !person;
    byId('to-receipts').hidden = !person?.worker;
    byId('to-inbox').hidden = !['hr', 'auditor'].includes(person?.role);
    byId('to-reports').hidden = !['manager', 'hr', 'auditor'].includes(person?.role);
    write(byId('who'), person ? [person.name, person.employer].filter(Boolean).join(', ') : '');
  }

  async function enter() {
    if (!person?.session) return show('sign-in');
    if (!allows(person)) return show('forbidden');
    show('page');
    const isReturn = opened === person.subject;
    opened = person.subject;
    return onOpen(person, isReturn);
  }

  async function signOut() {
    const pending = (await outbox.all()).filter((entry) => isPending(entry) && entry.subject === person.subject);
    // The punch page warns, and offers the file.
    if (pending.length > 0) return location.assign('/');
    await session.signOut();
    tellOthers({ kind: 'session' });
    return location.reload();
  }

  await loadWords(page);
  const language = byId('language');
  language.value = spoken();
  language.addEventListener('change', () => {
    choose(language.value);
    onSpeak();
  });
  byId('sign-out').addEventListener('click', signOut);
  onNews(async ({ kind }) => {
    if (kind === 'session' && (await session.person())?.subject !== person?.subject) location.reload();
  });
  wireSignIn({ session, api, onSignedIn: async () => {
    tellOthers({ kind: 'session' });
    person = await session.person();
    await enter();
  } });
  person = await session.person().catch(() => undefined);
  if (person?.session) {
    await session.refreshPerson().catch(() => {});
    person = await session.person();
  }
  document.body.dataset.ready = 'true';
  return { ask, save, session, api, outbox, start: enter, getPerson: () => person };
}

/** The same rules as at the punch page: every problem is a sentence beside its field. */
function wireSignIn({ session, api, onSignedIn }) {
  const form = byId('sign-in');
  const { login, password } = form.elements;
  const go = byId('sign-in-go');
  const problem = (field, key, values) => {
    for (const input of [login, password]) input.toggleAttribute('aria-invalid', false);
    field?.setAttribute('aria-invalid', 'true');
    write(byId('login-problem'), field === login && key ? t(key, values) : '');
    write(byId('sign-in-problem'), field !== login && key ? t(key, values) : '');
    field?.focus();
  };

  async function submit() {
    const config = await api('GET', '/config.json');
    // The issuer sends people back to the punch page, from where the link leads here.
    if (config.body?.login === 'oidc') return (await import('../punch/oidc.js')).begin(config.body);
    const read = readLogin(login.value);
    if (read.problem) return problem(login, `signIn.${read.problem}`);
    if (password.value === '') return problem(password, 'signIn.password');
    const refusal = await session.signIn(read.login, password.value);
    if (!refusal) {
      form.reset();
      return onSignedIn();
    }
    const wait = retryAfterMillis(refusal.header('Retry-After'), refusal.header('Date'), Date.now()) ?? 5_000;
    const key = [401, 403, 409].includes(refusal.status) ? `signIn.${refusal.status}` : 'trouble.busy';
    return problem(refusal.status === 409 ? login : password, key, { seconds: Math.ceil(wait / 1000) });
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (go.getAttribute('aria-disabled') === 'true') return;
    go.setAttribute('aria-disabled', 'true');
    problem(null, null);
    try {
      await submit();
    } catch (failure) {
      problem(null, failure instanceof Away ? 'trouble.away' : 'trouble.other');
    }
    go.removeAttribute('aria-disabled');
  });
}

/** What the trouble is and what to do, in a sentence. */
export function troubleText(outcome) {
  const seconds = Math.ceil((outcome.waitMillis ?? 0) / 1000);
  const key = `trouble.${outcome.kind}`;
  return t(key, { seconds, detail: outcome.body?.detail ?? '' });
}
