"""Failing tests for the lead (not for main)."""
from __future__ import annotations
import os, signal, subprocess, sys, time, threading
import pytest
from mingcha import UsageError, screen_many
from tests.documents import CLEAN, written
from tests.running.children import below, gone, runs

DATA = written(CLEAN)

def test_a_process_that_cannot_be_started_is_a_usage_error(monkeypatch):
    def none(*a, **k):
        raise BlockingIOError(11, "Resource temporarily unavailable")
    monkeypatch.setattr("mingcha.running.process.subprocess.Popen", none)
    with pytest.raises(UsageError, match="could not be started"):
        list(screen_many([("a", DATA)], jobs=1))

def test_no_disk_for_what_workers_print_is_a_usage_error(monkeypatch):
    def none(*a, **k):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr("mingcha.running.process.tempfile.TemporaryFile", none)
    with pytest.raises(UsageError, match="could not be started"):
        list(screen_many([("a", DATA)], jobs=1))

def test_a_source_is_dealt_out_before_the_next_one_is_asked_for():
    def feed():
        yield "a", DATA
        end = time.monotonic() + 10
        while not below() and time.monotonic() < end:
            time.sleep(0.01)
        assert below(), "nobody works on the first document while its feed waits for the second"
        yield "b", DATA
    assert len(list(screen_many(feed(), jobs=2))) == 2

def test_few_sources_go_to_several_workers():
    from mingcha.running.pool import Pool
    from mingcha.running.task import Settings
    from tests.documents import screener
    from tests.running import many_work
    one = screener()
    with Pool(Settings.of(one.knowledge, "zh", one.limits), 2) as pool:
        pids = {pid for _, pid in pool.run(many_work.sleepy_pid, [many_work.Number(i) for i in range(8)])}
    assert len(pids) == 2

def test_a_forked_child_that_closes_the_stream_neither_hangs_nor_harms():
    code = """
import os, sys, itertools
from mingcha import screen_many
results = screen_many(((str(n), b'x\\t1\\n') for n in itertools.count()), jobs=2)
next(results)
pid = os.fork()
if pid == 0:
    results.close()
    os._exit(0)
import time
end = time.monotonic() + 10
while time.monotonic() < end and os.waitpid(pid, os.WNOHANG) == (0, 0): time.sleep(.01)
ok = time.monotonic() < end
if not ok: os.kill(pid, 9)
n = sum(1 for _ in itertools.islice(results, 100))
results.close()
print(ok, n)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["True", "100"], done.stderr

def test_a_worker_that_is_stuck_in_c_ends_with_its_parent():
    code = """
import os, sys
from mingcha import Limits
from mingcha.running.pool import Pool
from mingcha.running.task import Settings
from tests.documents import screener
from tests.running import many_work
from mingcha.reading import Limits
one = screener()
pool = Pool(Settings.of(one.knowledge, "zh", Limits(max_screen_seconds=2)), 1)
import threading, time
def kill():
    time.sleep(2.5)
    print(*pool.processes(), flush=True)
    os.kill(os.getpid(), 9)
threading.Thread(target=kill).start()
list(pool.run(many_work.stuck, [many_work.Number(1)]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    workers = set(map(int, done.stdout.split()))
    assert workers
    try:
        assert gone(workers, 10)
    finally:
        for w in workers:
            if runs(w): os.kill(w, 9)
