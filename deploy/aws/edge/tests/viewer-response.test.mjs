import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, request } from './edge.mjs';

const store = { 'provider:open': 'anonymous', 'provider:acme': 'authenticated' };

async function answered(uri, control, more = {}) {
  const headers = { 'cache-control': { value: control }, ...more };
  const event = { ...request(uri), response: { statusCode: 200, headers } };
  return (await load('viewer-response', store)(event)).headers;
}

test('no reader’s cache is told what is meant for the edge', async () => {
  const current = 'public, max-age=0, must-revalidate, s-maxage=31536000';
  assert.equal((await answered('/v1/open/years', current))['cache-control'].value, 'public, max-age=0, must-revalidate');
  assert.equal((await answered('/v1/acme/years', current))['cache-control'].value, 'private, max-age=0, must-revalidate');
});

test('what only some may read is private for ever, too', async () => {
  const pinned = 'public, max-age=31536000, immutable';
  assert.equal((await answered('/v1/open/@3/years', pinned))['cache-control'].value, pinned);
  for (const path of ['/v1/acme/@3/years', '/v1/acme', '/v1/acme.json', '/v1/unknown/@1/years']) {
    assert.equal((await answered(path, pinned))['cache-control'].value, 'private, max-age=31536000, immutable', path);
  }
});

test('an answer that must not be kept stays so, and what belongs to nobody stays public', async () => {
  assert.equal((await answered('/v1/acme/years', 'no-store'))['cache-control'].value, 'no-store');
  assert.equal((await answered('/openapi.json', 'public, max-age=60'))['cache-control'].value, 'public, max-age=60');
});

test('tags are for the edge; everything else reaches the reader', async () => {
  const headers = await answered('/v1/open', 'public, max-age=0', {
    'cache-tag': { value: 'open,open/current' }, 'surrogate-key': { value: 'open open/current' }, etag: { value: '"a"' },
    'data-edition': { value: '3' },
  });
  assert.deepEqual(Object.keys(headers).sort(), ['cache-control', 'data-edition', 'etag']);
});

test('an answer without the header is left alone', async () => {
  const event = { ...request('/v1/open'), response: { statusCode: 200, headers: { etag: { value: '"a"' } } } };
  assert.deepEqual((await load('viewer-response', store)(event)).headers, { etag: { value: '"a"' } });
});
