// CloudFront function, event `viewer-response`: what is for CloudFront alone is taken off the answer.
//
// `s-maxage` is meant for the cache that a publication purges. A reader's proxy, which nobody purges, would obey it, too. What
// not everybody may read is `private` behind this point. Runtime: cloudfront-js-2.0.
import cf from 'cloudfront';

const store = cf.kvs();

async function handler(event) {
  const response = event.response;
  const headers = response.headers;
  delete headers['cache-tag'];
  delete headers['surrogate-key'];
  const control = headers['cache-control'];
  if (control === undefined) return response;
  const named = /^\/v1\/([a-z0-9][a-z0-9-]{0,39})(\.|\/|$)/.exec(event.request.uri);
  let access = 'anonymous';
  if (named !== null) {
    try {
      access = await store.get('provider:' + named[1]);
    } catch (error) {
      access = 'unknown';
    }
  }
  headers['cache-control'] = { value: forReaders(control.value, access === 'anonymous') };
  return response;
}

function forReaders(control, isOpen) {
  return control.split(',').map(function (directive) {
    return directive.trim();
  }).filter(function (directive) {
    return directive !== '' && !/^(s-maxage|proxy-revalidate)\b/i.test(directive);
  }).map(function (directive) {
    return !isOpen && /^public$/i.test(directive) ? 'private' : directive;
  }).join(', ');
}
