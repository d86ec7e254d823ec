// Runs the functions of the edge as CloudFront does, in Node, with a key-value store of the test's own.
import crypto from 'node:crypto';
import fs from 'node:fs';

export const source = (name) => fs.readFileSync(new URL(`../${name}.js`, import.meta.url), 'utf8');

// The function's handler; `store` is an object of the entries. Reading what is not there throws, as CloudFront's does.
export function load(name, store) {
  const cf = {
    kvs: () => ({
      get: async (key) => {
        if (!Object.hasOwn(store, key)) throw new Error('KeyNotFound');
        return store[key];
      },
    }),
  };
  const code = source(name).replace(/^import .*$/gm, '');
  return new Function('cf', 'crypto', `'use strict'; ${code}; return handler`)(cf, crypto);
}

export function request(uri, { method = 'GET', authorization, query = {} } = {}) {
  const headers = { host: { value: 'd111111abcdef8.cloudfront.net' } };
  if (authorization !== undefined) headers.authorization = { value: authorization };
  const querystring = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, { value }]));
  return { version: '1.0', viewer: { ip: '192.0.2.1' }, request: { method, uri, querystring, headers, cookies: {} } };
}

export const basic = (name, password) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
