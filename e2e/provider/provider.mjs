// The certified `oidc-provider`, as a rig: what Cellier signs in with here, it signs in with anywhere.
//
//   node e2e/provider/provider.mjs PORT REDIRECT_URI [POST_LOGOUT_REDIRECT_URI [BACKCHANNEL_LOGOUT_URI]]
//
// Loopback only. PORT 0 takes a free one. Prints one line when ready: `ready http://127.0.0.1:PORT`, the issuer.
// Without the last two arguments: `/` of the application's origin, and no back-channel logout.
//
// People (any password): alice (storage-admins, team-a), bob (team-b). Client: cellier / cellier-secret, by
// client_secret_basic, code with PKCE (S256), refresh tokens that rotate, RP-initiated logout. The sign-in page has the
// fields `login` and `password`; another login ends in an error page; no consent is asked. Keys and sessions live in
// memory: a restart is a key rotation without overlap, and everybody's session ends.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [port, redirectUri, postLogoutRedirectUri, backchannelLogoutUri] = process.argv.slice(2);
if (!/^\d+$/.test(port ?? '') || !URL.canParse(redirectUri)) {
  console.error('usage: provider.mjs PORT REDIRECT_URI [POST_LOGOUT_REDIRECT_URI [BACKCHANNEL_LOGOUT_URI]]');
  process.exit(2);
}

const people = new Map(Object.entries({
  alice: {
    name: 'Alice Tremblay', given_name: 'Alice', family_name: 'Tremblay', email: 'alice@example.test',
    groups: ['storage-admins', 'team-a'],
  },
  bob: {
    name: 'Bob Singh', given_name: 'Bob', family_name: 'Singh', email: 'bob@example.test', groups: ['team-b'],
  },
}));

const client = {
  client_id: 'cellier',
  client_secret: 'cellier-secret',
  redirect_uris: [redirectUri],
  post_logout_redirect_uris: [postLogoutRedirectUri ?? new URL('/', redirectUri).href],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token'],
  ...(backchannelLogoutUri && {
    backchannel_logout_uri: backchannelLogoutUri,
    backchannel_logout_session_required: true,
  }),
};

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
}

const hour = 3600;
const configuration = {
  clients: [client],
  jwks: { keys: [signingKey()] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  pkce: { required: () => true },
  scopes: ['openid', 'offline_access', 'profile', 'email', 'groups'],
  claims: {
    openid: ['sub'],
    profile: ['name', 'given_name', 'family_name', 'preferred_username'],
    email: ['email', 'email_verified'],
    groups: ['groups'],
  },
  // The claims stand in the ID token too, as with most providers.
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  // A refresh token for whoever may use one; without `offline_access` it ends with the session.
  issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  ttl: {
    AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: hour,
    RefreshToken: 12 * hour, Session: 12 * hour, Grant: 12 * hour,
  },
  findAccount: (_context, id) => {
    const person = people.get(id);
    return person && {
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, email_verified: true, ...person }),
    };
  },
  // The library reaches no loopback address of its own accord; the application's is the one it may.
  fetch: (url, { dispatcher, ...options }) =>
    fetch(url, String(url) === backchannelLogoutUri ? options : { dispatcher, ...options }),
  // What the application asks for is granted without a question.
  async loadExistingGrant({ oidc }) {
    const granted = oidc.result?.consent?.grantId ?? oidc.session.grantIdFor(oidc.client.clientId);
    const grant = granted
      ? await oidc.provider.Grant.find(granted)
      : new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
    grant.addOIDCScope(configuration.scopes.join(' '));
    await grant.save();
    return grant;
  },
};

const server = createServer();
server.listen(Number(port), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  // The library notes on standard output that the built-in pages are for development: they are.
  console.info = () => {};
  const provider = new Provider(issuer, configuration);
  const failures = ['server_error', 'backchannel.error', 'grant.error', 'authorization.error'];
  for (const event of failures) {
    provider.on(event, (_context, error) => console.error(event, error.message, error.error_detail ?? ''));
  }
  server.on('request', provider.callback());
  console.log(`ready ${issuer}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
