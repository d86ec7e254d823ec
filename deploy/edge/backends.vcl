# The API processes that the edge balances over, and who may purge: edit this one.
#
# After a change: varnishadm vcl.load NAME /etc/boxoffice/edge/boxoffice.vcl && varnishadm vcl.use NAME

probe health {
  # HEAD, so that half a megabyte of description is not sent twice a second.
  .request =
    "HEAD /openapi.json HTTP/1.1"
    "Host: edge"
    "Connection: close";
  .interval = 500ms;
  .timeout = 1s;
  .window = 4;
  .threshold = 2;
  .initial = 2;
}

# connect_timeout and first_byte_timeout together must stay below `edgeDeadline`, and between_bytes_timeout too: that is how
# long a publication waits for what the edge is fetching.
backend api1 {
  .host = "127.0.0.1";
  .port = "8080";
  .probe = health;
  .connect_timeout = 1s;
  .first_byte_timeout = 10s;
  .between_bytes_timeout = 2s;
  .max_connections = 500;
}

backend api2 {
  .host = "127.0.0.1";
  .port = "8090";
  .probe = health;
  .connect_timeout = 1s;
  .first_byte_timeout = 10s;
  .between_bytes_timeout = 2s;
  .max_connections = 500;
}

# Where publishers purge from, through the socket named `purge`.
acl purgers {
  "127.0.0.1";
  "::1";
}

sub vcl_init {
  new api = directors.shard();
  api.add_backend(api1);
  api.add_backend(api2);
  api.reconfigure();
}
