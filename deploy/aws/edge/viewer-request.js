// CloudFront function, event `viewer-request`: who may read, asked before the cache is.
//
// The cache key has the provider (it is in the path) and never the credential, which is taken off the request here: so that
// there is one copy for all readers. Whom a provider lets read is in the key-value store of the distribution:
//
//   provider:{name}   anonymous | authenticated; a provider without an entry is closed
//   user:{name}       {"salt": "…", "hash": "…", "scopes": ["acme:read"]}; hash = HMAC-SHA256(salt, password), base64url
//   key:{kid}         a secret of signed tokens (JWT, HS256), base64url
//   audience          the "aud" that tokens must name
//
// A hash that is quick is enough for passwords that were generated (256 bits); there is no time here for a slow one, so that
// passwords which people chose must never be put into the store. Runtime: cloudfront-js-2.0, which has ES 5.1 and some later
// parts; `await` may only begin the right side of an assignment.
import cf from 'cloudfront';
import crypto from 'crypto';

const store = cf.kvs();

// Below the provider's name nothing is interpreted here, but a path that anybody after us could read as another one (dots,
// empty parts, anything encoded in the provider's part) is refused.
const providerPath = /^\/v1\/([a-z0-9][a-z0-9-]{0,39})(\.(json|csv|ndjson))?(\/|$)/;
const ambiguous = /\/\/|\/(\.|%2e){1,2}(\/|$)|\\|%2f|%5c|%00/i;
const openPaths = ['/', '/v1', '/openapi.json'];
const tracking = /^(utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|_ga|_gl|igshid|yclid)$/i;

async function handler(event) {
  const request = event.request;
  const path = request.uri;
  if (ambiguous.test(path)) {
    return problem(400, 'Bad Request', 'path-invalid', 'the path has empty, dotted or encoded parts');
  }
  const named = providerPath.exec(path);
  if (named === null && openPaths.indexOf(path) < 0) {
    return problem(404, 'Not Found', 'not-found', 'there is no such path; /openapi.json lists what there is');
  }
  // A browser's preflight request has no credential, and no answer to it has data.
  if (named !== null && request.method !== 'OPTIONS') {
    const refusal = await refuse(named[1], request.headers.authorization);
    if (refusal !== null) return refusal;
  }
  delete request.headers.authorization;
  request.querystring = normalized(request.querystring);
  return request;
}

// null if the reader may read the provider's data; else the answer that says why not.
async function refuse(provider, authorization) {
  const access = await value('provider:' + provider);
  if (access === 'anonymous') return null;
  if (authorization === undefined) {
    return unauthorized('credential-required', 'the data of ' + provider + ' are for readers with a credential', '');
  }
  // Of two credentials nobody could say which was judged.
  const isOne = authorization.multiValue === undefined || authorization.multiValue.length === 1;
  const parts = /^(Basic|Bearer) +([A-Za-z0-9+/=._~-]{1,4096})$/i.exec(authorization.value);
  if (!isOne || parts === null) {
    return unauthorized('credential-refused', 'the credential is neither Basic nor Bearer, or not one', '');
  }
  const judge = parts[1].toLowerCase() === 'basic' ? ofUser : ofToken;
  const scopes = await judge(parts[2]);
  if (scopes === null) {
    const error = judge === ofToken ? ', error="invalid_token"' : '';
    return unauthorized('credential-refused', 'the credential does not hold, or no longer', error);
  }
  if (access !== 'authenticated' || (scopes.indexOf(provider + ':read') < 0 && scopes.indexOf('*:read') < 0)) {
    const answer = problem(403, 'Forbidden', 'scope-missing', 'the credential holds, but not for ' + provider);
    if (judge === ofToken) {
      const scope = 'error="insufficient_scope", scope="' + provider + ':read"';
      answer.headers['www-authenticate'] = { value: 'Bearer realm="boxoffice", ' + scope };
    }
    return answer;
  }
  return null;
}

// The scopes of a Basic user; null if there is none of that name and password.
async function ofUser(encoded) {
  const credential = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = credential.indexOf(':');
  if (colon < 1) return null;
  const name = credential.slice(0, colon);
  if (!/^[A-Za-z0-9._@+-]{1,100}$/.test(name)) return null;
  const entry = await value('user:' + name);
  const stored = parsed(entry);
  // Somebody unknown costs the same as a wrong password.
  const known = stored !== null && typeof stored.hash === 'string' && typeof stored.salt === 'string';
  const hash = crypto.createHmac('sha256', known ? stored.salt : 'nobody').update(credential.slice(colon + 1));
  const isRight = same(hash.digest('base64url'), known ? stored.hash : '');
  return isRight && Array.isArray(stored.scopes) ? stored.scopes : null;
}

// The scopes of a signed token; null if it is not ours, or over.
async function ofToken(token) {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  const header = decoded(parts[0]);
  if (header === null || header.alg !== 'HS256' || !/^[A-Za-z0-9_-]{1,64}$/.test(header.kid)) return null;
  const secret = await value('key:' + header.kid);
  if (secret === null || secret.length < 43) return null;
  const signature = crypto.createHmac('sha256', Buffer.from(secret, 'base64url')).update(parts[0] + '.' + parts[1]);
  if (!same(signature.digest('base64url'), parts[2])) return null;

  const claims = decoded(parts[1]);
  const audience = await value('audience');
  const now = Date.now() / 1000;
  if (claims === null || typeof claims.exp !== 'number' || claims.exp <= now) return null;
  // A minute for clocks that differ; an end is an end.
  if (claims.nbf !== undefined && (typeof claims.nbf !== 'number' || claims.nbf > now + 60)) return null;
  if (audience === null || claims.aud !== audience || typeof claims.scope !== 'string') return null;
  return claims.scope.split(' ');
}

// In a time that tells no more than the length.
function same(left, right) {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return difference === 0;
}

// null if there is no entry. A store that fails looks the same, and closes.
async function value(key) {
  try {
    const entry = await store.get(key);
    return entry;
  } catch (error) {
    return null;
  }
}

function decoded(part) {
  return parsed(Buffer.from(part, 'base64url').toString('utf8'));
}

// null unless it is a JSON object.
function parsed(text) {
  if (text === null) return null;
  try {
    const result = JSON.parse(text);
    return typeof result === 'object' && !Array.isArray(result) ? result : null;
  } catch (error) {
    return null;
  }
}

// One order, and nothing that only counts visitors: the same question has the same key.
function normalized(query) {
  const result = {};
  Object.keys(query).sort().forEach(function (name) {
    if (!tracking.test(name)) result[name] = query[name];
  });
  return result;
}

function unauthorized(code, detail, error) {
  const answer = problem(401, 'Unauthorized', code, detail);
  answer.headers['www-authenticate'] = {
    value: 'Basic realm="boxoffice", charset="UTF-8", Bearer realm="boxoffice"' + error,
  };
  return answer;
}

// As the API's own errors look (RFC 9457).
function problem(status, title, code, detail) {
  return {
    statusCode: status,
    statusDescription: title,
    headers: {
      'content-type': { value: 'application/problem+json' },
      'cache-control': { value: 'no-store' },
      'x-content-type-options': { value: 'nosniff' },
      'access-control-allow-origin': { value: '*' },
    },
    body: JSON.stringify({ title: title, status: status, code: code, detail: detail }) + '\n',
  };
}
