"""Runs one test of a unittest class often, in this process: repeat_test.py FILE CLASS.TEST TIMES.

Writes how many runs passed, which last lines the failures had and how often, and how many seconds it took.
"""
import collections
import importlib.util
import json
import sys
import time
import unittest

path, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.path.insert(0, ".")
spec = importlib.util.spec_from_file_location("repeated", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
case, method = name.split(".")

passed = 0
failures = collections.Counter()
begin = time.monotonic()
for _ in range(times):
    result = unittest.TestResult()
    getattr(module, case)(method).run(result)
    passed += result.wasSuccessful()
    for _, trace in result.failures + result.errors:
        failures[trace.strip().splitlines()[-1]] += 1
print(json.dumps({"passed": passed, "failures": failures, "seconds": time.monotonic() - begin}))
