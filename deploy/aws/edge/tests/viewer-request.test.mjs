import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { test } from 'node:test';
import * as credentials from '../credentials.mjs';
import { basic, load, request, source } from './edge.mjs';

const alice = credentials.user('alice', ['acme']);
const bob = credentials.user('bob', ['globex']);
const signing = credentials.key('k1');
const audience = 'https://films.example.org';

const entries = () => ({
  'provider:open': 'anonymous',
  'provider:acme': 'authenticated',
  'provider:globex': 'authenticated',
  [alice.key]: alice.value,
  [bob.key]: bob.value,
  [signing.key]: signing.value,
  audience,
});

const token = (changes = {}, headerChanges = {}, secret = signing.value) => {
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = { alg: 'HS256', typ: 'JWT', kid: 'k1', ...headerChanges };
  const claims = { aud: audience, scope: 'acme:read', exp: Math.floor(Date.now() / 1000) + 600, ...changes };
  const text = `${encoded(header)}.${encoded(claims)}`;
  const signature = crypto.createHmac('sha256', Buffer.from(secret, 'base64url')).update(text).digest('base64url');
  return `Bearer ${text}.${signature}`;
};

const ask = (event, store = entries()) => load('viewer-request', store)(event);

// What the reader gets: 200 stands for a request that goes on to the cache.
const status = async (event, store) => (await ask(event, store)).statusCode ?? 200;

test('it fits into what CloudFront takes', () => {
  assert.ok(Buffer.byteLength(source('viewer-request')) <= 10_240);
  assert.ok(Buffer.byteLength(source('viewer-response')) <= 10_240);
});

test('a provider who lets everybody read needs no credential, and a wrong one does no harm', async () => {
  assert.equal(await status(request('/v1/open/years')), 200);
  assert.equal(await status(request('/v1/open/years', { authorization: basic('alice', 'wrong') })), 200);
});

test('what belongs to no provider is open', async () => {
  for (const path of ['/', '/v1', '/openapi.json']) assert.equal(await status(request(path)), 200, path);
});

test('without a credential the answer is 401, says how to get in, and is not kept', async () => {
  const answer = await ask(request('/v1/acme/years'));
  assert.equal(answer.statusCode, 401);
  assert.match(answer.headers['www-authenticate'].value, /^Basic realm="boxoffice", charset="UTF-8", Bearer realm="boxoffice"$/);
  assert.equal(answer.headers['cache-control'].value, 'no-store');
  assert.equal(answer.headers['content-type'].value, 'application/problem+json');
  assert.equal(JSON.parse(answer.body).status, 401);
});

test('a provider without an entry is closed, even for somebody known', async () => {
  assert.equal(await status(request('/v1/nobody')), 401);
  assert.equal(await status(request('/v1/nobody', { authorization: basic('alice', alice.password) })), 403);
  assert.equal(await status(request('/v1/nobody', { authorization: token({ scope: 'nobody:read' }) })), 403);
});

test('a store that fails closes every provider', async () => {
  const broken = new Proxy({}, { getOwnPropertyDescriptor: () => { throw new Error('unavailable'); } });
  assert.equal(await status(request('/v1/open/years'), broken), 401);
});

test('Basic: only name and password together let in, and only to the user’s providers', async () => {
  const cases = [
    ['her own', 'acme', basic('alice', alice.password), 200],
    ['her own, in lower case', 'acme', basic('alice', alice.password).replace('Basic', 'basic'), 200],
    ['another provider', 'globex', basic('alice', alice.password), 403],
    ['another password', 'acme', basic('alice', bob.password), 401],
    ['an empty password', 'acme', basic('alice', ''), 401],
    ['a longer password', 'acme', basic('alice', `${alice.password}x`), 401],
    ['nobody', 'acme', basic('carol', alice.password), 401],
    ['no name', 'acme', basic('', alice.password), 401],
    ['a name that is another kind of key', 'acme', basic('../provider', 'x'), 401],
    ['no colon', 'acme', `Basic ${Buffer.from('alice').toString('base64')}`, 401],
    ['no base64', 'acme', 'Basic !!!!', 401],
    ['another scheme', 'acme', 'Digest username=alice', 401],
    ['nothing', 'acme', '', 401],
  ];
  for (const [why, provider, authorization, expected] of cases) {
    assert.equal(await status(request(`/v1/${provider}/years`, { authorization })), expected, why);
  }
});

test('a user of all providers reads each that has an entry', async () => {
  const stored = { ...JSON.parse(alice.value), scopes: ['*:read'] };
  const store = { ...entries(), [alice.key]: JSON.stringify(stored) };
  const authorization = basic('alice', alice.password);
  for (const [provider, expected] of [['acme', 200], ['globex', 200], ['nobody', 403]]) {
    assert.equal(await status(request(`/v1/${provider}`, { authorization }), store), expected, provider);
  }
});

test('a password with colons is whole', async () => {
  const salt = 'salt';
  const hash = crypto.createHmac('sha256', salt).update('a:b:c').digest('base64url');
  const store = { ...entries(), 'user:dora': JSON.stringify({ salt, hash, scopes: ['acme:read'] }) };
  assert.equal(await status(request('/v1/acme', { authorization: basic('dora', 'a:b:c') }), store), 200);
});

test('a user who was removed is out with the next request', async () => {
  const store = entries();
  const event = () => request('/v1/acme/years', { authorization: basic('alice', alice.password) });
  assert.equal(await status(event(), store), 200);
  delete store[alice.key];
  assert.equal(await status(event(), store), 401);
});

test('an entry that is damaged lets nobody in', async () => {
  for (const value of ['', 'null', '[]', '{', '{}', '{"salt":"","hash":"","scopes":["acme:read"]}',
    '{"salt":1,"hash":2,"scopes":["acme:read"]}', JSON.stringify({ ...JSON.parse(alice.value), scopes: 'acme:read' })]) {
    const store = { ...entries(), [alice.key]: value };
    for (const password of [alice.password, '']) {
      const event = request('/v1/acme', { authorization: basic('alice', password) });
      assert.equal(await status(event, store), 401, value);
    }
  }
});

test('Bearer: only what is signed by a key of ours, for us, and not over', async () => {
  const past = Math.floor(Date.now() / 1000) - 1;
  const [head, body, mark] = token().slice(7).split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const cases = [
    ['right', token(), 200],
    ['made by the command', `Bearer ${credentials.token('k1', audience, 5, ['acme'], signing.value)}`, 200],
    ['several scopes', token({ scope: 'globex:read acme:read' }), 200],
    ['from a minute ahead at most', token({ nbf: past + 30 }), 200],
    ['over', token({ exp: past }), 401],
    ['without an end', token({ exp: undefined }), 401],
    ['an end that is no number', token({ exp: '9999999999' }), 401],
    ['not yet', token({ nbf: past + 600 }), 401],
    ['for somebody else', token({ aud: 'https://other.example.org' }), 401],
    ['for nobody', token({ aud: undefined }), 401],
    ['signed by another key', token({}, {}, credentials.key('k1').value), 401],
    ['by a key that there is not', token({}, { kid: 'k2' }), 401],
    ['by an entry that is no key', token({}, { kid: '../audience' }), 401],
    ['without a key', token({}, { kid: undefined }), 401],
    ['by no algorithm', token({}, { alg: 'none' }), 401],
    ['by another algorithm', token({}, { alg: 'HS512' }), 401],
    ['without a signature', `Bearer ${none}.${body}.`, 401],
    ['with another body', `Bearer ${head}.${token({ scope: 'globex:read' }).split('.')[1]}.${mark}`, 401],
    ['in two parts', `Bearer ${head}.${body}`, 401],
    ['no JSON', `Bearer ${head}.e30x.${mark}`, 401],
    ['of another provider', token({ scope: 'globex:read' }), 403],
    ['another right', token({ scope: 'acme:write' }), 403],
    ['all providers', token({ scope: '*:read' }), 200],
    ['no scope', token({ scope: '' }), 403],
    ['a scope that only begins so', token({ scope: 'acme:readable acme' }), 403],
  ];
  for (const [why, authorization, expected] of cases) {
    assert.equal(await status(request('/v1/acme/years', { authorization })), expected, why);
  }
});

test('a key that is too short signs nothing', async () => {
  const short = Buffer.from('short').toString('base64url');
  const event = request('/v1/acme', { authorization: token({}, {}, short) });
  assert.equal(await status(event, { ...entries(), 'key:k1': short }), 401);
});

test('two credentials are none', async () => {
  const event = request('/v1/acme', { authorization: basic('alice', alice.password) });
  event.request.headers.authorization.multiValue = [{ value: basic('alice', alice.password) }, { value: 'Basic x' }];
  assert.equal(await status(event), 401);
});

test('no way of writing a path reaches another provider than the one that was judged', async () => {
  const store = { ...entries(), 'provider:%61cme': 'anonymous' };
  const paths = ['/v1/%61cme/years', '/v1/ACME/years', '/v1//acme/years', '//v1/acme/years', '/v1/open/../acme/years',
    '/v1/open/%2e%2e/acme/years', '/v1/open/.%2E/acme', '/v1/./acme/years', '/v1/open%2f..%2facme', '/v1/open\\..\\acme',
    '/v1/open%5c..%5cacme', '/V1/acme/years', '/v1/acme%00/years', '/v1/acme;x/years', '/v1/acme.xml', '/v1/',
    '/v1/-acme', '/v2/acme', '/metrics', '/health/ready'];
  for (const path of paths) assert.ok([400, 404].includes(await status(request(path), store)), path);
});

test('every form of a provider’s path is judged', async () => {
  const paths = ['/v1/acme', '/v1/acme/', '/v1/acme.json', '/v1/acme.csv', '/v1/acme/@3/years', '/v1/acme/years.csv',
    '/v1/acme/editions/1/diff/2.ndjson'];
  for (const path of paths) assert.equal(await status(request(path)), 401, path);
});

test('a browser’s preflight request passes, and takes nothing along', async () => {
  const event = request('/v1/acme/years', { method: 'OPTIONS', authorization: 'Basic x' });
  assert.equal((await ask(event)).headers.authorization, undefined);
});

test('all entitled readers make the same request of the cache, and none of them with a credential', async () => {
  const asked = [];
  for (let i = 0; i < 1000; i++) {
    const reader = credentials.user(`reader-${i}`, ['acme']);
    const store = { ...entries(), [reader.key]: reader.value };
    const query = i % 2 ? { from: '2001', to: '2010' } : { to: '2010', utm_source: `mail-${i}`, from: '2001' };
    const authorization = i % 3 ? basic(`reader-${i}`, reader.password) : token();
    const passed = await ask(request('/v1/acme/years', { authorization, query }), store);
    assert.equal(passed.headers.authorization, undefined);
    asked.push(JSON.stringify(passed));
  }
  assert.equal(new Set(asked).size, 1);
});

test('a query keeps what the API is to see: repeated and unknown names too', async () => {
  const event = request('/v1/open/years', { query: { to: '2', from: '1', srot: 'x', fbclid: 'y' } });
  event.request.querystring.from.multiValue = [{ value: '1' }, { value: '3' }];
  const { querystring } = await ask(event);
  assert.deepEqual(Object.keys(querystring), ['from', 'srot', 'to']);
  assert.equal(querystring.from.multiValue.length, 2);
});

test('no answer shows a credential', async () => {
  for (const authorization of [basic('alice', 'canary-pass'), 'Bearer canary.to.ken', basic('canary', 'x')]) {
    const answer = JSON.stringify(await ask(request('/v1/acme', { authorization })));
    assert.doesNotMatch(answer, /canary|Y2FuYXJ5/);
  }
});
