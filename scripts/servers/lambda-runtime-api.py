"""A stand-in for Lambda's Runtime API: starts a bootstrap as Lambda does, once for each handler, and gives it events. Fails
unless all are answered as they must be.

lambda-runtime-api.py COMMAND…
"""

import http.server
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time

TIMEOUT = 60
EVENTS = [
    ({"task": "housekeeping"}, "response", {}),
    ({"Records": []}, "response", {"batchItemFailures": []}),
    ({"nobody": "knows"}, "error", None),
    ({"task": "housekeeping"}, "response", {}),
]


def serve(events, outcomes):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            assert self.path == "/2018-06-01/runtime/invocation/next", self.path
            body = json.dumps(events.get()).encode()
            self.send_response(200)
            self.send_header("Lambda-Runtime-Aws-Request-Id", "an-id")
            self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + TIMEOUT) * 1000)))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
            outcomes.put((self.path.rsplit("/", 1)[1], json.loads(body)))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def check(command, handler):
    events, outcomes = queue.Queue(), queue.Queue()
    environment = {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{serve(events, outcomes)}",
        "_HANDLER": handler,
        "LAMBDA_TASK_ROOT": "/var/task",
        "AWS_REGION": "eu-central-1",
        "BOXOFFICE_DATA_DIR": "/tmp/boxoffice",
        "BOXOFFICE_LOG_FORMAT": "json",
    }
    process = subprocess.Popen(command, env={**environment, "PATH": os.environ["PATH"]})
    try:
        for event, kind, answer in EVENTS:
            events.put(event)
            got = outcomes.get(timeout=TIMEOUT)
            assert got[0] == kind and (answer is None or got[1] == answer), f"{handler}: {event} -> {got}"
        process.send_signal(signal.SIGTERM)
        assert process.wait(TIMEOUT) == 143, process.returncode
    finally:
        process.kill()
    print(f"{handler}: {len(EVENTS)} events answered", file=sys.stderr)


for name in ["validate", "parse", "seed", "notify"]:
    check(sys.argv[1:], name)
