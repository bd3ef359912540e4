"""Runs a test function many times under bad luck: threads switch often, and racing lines pause in their middle.

Reads from standard input: {"text": ..., "lines": [stripped source of racing lines], "times": ..., "until_failure": ...}.
Writes how many runs passed and failed, behind `RESULT `.
"""
import asyncio
import inspect
import io
import json
import random
import sys
import threading
import time

case = json.load(sys.stdin)
source = case["text"].split("\n")
racing = {n for n, line in enumerate(source, 1) if line.strip() in case["lines"]}
namespace = {"__name__": "test_it"}
exec(compile(case["text"], "test_it.py", "exec"), namespace)
luck = random.Random(7)


def pause():
    if luck.random() < 0.5:
        time.sleep(luck.random() * 0.0004)


def trace(frame, event, _):
    if frame.f_code.co_filename != "test_it.py":
        return None
    frame.f_trace_opcodes = True
    if frame.f_lineno in racing and event in ("line", "opcode"):
        pause()
    return trace


def run():
    function = namespace["test_it"]
    if inspect.iscoroutinefunction(function):
        asyncio.run(function())
    else:
        function()


sys.setswitchinterval(1e-6)
threading.settrace(trace)
threading.excepthook = lambda args: None
sys.stderr = io.StringIO()
passed = failed = 0
for _ in range(case["times"]):
    sys.settrace(trace)
    try:
        run()
        passed += 1
    except AssertionError:
        failed += 1
    finally:
        sys.settrace(None)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(5)
    if failed and case["until_failure"]:
        break
print("\nRESULT " + json.dumps({"passed": passed, "failed": failed}))
