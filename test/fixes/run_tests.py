"""Runs test files with pytest, some of them often, in one process.

Reads from standard input: [{"folder": ..., "file": ..., "times": ..., "args": [...]}, ...]. Writes to standard output,
behind a line of its own, how many tests of each file passed, whether one failed, how many seconds they took, and what
pytest printed.
"""
import contextlib
import io
import json
import sys
import time

import pytest


class Count:
    """How many tests have passed."""

    def __init__(self):
        self.passed = 0

    def pytest_runtest_logreport(self, report):
        self.passed += report.when == "call" and report.passed


def run(folder, file, times, args):
    known = set(sys.modules)
    sys.path.insert(0, folder)
    output = io.StringIO()
    count = Count()
    fixed = ["-q", "-x", "-p", "no:cacheprovider", "--rootdir", folder, "--keep-duplicates"]
    begin = time.monotonic()
    with contextlib.redirect_stdout(output):
        code = pytest.main([*fixed, *args, *[f"{folder}/{file}"] * times], plugins=[count])
    seconds = time.monotonic() - begin
    sys.path.remove(folder)
    for name in set(sys.modules) - known:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(folder):
            del sys.modules[name]
    return {"passed": count.passed, "failed": int(code != 0), "output": output.getvalue(), "seconds": seconds}


results = [run(**case) for case in json.load(sys.stdin)]
print("\nRESULTS " + json.dumps(results))
