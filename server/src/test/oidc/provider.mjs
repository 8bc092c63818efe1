// A certified OpenID Connect provider for the tests, on loopback. Commands come as JSON lines on standard input,
// each is answered with one line; it ends when that input does.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

// Before the provider is loaded: its time can be moved as the clock's and the phone's.
const Right = Date;
let ahead = 0;
globalThis.Date = class Date extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + ahead);
    else super(...given);
  }
  static now() {
    return Right.now() + ahead;
  }
};
const { default: Provider } = await import('oidc-provider');

const LIFE_SECONDS = 600;
let keys;
let redirects = [];
let format = 'jwt';
let current;
const asked = [];

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => resolve(free));
  });
});
const issuer = `http://127.0.0.1:${port}`;

/** A login is `role,document` or `role,document,cpf`: what the tests want to be is what they are. */
function claimsOf(login) {
  const [role, employer, worker] = login.split(',');
  return {
    sub: login,
    name: `Pessoa ${role}`,
    ponto_role: role,
    ponto_employer: employer,
    ...(worker ? { ponto_worker: worker } : {}),
  };
}

function make() {
  const provider = new Provider(issuer, {
    jwks: { keys },
    clients: [
      {
        client_id: 'ponto',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: redirects,
        post_logout_redirect_uris: redirects,
      },
    ],
    cookies: { keys: ['a test has no secrets'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'name', 'ponto_role', 'ponto_employer', 'ponto_worker'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id) }),
    extraTokenClaims: (_, token) => claimsOf(token.accountId),
    clientBasedCORS: () => true,
    // The page asks for offline_access without forcing a consent each time.
    issueRefreshToken: () => true,
    features: {
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:ponto',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'openid', audience: 'ponto', accessTokenFormat: format }),
      },
    },
    ttl: { AccessToken: LIFE_SECONDS, IdToken: LIFE_SECONDS, RefreshToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 3_600 },
  });
  // Its pages would like a font from elsewhere.
  provider.use(async (context, next) => {
    await next();
    if (typeof context.body === 'string') context.body = context.body.replace(/@import url[^;]*;/, '');
  });
  current = provider.callback();
}

const server = createServer((request, response) => {
  asked.push(request.url);
  return current(request, response);
});
const listen = () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));

const commands = {
  /** These keys, the first signs. */
  keys(given) {
    keys = given;
    make();
  },
  redirects(given) {
    redirects = given;
    make();
  },
  ahead(millis) {
    ahead = millis;
  },
  async away(isAway) {
    if (!isAway) return listen();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  },
  /** The paths asked for since the last time. */
  asked: () => asked.splice(0).join(' '),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [[name, value]] = Object.entries(JSON.parse(line));
  if (name === 'start') {
    keys = value;
    make();
    await listen();
    console.log(issuer);
  } else {
    console.log((await commands[name](value)) ?? 'done');
  }
}
process.exit(0);
