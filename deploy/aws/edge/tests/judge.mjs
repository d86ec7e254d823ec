// Puts a list of requests before viewer-request.js, for tests in other languages. On standard input:
//
//   {"store": {"provider:acme": "authenticated", ...}, "requests": [{"path", "authorization", "at"}, ...]}
//
// and on standard output, for each, {"status", "authorization"}: 200 for a request that goes on to the cache, and the
// credential that it still has then. `at` is the time in milliseconds that it is judged at.
import fs from 'node:fs';
import { load, request } from './edge.mjs';

const { store, requests } = JSON.parse(fs.readFileSync(0, 'utf8'));
const judge = load('viewer-request', store);
const answers = [];
for (const { path, authorization, at } of requests) {
  Date.now = () => at;
  const answer = await judge(request(path, { authorization }));
  answers.push({ status: answer.statusCode ?? 200, authorization: answer.headers.authorization?.value ?? null });
}
console.log(JSON.stringify(answers));
