#!/usr/bin/env node
// Makes what the edge's key-value store has of a reader: entries for `aws cloudfront-keyvaluestore put-key`, and tokens.
//
//   node credentials.mjs user NAME PROVIDER [PROVIDER ...]     {"key", "value", "password"}; the password is shown this once
//   node credentials.mjs key KID                               {"key", "value"}: a secret that signs tokens
//   node credentials.mjs token KID AUDIENCE MINUTES PROVIDER [PROVIDER ...]     the token; the secret on standard input
//
// Passwords and secrets are generated here, 256 bits each: nothing secret is ever an argument.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const providerName = /^[a-z0-9][a-z0-9-]{0,39}$/;
const userName = /^[A-Za-z0-9._@+-]{1,100}$/;
const kidForm = /^[A-Za-z0-9_-]{1,64}$/;

const random = () => crypto.randomBytes(32).toString('base64url');

export function user(name, providers) {
  check(name, userName, 'the user name is 1 to 100 of [A-Za-z0-9._@+-]');
  checkProviders(providers);
  const [password, salt] = [random(), random()];
  const hash = crypto.createHmac('sha256', salt).update(password).digest('base64url');
  const value = JSON.stringify({ salt, hash, scopes: scopes(providers) });
  if (Buffer.byteLength(value) > 1024) throw new Error('an entry has at most 1,024 bytes: too many providers');
  return { key: `user:${name}`, value, password };
}

export function key(kid) {
  check(kid, kidForm, 'the id of a key is 1 to 64 of [A-Za-z0-9_-]');
  return { key: `key:${kid}`, value: random() };
}

export function token(kid, audience, minutes, providers, secret, now = Date.now()) {
  check(kid, kidForm, 'the id of a key is 1 to 64 of [A-Za-z0-9_-]');
  checkProviders(providers);
  if (!(minutes > 0 && minutes <= 1440)) throw new Error('a token lasts 1 to 1440 minutes: it cannot be taken back');
  if (Buffer.from(secret, 'base64url').length < 32) throw new Error('the secret has 32 bytes or more, base64url');
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const scope = scopes(providers).join(' ');
  const exp = Math.floor(now / 1000) + Math.round(minutes * 60);
  const text = `${encoded({ alg: 'HS256', typ: 'JWT', kid })}.${encoded({ aud: audience, scope, exp })}`;
  return `${text}.${crypto.createHmac('sha256', Buffer.from(secret, 'base64url')).update(text).digest('base64url')}`;
}

const scopes = (providers) => providers.map((name) => `${name}:read`);

function checkProviders(providers) {
  if (providers.length === 0) throw new Error('name at least one provider');
  for (const name of providers) check(name, providerName, `${name} is no name of a provider`);
}

function check(text, form, message) {
  if (!form.test(text ?? '')) throw new Error(message);
}

function main([what, ...rest]) {
  switch (what) {
    case 'user': return JSON.stringify(user(rest[0], rest.slice(1)));
    case 'key': return JSON.stringify(key(rest[0]));
    case 'token': {
      const secret = fs.readFileSync(0, 'utf8').trim();
      return token(rest[0], rest[1], Number(rest[2]), rest.slice(3), secret);
    }
    default: throw new Error('say user, key or token; the head of this file shows how');
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(main(process.argv.slice(2)));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 64;
  }
}
