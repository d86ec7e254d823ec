// CloudFront's runtime understands less JavaScript than Node, and is close to njs: both must answer alike.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import * as credentials from '../credentials.mjs';
import { basic, load, request, source } from './edge.mjs';

const isMissing = spawnSync('njs', ['-v']).error !== undefined;
const skip = isMissing && process.env.BOXOFFICE_REQUIRE_SERVERS !== '1' ? 'njs is missing: apt-get install njs' : false;

function inNJS(name, store, events) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'boxoffice-njs-'));
  try {
    fs.writeFileSync(path.join(folder, 'cloudfront'), `const store = ${JSON.stringify(store)};
      export default { kvs: function () { return { get: async function (key) {
        if (store[key] === undefined) throw new Error('KeyNotFound');
        return store[key];
      } } } };`);
    fs.writeFileSync(path.join(folder, 'main.js'), `${source(name)}
      (async function () {
        const events = ${JSON.stringify(events)};
        for (let i = 0; i < events.length; i++) {
          const answer = await handler(events[i]);
          console.log(JSON.stringify(answer));
        }
      })();`);
    const run = spawnSync('njs', ['-p', folder, path.join(folder, 'main.js')], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr || run.stdout || String(run.error));
    return run.stdout.trim().split('\n').map((line) => JSON.parse(line));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function inNode(name, store, events) {
  const handler = load(name, store);
  const answers = [];
  for (const event of structuredClone(events)) answers.push(JSON.parse(JSON.stringify(await handler(event))));
  return answers;
}

test('the function that judges readers answers the same in njs', { skip }, async () => {
  const alice = credentials.user('alice', ['acme']);
  const key = credentials.key('k1');
  const store = { 'provider:open': 'anonymous', 'provider:acme': 'authenticated', [alice.key]: alice.value,
    [key.key]: key.value, audience: 'films' };
  const token = (minutes, now) => credentials.token('k1', 'films', minutes, ['acme'], key.value, now);
  const events = [
    request('/v1/open/years', { query: { to: '2', utm_id: 'x', from: '1' } }),
    request('/v1/acme/years'),
    request('/v1/acme/years', { authorization: basic('alice', alice.password) }),
    request('/v1/acme/years', { authorization: basic('alice', 'wrong') }),
    request('/v1/acme/years', { authorization: `Bearer ${token(10)}` }),
    request('/v1/acme/years', { authorization: `Bearer ${token(10, Date.now() - 3_600_000)}` }),
    request('/v1/other/years', { authorization: `Bearer ${token(10)}` }),
    request('/v1/open/../acme'),
    request('/nothing'),
  ];
  const answers = inNJS('viewer-request', store, events);
  assert.deepEqual(answers, await inNode('viewer-request', store, events));
  assert.deepEqual(answers.map((answer) => answer.statusCode ?? 200), [200, 401, 200, 401, 200, 401, 403, 400, 404]);
});

test('the function that prepares answers does the same in njs', { skip }, async () => {
  const store = { 'provider:open': 'anonymous' };
  const events = ['/v1/open/years', '/v1/acme/years'].map((uri) => ({ ...request(uri), response: { statusCode: 200,
    headers: { 'cache-control': { value: 'public, max-age=0, s-maxage=9' }, 'cache-tag': { value: 'x' } } } }));
  const answers = inNJS('viewer-response', store, events);
  assert.deepEqual(answers, await inNode('viewer-response', store, events));
  assert.equal(answers[1].headers['cache-control'].value, 'private, max-age=0');
});
