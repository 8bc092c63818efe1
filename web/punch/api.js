// One request to the server, and whether it was the server that answered.

/** A phone in a basement may need so long; a request that hangs must not hold up the sender for ever. */
const PATIENCE_MILLIS = 20_000;

/** Nobody answered, or not the server. */
export class Away extends Error {}

/** Asks the server; tells `onContact` each time whether it answered. */
export function makeApi(onContact = () => {}, fetchIt = (...request) => fetch(...request)) {
  return async function api(method, path, { token, body, headers = {} } = {}) {
    try {
      const response = await fetchIt(path, {
        method,
        body,
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
        },
        cache: 'no-store',
        credentials: 'omit',
        // A network's own sign-in page would answer in the server's place.
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MILLIS),
      });
      const { status, ok, headers: said } = response;
      const answer = { status, ok, body: await read(response), header: (name) => said.get(name) };
      onContact(true);
      return answer;
    } catch (failure) {
      onContact(false);
      throw failure instanceof Away ? failure : new Away(failure.message);
    }
  };
}

async function read(response) {
  const isJson = /^application\/([a-z]+\+)?json/.test(response.headers.get('Content-Type') ?? '');
  if (isJson) return response.json();
  // A proxy speaks for a busy server; whatever else is not JSON does not come from it.
  if (![204, 413, 429].includes(response.status) && response.status < 500) throw new Away('not the server');
  return null;
}
