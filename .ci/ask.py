"""Ask a demo that is starting at 127.0.0.1:PORT for readiness, its page and a recommendation: `python .ci/ask.py PORT`.

Only the standard library, so that nothing but the demo itself is under test. Exit code 0 means that it answered.
"""

import json
import sys
import time
import urllib.error
import urllib.request

PATIENCE = 120.0
"""Seconds until the demo must be ready, its model loaded."""


def main(port: str) -> int:
    base = f"http://127.0.0.1:{port}"
    began = time.monotonic()
    while not _ready(base):
        if time.monotonic() - began > PATIENCE:
            print(f"the demo was not ready after {PATIENCE:.0f} s", file=sys.stderr)
            return 1
        time.sleep(0.5)
    print(f"ready after {time.monotonic() - began:.1f} s")
    with urllib.request.urlopen(f"{base}/", timeout=30) as page:
        if b"promptrec" not in page.read().lower():
            print("the page does not name promptrec", file=sys.stderr)
            return 1
    body = json.dumps({"likes": ["The Matrix", "Inception"], "k": 3}).encode()
    asked = urllib.request.Request(f"{base}/v1/recommend", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        titles = [item["title"] for item in json.load(answer)["items"]]
    print(f"after The Matrix and Inception it recommends {', '.join(titles)}")
    return 0 if len(set(titles)) == 3 and not {"The Matrix", "Inception"} & set(titles) else 1


def _ready(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
