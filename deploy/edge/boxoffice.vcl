# The edge in front of the API: balances, keeps what may be kept, and drops it when a publication says so.
#
#   backends.vcl    the API processes and who may purge: yours to edit
#   access.vcl      who may read which provider
#
# README.md beside this file says how to start it; docs/publishing.md why nothing old is ever served.
vcl 4.1;

import directors;
import std;
import var;
import xkey;

include "./backends.vcl";
include "./access.vcl";

# ---- Floors -----------------------------------------------------------------------------------------------------------
#
# A purge names a tag and a floor: the sequence of the publication below which nothing may be kept under the tag. Floors
# are global variables, one for each tag. They are a part of the cache key, so that a request that comes after a purge
# neither finds what was kept before it nor waits for what was being fetched before it, however late that arrives. They are
# gone when Varnish restarts, as is everything they are about.

sub recv_purge {
  # Only where nobody but the publisher reaches it. Behind a proxy on this machine every client has a local address: the
  # socket is what tells them apart.
  if (local.socket != "purge" || client.ip !~ purgers) {
    return (synth(405));
  }
  if (req.http.Surrogate-Key !~ "^[a-z0-9_][a-z0-9-]*(/current|/@[0-9]+)?$" || req.http.Publication-Floor !~ "^[0-9]{1,15}$") {
    return (synth(400));
  }
  # Never lower: a purge may come late, or twice.
  if (std.integer(req.http.Publication-Floor, 0) > std.integer(var.global_get("floor " + req.http.Surrogate-Key), 0)) {
    var.global_set("floor " + req.http.Surrogate-Key, req.http.Publication-Floor);
  }
  # What can be found no more need not be kept any longer either.
  set req.http.X-Purged = xkey.purge(req.http.Surrogate-Key);
  return (synth(200));
}

# ---- Requests ---------------------------------------------------------------------------------------------------------

sub vcl_recv {
  if (req.method == "PURGE") {
    call recv_purge;
  }
  # The port for purges answers nothing else.
  if (local.socket == "purge") {
    return (synth(404));
  }
  if (req.method != "GET" && req.method != "HEAD" && req.method != "OPTIONS") {
    return (synth(405));
  }
  if (req.http.Transfer-Encoding || (req.http.Content-Length && req.http.Content-Length != "0")) {
    return (synth(413));
  }
  # http://host/path is asked for by its path, whoever the host is.
  set req.url = regsub(req.url, "^https?://[^/?]*/?", "/");
  if (req.url ~ "^.{8193}") {
    return (synth(414));
  }
  call recv_normalize;
  call access_recv;
  set req.backend_hint = api.backend(by=URL);
  if (req.method == "OPTIONS" || !req.http.X-Provider) {
    # The page at / changes with each publication of anybody, and other spellings of a path have no key of ours.
    if (req.url != "/openapi.json" || req.method == "OPTIONS") {
      return (pass);
    }
  }
  # While a backend is there what is kept is never served beyond its time, and when none is, what is right still is.
  if (std.healthy(req.backend_hint)) {
    set req.grace = 0s;
  }
  return (hash);
}

# One spelling for each question, so that it is kept once.
sub recv_normalize {
  unset req.http.X-Provider;
  unset req.http.X-Pinned;
  # What newsletters and social networks add says nothing to the API. All but the first, then the first.
  set req.url = regsuball(req.url, "&(utm_[a-z0-9_]+|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|mc_[ce]id|_ga|_gl|igshid|ttclid|twclid|yclid|srsltid)(=[^&]*)?(?=&|$)", "");
  set req.url = regsub(req.url, "^([^?]*\?)(utm_[a-z0-9_]+|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|mc_[ce]id|_ga|_gl|igshid|ttclid|twclid|yclid|srsltid)(=[^&]*)?(&|$)", "\1");
  set req.url = std.querysort(req.url);
  set req.url = regsub(req.url, "\?$", "");
  unset req.http.Cookie;
  unset req.http.Accept-Encoding;
  if (req.url ~ "^/v1/[a-z0-9][a-z0-9-]{0,39}([./?]|$)") {
    set req.http.X-Provider = regsub(req.url, "^/v1/([a-z0-9-]+).*", "\1");
    if (req.url ~ "^/v1/[a-z0-9-]+/(@[0-9]+|editions/[0-9]+/diff/)") {
      set req.http.X-Pinned = "1";
    }
  }
}

sub vcl_hash {
  # Not the host: every name of the edge serves the same.
  hash_data(req.url);
  call access_hash;
  if (req.http.X-Provider) {
    hash_data("floor " + var.global_get("floor " + req.http.X-Provider));
    if (!req.http.X-Pinned) {
      hash_data("current " + var.global_get("floor " + req.http.X-Provider + "/current"));
    }
  }
  return (lookup);
}

# ---- Fetches ----------------------------------------------------------------------------------------------------------

# A process for each URL, so that each keeps other answers in memory, and another one at each further try. When none is
# known to be well, any may be.
sub vcl_backend_fetch {
  if (std.healthy(api.backend(by=URL))) {
    set bereq.backend = api.backend(by=URL, alt=bereq.retries, healthy=ALL);
  } elseif (bereq.retries == 1 || bereq.retries == 3) {
    set bereq.backend = api.backend(by=URL, alt=1, healthy=IGNORE);
  } else {
    set bereq.backend = api.backend(by=URL, healthy=IGNORE);
  }
}

sub vcl_backend_response {
  # Another process may be well. What is asked for can be asked for again: the API only reads.
  if (beresp.status >= 500 && bereq.retries < 3) {
    return (retry);
  }
  # An answer goes out when it has arrived whole: one that breaks off is asked for again, and no client sees it. The largest
  # have some 200 kB.
  set beresp.do_stream = false;
  call access_backend_response;

  if (bereq.uncacheable) {
    return (deliver);
  }
  # The publication said so, or it is an answer from before the last purge that was on its way for very long.
  if (beresp.http.Cache-Control ~ "(?i)no-store|private" || beresp.ttl <= 0s ||
      (beresp.http.Data-Publication && (
        std.integer(beresp.http.Data-Publication, 0) < std.integer(var.global_get("floor " + bereq.http.X-Provider + "/current"), 0) ||
        std.integer(beresp.http.Data-Publication, 0) < std.integer(var.global_get("floor " + bereq.http.X-Provider), 0)))) {
    # For a second requests for it do not wait for one another.
    set beresp.uncacheable = true;
    set beresp.ttl = 1s;
    set beresp.grace = 0s;
    return (deliver);
  }
  set beresp.http.xkey = beresp.http.Surrogate-Key;
  # Whatever is kept is right until it is purged. Its time only says when to ask whether that is still known (by its tag,
  # which costs a 304); when nobody can be asked it is served on.
  set beresp.grace = 1d;
  set beresp.keep = 1d;
  return (deliver);
}

sub vcl_backend_error {
  # Nobody listens, the connection broke off, or the answer took too long: ask the next.
  if (bereq.retries < 3) {
    return (retry);
  }
  set beresp.status = 503;
  set beresp.reason = "Service Unavailable";
  set beresp.http.Content-Type = "application/problem+json";
  set beresp.http.Cache-Control = "no-store";
  set beresp.http.Retry-After = "1";
  set beresp.http.Access-Control-Allow-Origin = "*";
  set beresp.http.X-Content-Type-Options = "nosniff";
  set beresp.body = """{"title":"Service Unavailable","status":503,"code":"no-backend","detail":"no API process answers at the moment; ask again in a second"}
""";
  return (deliver);
}

# ---- Answers ----------------------------------------------------------------------------------------------------------

sub vcl_deliver {
  if (req.http.X-Provider || req.url == "/openapi.json") {
    set resp.http.X-Cache = "MISS";
    if (obj.hits > 0) {
      set resp.http.X-Cache = "HIT";
    }
  } else {
    set resp.http.X-Cache = "PASS";
  }
  # What was said to us, who are purged: nobody behind us is.
  set resp.http.Cache-Control = regsub(resp.http.Cache-Control, "(, *)?s-maxage=[0-9]+", "");
  unset resp.http.Surrogate-Key;
  unset resp.http.Cache-Tag;
  unset resp.http.xkey;
  unset resp.http.Via;
  unset resp.http.X-Varnish;
  call access_deliver;
  return (deliver);
}

sub vcl_synth {
  set resp.http.Cache-Control = "no-store";
  set resp.http.Access-Control-Allow-Origin = "*";
  set resp.http.X-Content-Type-Options = "nosniff";
  unset resp.http.X-Varnish;
  if (req.method == "PURGE" && resp.status == 200) {
    set resp.reason = "Purged";
    set resp.http.Publication-Floor = "" + std.integer(var.global_get("floor " + req.http.Surrogate-Key), 0);
    set resp.http.Content-Type = "application/json";
    set resp.body = """{"purged":""" + req.http.X-Purged + """}
""";
    return (deliver);
  }
  set resp.http.Content-Type = "application/problem+json";
  if (resp.status == 400) {
    set resp.reason = "Bad Request";
    set resp.http.X-Detail = "a purge has one tag in Surrogate-Key and a sequence in Publication-Floor";
  } elseif (resp.status == 404) {
    set resp.reason = "Not Found";
    set resp.http.X-Detail = "this port takes purges only";
  } elseif (resp.status == 405) {
    set resp.reason = "Method Not Allowed";
    set resp.http.Allow = "GET, HEAD, OPTIONS";
    set resp.http.X-Detail = "the API is read-only: it answers GET, HEAD and OPTIONS";
  } elseif (resp.status == 413) {
    set resp.reason = "Content Too Large";
    set resp.http.X-Detail = "a request to this API has no body";
  } elseif (resp.status == 414) {
    set resp.reason = "URI Too Long";
    set resp.http.X-Detail = "path and query may have 8192 bytes together";
  }
  set resp.body = {"{"title":""} + resp.reason + {"","status":"} + resp.status +
    {","code":"refused-by-edge","detail":""} + resp.http.X-Detail + """"}
""";
  unset resp.http.X-Detail;
  return (deliver);
}
