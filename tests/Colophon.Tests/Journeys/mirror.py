"""A mirror as small as one can be: follows an index by its serials until told to stop, and prints what it has.

usage: mirror.py INDEX-URL STOP-FILE
"""
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
import xmlrpc.client

index, stop = sys.argv[1], sys.argv[2]
calls = xmlrpc.client.ServerProxy(index + "/pypi")
have, serial, stale, rounds = {}, 0, 0, 0


def get(url, accept="*/*"):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept}), timeout=30) as answer:
            return answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return None, error.headers


def sync(name, newest):
    global stale
    body, headers = get(f"{index}/simple/{name}/", "application/vnd.pypi.simple.v1+json")
    if body is None:
        have.pop(name, None)
        return
    if int(headers["X-PyPI-Last-Serial"]) < newest:
        stale += 1
    before, now = have.get(name, {}), {}
    for file in json.loads(body)["files"]:
        sha256 = file["hashes"]["sha256"]
        if before.get(file["filename"], [None])[0] != sha256:
            data, _ = get(file["url"])
            if data is None:
                continue  # deleted meanwhile: the journal says so in its next rows
            if hashlib.sha256(data).hexdigest() != sha256:
                sys.exit(f"{file['filename']} has other bytes than its page says")
        now[file["filename"]] = [sha256, file["yanked"]]
    have[name] = now


while True:
    is_last = os.path.exists(stop)
    rows = calls.changelog_since_serial(serial)
    if [row[4] for row in rows] != sorted({row[4] for row in rows}) or any(row[4] <= serial for row in rows):
        sys.exit("serials do not grow")
    newest = {}
    for name, version, timestamp, action, number in rows:
        newest[name] = number
        serial = number
    for name, number in newest.items():
        sync(name, number)
    rounds += 1
    if not rows:
        if is_last:
            break
        time.sleep(0.02)

known = calls.list_packages_with_serial()
print(json.dumps({"have": have, "serial": serial, "last": calls.changelog_last_serial(), "stale": stale, "rounds": rounds, "known": known}))
