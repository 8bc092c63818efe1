// Signing in at another issuer: authorization code with PKCE (S256), state and nonce.

import { Away } from './api.js';

const KEPT = 'ponto.oidc';
const home = () => `${location.origin}/`;

const random = () => crypto.randomUUID() + crypto.randomUUID();

async function ask(url, form) {
  try {
    const body = form && new URLSearchParams(form);
    return await fetch(url, { method: form ? 'POST' : 'GET', body, cache: 'no-store' });
  } catch (failure) {
    throw new Away(failure.message);
  }
}

function go(page, query) {
  const url = new URL(page);
  for (const name in query) url.searchParams.set(name, query[name]);
  location.assign(url);
}

/** Leaves for the issuer's own page. */
export async function begin() {
  const { authorizationEndpoint, clientId, scopes } = await (await ask('/config.json')).json();
  if (!authorizationEndpoint) throw new Away('the issuer is away');
  const kept = { state: random(), nonce: random(), verifier: random() };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(kept.verifier));
  const challenge = btoa(String.fromCharCode(...new Uint8Array(digest)));
  go(authorizationEndpoint, {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: home(),
    scope: scopes,
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: challenge.replaceAll('+', '-').replaceAll('/', '_').replace('=', ''),
    code_challenge_method: 'S256',
  });
}

/** The tokens, when the issuer has just sent the person back; else null. */
export async function finish({ issuer, clientId, bearer, tokenEndpoint: endpoint, endSessionEndpoint: end }) {
  const query = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  if (!query.has('state')) return null;
  // Off the address bar at once: a reload must not use the code twice.
  history.replaceState(null, '', '/');
  sessionStorage.removeItem(KEPT);
  if (kept?.state !== query.get('state') || !query.has('code') || (query.get('iss') ?? issuer) !== issuer) {
    throw new Error('not our sign-in');
  }
  const answer = await ask(endpoint, {
    grant_type: 'authorization_code',
    code: query.get('code'),
    redirect_uri: home(),
    client_id: clientId,
    code_verifier: kept.verifier,
  });
  const tokens = await answer.json();
  if (!answer.ok || claims(tokens.id_token).nonce !== kept.nonce) throw new Error('the issuer refused');
  return session(tokens, { endpoint, clientId, bearer, end });
}

/** New tokens for used ones; null when the issuer wants a new sign-in. */
export async function renew({ refresh, oidc }) {
  if (!refresh) return null;
  const form = { grant_type: 'refresh_token', refresh_token: refresh, client_id: oidc.clientId };
  const answer = await ask(oidc.endpoint, form);
  if (answer.status >= 500 || answer.status === 429) throw new Away('the issuer is busy');
  if (!answer.ok) return null;
  return session({ refresh_token: refresh, ...(await answer.json()) }, oidc);
}

/** Signs out at the issuer too, where it has a page for that. */
export function leave({ end, clientId, hint }) {
  if (end) go(end, { client_id: clientId, post_logout_redirect_uri: home(), id_token_hint: hint });
}

function session(tokens, oidc) {
  const access = tokens[oidc.bearer];
  if (!access) return null;
  const { exp, iat } = claims(access);
  const since = Date.now();
  return {
    access,
    refresh: tokens.refresh_token ?? null,
    since,
    expiresAt: since + (exp - iat) * 1000,
    oidc: { ...oidc, hint: tokens.id_token ?? oidc.hint },
  };
}

/**
 * What a token says of itself; it came straight from the issuer, and every server checks its signature. Names
 * in it would not be legible so.
 */
const claims = (token) => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
