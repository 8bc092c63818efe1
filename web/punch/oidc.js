// Signing in at another issuer: authorization code with PKCE (S256), state and nonce.

import { Away } from './api.js';

const KEPT = 'ponto.oidc';
const redirectUri = () => `${location.origin}/`;

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

async function discover(issuer) {
  const answer = await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  return answer.json();
}

async function ask(url, form) {
  try {
    const body = form && new URLSearchParams(form);
    return await fetch(url, { method: form ? 'POST' : 'GET', body, credentials: 'omit', cache: 'no-store' });
  } catch (failure) {
    throw new Away(failure.message);
  }
}

/** Leaves for the issuer's own page. */
export async function begin({ issuer, clientId }) {
  const { authorization_endpoint: page } = await discover(issuer);
  const kept = { state: random(), nonce: random(), verifier: random() };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(kept.verifier));
  const url = new URL(page);
  for (const [name, value] of Object.entries({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri(),
    scope: 'openid profile offline_access',
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  })) {
    url.searchParams.set(name, value);
  }
  location.assign(url);
}

/** The tokens, when the issuer has just sent the person back; else null. */
export async function finish({ issuer, clientId, bearer }) {
  const query = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  if (!query.has('state')) return null;
  // Off the address bar at once: a reload must not use the code twice.
  history.replaceState(null, '', '/');
  sessionStorage.removeItem(KEPT);
  if (!kept || query.get('state') !== kept.state || !query.has('code')) throw new Error('not our sign-in');
  const { token_endpoint: endpoint } = await discover(issuer);
  const answer = await ask(endpoint, {
    grant_type: 'authorization_code',
    code: query.get('code'),
    redirect_uri: redirectUri(),
    client_id: clientId,
    code_verifier: kept.verifier,
  });
  const tokens = await answer.json();
  if (!answer.ok || claims(tokens.id_token).nonce !== kept.nonce) throw new Error('the issuer refused');
  return session(tokens, { endpoint, clientId, bearer });
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

function session(tokens, oidc) {
  const since = Date.now();
  return {
    access: tokens[oidc.bearer],
    refresh: tokens.refresh_token ?? null,
    since,
    expiresAt: since + (tokens.expires_in ?? 300) * 1000,
    oidc,
  };
}

/** What an ID token says; it came straight from the issuer, and every server checks its signature. */
function claims(token) {
  const bytes = atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0))));
}
