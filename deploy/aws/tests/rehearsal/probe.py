#!/usr/bin/env python3
"""In place of the program, where the question is which function is begun by what: notes each event, fails on `poison`."""

import json
import os
import pathlib
import urllib.request
import uuid

API = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime"
EVENTS = pathlib.Path(os.environ["BOXOFFICE_PROBE_EVENTS"])
CONFIGURATION = {name: value for name, value in os.environ.items() if name.startswith("BOXOFFICE_")}


def post(path, document):
    urllib.request.urlopen(urllib.request.Request(f"{API}{path}", json.dumps(document).encode(), method="POST")).read()


while True:
    with urllib.request.urlopen(f"{API}/invocation/next") as answer:
        request, event = answer.headers["Lambda-Runtime-Aws-Request-Id"], json.load(answer)
    note = {"handler": os.environ["_HANDLER"], "event": event, "configuration": CONFIGURATION}
    name = uuid.uuid4().hex
    (EVENTS / f".{name}").write_text(json.dumps(note))
    (EVENTS / f".{name}").rename(EVENTS / f"{name}.json")
    if "poison" in json.dumps(event):
        post(f"/invocation/{request}/error", {"errorType": "Poisoned", "errorMessage": "as it was told to"})
    else:
        post(f"/invocation/{request}/response", {"batchItemFailures": []})
