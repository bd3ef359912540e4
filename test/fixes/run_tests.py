"""Runs test files with pytest, some of them often, in one process.

Reads from standard input: [{"folder": ..., "file": ..., "times": ...}, ...]. Writes to standard output, behind a
line of its own, how many of the runs of each file passed, failed, and what the last failing run printed.
"""
import contextlib
import io
import json
import sys

import pytest


def run(folder, file, times):
    result = {"passed": 0, "failed": 0, "output": ""}
    known = set(sys.modules)
    sys.path.insert(0, folder)
    for _ in range(times):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--rootdir", folder, f"{folder}/{file}"])
        result["passed" if code == 0 else "failed"] += 1
        if code != 0:
            result["output"] = output.getvalue()
    sys.path.remove(folder)
    for name in set(sys.modules) - known:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(folder):
            del sys.modules[name]
    return result


results = [run(**case) for case in json.load(sys.stdin)]
print("\nRESULTS " + json.dumps(results))
