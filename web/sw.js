// The service worker: the page's files for the hours without signal, and sending while no page is open.
//
// The files are kept in one cache a version, and the version is the digest of their contents: nothing has to be
// counted up by hand. A version comes in whole or not at all (it is read twice and must be the same), it is
// never changed afterwards, and a page gets all its files from the one that its first file came from. What was
// pressed lies in IndexedDB and in none of these caches.

import { makeApi } from './punch/api.js';
import { alone, tellOthers } from './punch/locks.js';
import { renew } from './punch/oidc.js';
import { Outbox } from './punch/outbox.js';
import { makeSender } from './punch/sender.js';
import { Session } from './punch/session.js';
import { DiskStore } from './punch/store.js';

const MODULES =
  'api cards clock connection follow history instant leave locks main oidc outbox plan press punch sender ' +
  'session sign-in store words worker';
const SHELL = [
  ...['', 'icon-192.png', 'icon.svg', 'manifest.webmanifest'],
  ...['punch/en.json', 'punch/pt-BR.json', 'punch/punch.css'],
  ...MODULES.split(' ').map((name) => `punch/${name}.js`),
].map((name) => `/${name}`);
const KEPT = 'shell-versions';
const versionOf = new Map();
let looking;

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(bringIn());
});

addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || !SHELL.includes(url.pathname)) return;
  if (request.mode === 'navigate') {
    event.respondWith(page(event, url.pathname));
    event.waitUntil(lookForNew());
  } else {
    event.respondWith(part(event, url.pathname));
  }
});

addEventListener('sync', (event) => event.waitUntil(sendAll()));

/** The version that new pages get, and the one before, which an open page may still be of. */
async function versions() {
  const kept = await (await caches.open(KEPT)).match('/versions');
  return kept ? kept.json() : [];
}

async function page(event, path) {
  const [newest] = await versions();
  if (newest) versionOf.set(event.resultingClientId, newest);
  return (await kept(newest, path)) ?? fetch(event.request);
}

async function part(event, path) {
  const version = versionOf.get(event.clientId) ?? (await versions())[0];
  return (await kept(version, path)) ?? fetch(event.request);
}

async function kept(version, path) {
  return version && (await caches.open(version)).match(path);
}

async function lookForNew() {
  looking ??= bringIn().catch(() => {});
  if (await looking) for (const client of await clients.matchAll()) client.postMessage('new-version');
  looking = undefined;
}

/** Keeps the server's files as a version of their own; answers whether it is a new one. */
async function bringIn() {
  const [newest, before] = await versions();
  const first = await read();
  if (first.version === newest) return false;
  const second = await read();
  if (second.version !== first.version) throw new Error('the server is being updated: tried again later');
  const cache = await caches.open(second.version);
  for (const [path, response] of second.files) await cache.put(path, response);
  const both = JSON.stringify([second.version, newest].filter(Boolean));
  await (await caches.open(KEPT)).put('/versions', new Response(both));
  if (before && before !== second.version) await caches.delete(before);
  return !!newest;
}

async function read() {
  const files = await Promise.all(
    SHELL.map(async (path) => {
      const response = await fetch(path, { cache: 'no-cache', redirect: 'error' });
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return [path, response, await response.clone().arrayBuffer()];
    }),
  );
  const digests = await Promise.all(files.map(([, , bytes]) => crypto.subtle.digest('SHA-256', bytes)));
  const all = new Uint8Array(await new Blob(digests).arrayBuffer());
  const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', all))];
  const version = `shell-${digest.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return { version, files };
}

/** Background Sync: sends what waits; a failure makes the browser come again. */
async function sendAll() {
  const store = new DiskStore();
  const outbox = new Outbox(store);
  const api = makeApi();
  const session = new Session({ store, api, alone, oidc: { renew } });
  const sender = makeSender({ outbox, store, session, api, alone, onChange: () => tellOthers({ kind: 'changed' }) });
  const { state } = await sender.send();
  if (state === 'away' || state === 'paused') throw new Error(`not sent: ${state}`);
}
