# Who may read which provider. The API is asked, at /auth, and what it says of a credential is kept for as long as it says,
# which is within a minute; then the one copy that is kept for all readers is given away.
#
# The question takes a turn of its own through this configuration: the request becomes one for /auth, is answered from the
# cache or by the API, and is restarted as what it was. A credential is a part of the key of the question's answer, and never
# of the key of data.
#
# boxoffice.vcl names the provider in X-Provider, for paths in their one spelling only. Requests for anything else are passed
# to the API with their credential and never kept, so that no other spelling of a path gets round the question.

sub access_recv {
  if (req.restarts == 0) {
    # Only we say what was permitted.
    unset req.http.X-Access;
    unset req.http.X-Access-Provider;
    unset req.http.X-Access-URL;
    if (req.http.X-Provider && (req.method == "GET" || req.method == "HEAD")) {
      set req.http.X-Access = "asked";
      set req.http.X-Access-Provider = req.http.X-Provider;
      set req.http.X-Access-URL = req.url;
      set req.url = "/auth?provider=" + req.http.X-Provider;
    }
  } elseif (req.http.X-Access && req.http.X-Access-Provider != req.http.X-Provider) {
    # Cannot happen: a restart changes nothing about the path.
    return (synth(503));
  }
}

sub access_hash {
  if (req.http.X-Access == "asked") {
    hash_data("credential " + req.http.Authorization);
  }
}

sub access_backend_response {
  if (bereq.http.X-Access == "asked" && !bereq.uncacheable) {
    set beresp.keep = 0s;
    if (beresp.status == 204 && beresp.ttl > 0s && beresp.http.Cache-Control !~ "no-store") {
      # What everybody may read stays readable while no API process answers; for readers with a credential a minute is all.
      if (beresp.http.Provider-Access == "anonymous") {
        set beresp.grace = 1d;
      } else {
        set beresp.grace = 0s;
      }
    } else {
      # A refusal is nobody else's. For a second requests with the same credential do not wait for one another.
      set beresp.uncacheable = true;
      set beresp.ttl = 1s;
      set beresp.grace = 0s;
    }
    return (deliver);
  }
}

sub access_deliver {
  if (req.http.X-Access == "asked" && resp.status == 204) {
    set req.url = req.http.X-Access-URL;
    if (resp.http.Provider-Access == "anonymous") {
      set req.http.X-Access = "anonymous";
    } else {
      set req.http.X-Access = "authenticated";
    }
    return (restart);
  }
  if (req.http.X-Access == "asked") {
    # The API's refusal is the answer, the same that it gives without an edge.
    unset resp.http.Age;
  } elseif (req.http.X-Access == "authenticated") {
    # The copy is everybody's who may read it, but behind us there are caches of people who may not.
    set resp.http.Cache-Control = regsub(resp.http.Cache-Control, "public(, *)?", "private\1");
  }
}
