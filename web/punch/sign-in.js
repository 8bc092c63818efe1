// The sign-in form: every problem is a sentence beside its field that says what to do.

import { Away } from './api.js';
import { retryAfterMillis } from './plan.js';
import { span, t } from './words.js';

const byId = (id) => document.getElementById(id);

/** Wires the form; `onSignedIn` is called when somebody is. */
export function wireSignIn({ session, getConfig, onSignedIn }) {
  const form = byId('sign-in');
  const { login, password } = form.elements;
  const go = byId('sign-in-go');
  const isOidc = () => getConfig().login === 'oidc';

  function problem(field, text) {
    for (const input of [login, password]) {
      if (input === field) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
    byId('login-problem').textContent = field === login ? text : '';
    byId('sign-in-problem').textContent = field === login ? '' : text;
    field?.focus();
  }

  async function submit() {
    if (isOidc()) return (await import('./oidc.js')).begin();
    const { login: name, problem: wrong } = readLogin(login.value);
    if (wrong === 'missing') return problem(login, t('problem.loginMissing'));
    if (wrong === 'length') return problem(login, t('problem.loginLength'));
    if (wrong === 'digits') return problem(login, t('problem.loginDigits'));
    if (password.value === '') return problem(password, t('problem.passwordMissing'));
    const refusal = await session.signIn(name, password.value);
    if (refusal) return problem(refusal.status === 409 ? login : password, reason(refusal));
    form.reset();
    password.type = 'password';
    return onSignedIn();
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    // Not disabled: a disabled button loses the focus.
    if (go.getAttribute('aria-disabled') === 'true') return;
    go.setAttribute('aria-disabled', 'true');
    go.textContent = t('signingIn');
    problem(null, '');
    try {
      await submit();
    } catch (failure) {
      if (!(failure instanceof Away)) console.error(failure);
      problem(null, t(failure instanceof Away ? 'problem.away' : 'problem.other'));
    }
    go.removeAttribute('aria-disabled');
    label();
  });

  byId('show-password').addEventListener('change', (event) => {
    password.type = event.target.checked ? 'text' : 'password';
  });

  function label() {
    go.textContent = t(isOidc() ? 'signInOidc' : 'signIn');
  }

  /** Shows the form for this expired person, or for anybody. */
  return function show(person) {
    const { setup } = getConfig();
    for (const field of form.querySelectorAll('.field')) field.hidden = isOidc();
    byId('sign-in-title').textContent = t(person ? 'signInTitleAgain' : 'signInTitle');
    const why = person ? t('signInAgainWhy', { name: person.name }) : t(setup ? 'signInSetup' : 'signInWhy');
    byId('sign-in-why').textContent = why;
    byId('back').hidden = !person;
    if (person?.login && login.value === '') login.value = person.login;
    label();
  };
}

function reason(answer) {
  const millis = retryAfterMillis(answer.header('Retry-After'), answer.header('Date'), Date.now());
  const values = { span: span(millis ?? 5_000) };
  switch (answer.status) {
    case 401:
      return t('problem.401');
    case 403:
      return t('problem.403');
    case 409:
      return t('problem.409');
    case 429:
      return t('problem.429', values);
    default:
      return answer.status >= 500 ? t('problem.503', values) : t('problem.other');
  }
}

/** Whether the two check digits fit. */
export function isCpf(digits) {
  if (!/^[0-9]{11}$/.test(digits) || /^(.)\1{10}$/.test(digits)) return false;
  const check = (length) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += Number(digits[i]) * (length + 1 - i);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

/** The login to send, and what is wrong with it: 'missing', 'length' or 'digits'. */
export function readLogin(typed) {
  const [name, ...employer] = typed.trim().split('@');
  const behind = employer.length > 0 ? `@${employer.join('@').replace(/[.\s/-]/g, '')}` : '';
  if (name === '') return { login: '', problem: 'missing' };
  const digits = name.replace(/[.\s-]/g, '');
  if (!/^[0-9]+$/.test(digits)) return { login: name.trim() + behind };
  if (digits.length === 11) {
    return { login: digits + behind, ...(isCpf(digits) ? {} : { problem: 'digits' }) };
  }
  // A number with the dots of a CPF is meant as one; another may be somebody's login.
  return digits === name.trim() ? { login: digits + behind } : { login: digits, problem: 'length' };
}
