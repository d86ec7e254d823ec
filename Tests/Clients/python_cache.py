"""Asks a URL twice through the cache of Python's requests, and prints what came: `status from-cache bytes` a line."""

import sys

import cachecontrol
import requests

with cachecontrol.CacheControl(requests.Session()) as session:
    for _ in range(2):
        answer = session.get(sys.argv[1], timeout=60)
        print(answer.status_code, "cache" if answer.from_cache else "server", len(answer.content))
