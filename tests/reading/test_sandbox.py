"""A reader that crashes, hangs or eats memory is that document's reason; nothing of it is left and the others are read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha import Limits, UnreadableDocumentError
from mingcha.reading import Content, Problem, Row, Spot, Table, read_here
from mingcha.reading.kinds import KINDS, Kind
from mingcha.reading.sandbox import Sandbox, shared
from tests.documents import WRONG, written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the protections tested here are POSIX'")
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this protection")

SMALL = Limits(max_cpu=1, max_seconds=20, max_memory=400_000_000, max_text=1_000_000, max_unpacked=5_000_000)


def stub(function: str) -> Kind:
    return Kind("Stub", f"tests.reading.stubs:{function}")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1) as made:
        yield made


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that temporary files go to, empty."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def reason(sandbox: Sandbox, function: str, limits: Limits = SMALL) -> str:
    with pytest.raises(UnreadableDocumentError) as error:
        sandbox.read(b"a", "a.x", stub(function), limits)
    assert error.value.name == "a.x"
    return error.value.reason


def pid(sandbox: Sandbox) -> int:
    return sandbox.call(stub("process"), b"", "a.x", SMALL, gives=int)


def lives(process: int) -> bool:
    """Whether a process is there and is no zombie; one that was killed may take a moment to go."""
    for _ in range(100):
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] if sys.platform == "linux" else ""
        except (ProcessLookupError, FileNotFoundError):
            return False
        if state == "Z":
            return False
        time.sleep(0.05)
    return True


BAD = {
    "raises": "its Stub reader failed (ValueError: no such thing); open the file in its program and save it anew",
    "panics": "its Stub reader failed (BaseException: a panic)",
    "nests": "nested too deeply",
    "says_much": "what it says is over the limit of 1,000,000 bytes; split the file or raise the limit (--max-text)",
    "segfaults": "its Stub reader crashed (SIGSEGV), for lack of memory or because the file is damaged",
    "aborts": "(SIGABRT)",
    "is_killed": "(SIGKILL)",
    "ends": "its Stub reader ended without an answer (status 7: some last words); save the file anew",
    "never_ends": "reading it takes more than 1 seconds of processor time; split the file or raise the limit (--max-cpu)",
    "writes_much": "File too large",
}


@pytest.mark.parametrize("function", BAD)
def test_a_reader_that_fails_is_the_documents_reason_and_the_next_is_read(
    function: str, sandbox: Sandbox, temporary: Path
) -> None:
    assert BAD[function] in reason(sandbox, function)
    assert sandbox.read("好".encode(), "b.x", stub("sound"), SMALL).blocks[0].text == "好"  # type: ignore[union-attr]
    assert len(list(temporary.iterdir())) == 1
    sandbox.close()
    assert not list(temporary.iterdir())


@ON_LINUX
def test_a_reader_that_eats_memory_is_stopped_at_the_limit(sandbox: Sandbox) -> None:
    said = reason(sandbox, "eats_memory", Limits(max_memory=200_000_000))
    assert said == "reading it takes more than 200,000,000 bytes of memory; split the file or raise the limit (--max-memory)"


def test_a_reader_that_waits_for_ever_is_stopped(sandbox: Sandbox) -> None:
    said = reason(sandbox, "sleeps", Limits(max_seconds=1))
    assert said == "reading it takes more than 1 seconds; split the file or raise the limit (--max-seconds)"


def test_each_recognised_page_adds_time(sandbox: Sandbox) -> None:
    limits = Limits(max_seconds=1, max_ocr_seconds=5, max_cpu=1)
    assert sandbox.read(b"a", "a.x", stub("recognises"), limits).blocks
    with pytest.raises(UnreadableDocumentError, match="more than 1 seconds"):
        sandbox.read(b"a", "a.x", stub("recognises"), Limits(max_seconds=1, max_ocr_seconds=0))


def test_what_the_reader_refuses_keeps_its_name_and_reason(sandbox: Sandbox) -> None:
    with pytest.raises(UnreadableDocumentError) as error:
        sandbox.read(b"a", "a.zip", stub("refuses"), SMALL)
    assert (error.value.name, error.value.reason) == ("a.zip/part", "it is damaged")


def test_a_process_is_used_again_and_replaced_after_a_crash(sandbox: Sandbox) -> None:
    first = pid(sandbox)
    assert pid(sandbox) == first
    reason(sandbox, "raises")
    assert pid(sandbox) == first
    reason(sandbox, "aborts")
    assert pid(sandbox) != first
    assert not lives(first)


@ON_LINUX
def test_a_process_that_took_much_memory_is_replaced(sandbox: Sandbox) -> None:
    first = pid(sandbox)
    reason(sandbox, "eats_memory", Limits(max_memory=200_000_000))
    assert pid(sandbox) != first


def test_a_crash_counts_only_in_a_process_that_read_nothing_before(sandbox: Sandbox) -> None:
    for name in ("a.x", "b.x"):
        assert sandbox.read(b"a", name, stub("fails_when_used"), SMALL).blocks


def test_what_a_reader_prints_is_no_answer(sandbox: Sandbox) -> None:
    for _ in range(2):
        assert sandbox.read(b"a", "a.x", stub("prints_much"), SMALL).blocks


def test_no_more_processes_than_allowed_read_for_many_threads() -> None:
    with Sandbox(2) as sandbox, ThreadPoolExecutor(8) as threads:
        processes = set(threads.map(lambda _: pid(sandbox), range(40)))
        texts = [
            content.blocks[0].text  # type: ignore[union-attr]
            for content in threads.map(lambda n: sandbox.read(str(n).encode(), "a", stub("sound"), SMALL), range(40))
        ]
    assert 1 <= len(processes) <= 2
    assert texts == [str(number) for number in range(40)]
    assert not any(map(lives, processes))


@pytest.mark.parametrize("function", ["connects", "starts_what_connects"])
@ON_LINUX
def test_nothing_is_fetched(function: str, sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        try:
            said = sandbox.call(stub(function), str(server.getsockname()[1]).encode(), "a.x", SMALL, gives=str)
        except UnreadableDocumentError as error:
            said = error.reason
        assert "PermissionError" in said or "OSError" in said
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_environment_has_neither_proxies_nor_secrets(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "SOME_TOKEN", "PYTHONSTARTUP"):
        monkeypatch.setenv(name, "x")
    found = sandbox.call(stub("environment"), b"", "a.x", SMALL, gives=dict[str, str])
    assert not {"http_proxy", "HTTPS_PROXY", "SOME_TOKEN", "PYTHONSTARTUP"} & found.keys()
    assert found["HOME"] == found["TMPDIR"]


def test_a_temporary_file_is_removed_with_its_process(sandbox: Sandbox, temporary: Path) -> None:
    left = Path(sandbox.call(stub("leaves_a_file"), b"a", "a.x", SMALL, "", gives=str))
    assert temporary in left.parents
    assert left.parent.exists()
    assert not left.exists()
    reason(sandbox, "aborts")
    assert not left.parent.exists()


def test_what_a_document_leaves_in_the_folder_is_gone_for_the_next(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    first = pid(sandbox)
    sandbox.call(stub("leaves_much"), b"a", "a.x", SMALL, str(tmp_path), gives=type(None))
    assert sandbox.call(stub("files"), b"", "a.x", SMALL, gives=list[str]) in (["messages", "mingcha-office-x"], ["messages"])
    assert (tmp_path / "kept").read_text() == "kept"
    if os.getuid() == 0:
        assert pid(sandbox) == first


def test_what_a_reader_started_ends_with_its_process(sandbox: Sandbox) -> None:
    started = sandbox.call(stub("starts_what_sleeps"), b"", "a.x", SMALL, "", gives=int)
    sandbox.close()
    assert not lives(started)


@pytest.mark.parametrize("how", ["", "bare"])
@ON_LINUX
def test_what_went_into_a_session_of_its_own_ends_before_the_next_is_read(how: str, sandbox: Sandbox) -> None:
    started = sandbox.call(stub("starts_a_daemon"), b"", "a.x", SMALL, how, gives=int)
    assert not lives(started)
    assert sandbox.read(b"b", "b.x", stub("sound"), SMALL).blocks


@ON_LINUX
def test_what_went_into_a_session_of_its_own_ends_with_a_process_that_crashed(sandbox: Sandbox, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with pytest.raises(UnreadableDocumentError, match="SIGABRT"):
        sandbox.call(stub("starts_a_daemon"), str(said).encode(), "a.x", SMALL, "abort", gives=int)
    assert not lives(int(said.read_text()))


def test_an_answer_to_another_request_is_none(sandbox: Sandbox) -> None:
    sandbox.read(b"a", "a.x", stub("forges"), SMALL)
    for text in ("b", "c", "d"):
        assert sandbox.read(text.encode(), "b.x", stub("sound"), SMALL).blocks[0].text == text  # type: ignore[union-attr]


@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize(
    "function",
    ["answers_another", "answers_junk", "answers_too_much", "answers_deep", "answers_a_deep_thing", "answers_another_thing"],
)
def test_a_malformed_answer_is_the_documents_reason_and_the_next_is_read(function: str, used: bool, sandbox: Sandbox) -> None:
    first = pid(sandbox) if used else 0
    assert reason(sandbox, function) == (
        "its Stub reader gave an answer that cannot be understood; open the file in its program and save it anew"
    )
    assert sandbox.read(b"b", "b.x", stub("sound"), SMALL).blocks[0].text == "b"  # type: ignore[union-attr]
    assert pid(sandbox) != first
    assert not first or not lives(first)


def test_asking_for_time_without_end_is_no_crash(sandbox: Sandbox) -> None:
    limits = Limits(max_seconds=1, max_ocr_seconds=0, max_ocr_pages=3)
    assert "more than 1 seconds" in reason(sandbox, "asks_without_end", limits)


def test_a_document_that_is_read_while_the_sandbox_is_closed_did_not_crash(sandbox: Sandbox, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(sandbox.call, stub("says_where"), b"", "a.x", SMALL, str(said), gives=int)
        while not said.exists():
            time.sleep(0.01)
        sandbox.close()
        with pytest.raises(UnreadableDocumentError, match="closed meanwhile"):
            reading.result()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT raises KeyboardInterrupt here and in what is started here, and SIGHUP ends it.

    Tests that run in the background ignore the one, those that are to outlive their terminal (nohup) the other.
    """
    interrupt = signal.signal(signal.SIGINT, signal.default_int_handler)
    hang_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGHUP, hang_up)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_while_a_process_reads_ends_both(number: signal.Signals, tmp_path: Path) -> None:
    said = tmp_path / "said"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    code = f"""
from mingcha.reading import Limits
from mingcha.reading.kinds import Kind
from mingcha.reading.sandbox import shared
shared().call(Kind("Stub", "tests.reading.stubs:says_where"), b"", "a", Limits(), {str(said)!r}, gives=int)
"""
    environment = os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE, text=True) as reading:
        while not said.exists():
            assert reading.poll() is None
            time.sleep(0.01)
        reading.send_signal(number)
        _, told = reading.communicate(timeout=60)
    assert reading.returncode == -number
    assert ("KeyboardInterrupt" in told) == (number == signal.SIGINT)
    process, _ = said.read_text().split()
    assert not lives(int(process))
    assert not any(temporary.iterdir())


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_while_a_process_reads_goes_on_and_leaves_no_process(sandbox: Sandbox, tmp_path: Path) -> None:
    said = tmp_path / "said"

    def interrupt() -> None:
        while not said.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(interrupt)
        with pytest.raises(KeyboardInterrupt):
            sandbox.call(stub("says_where"), b"", "a.x", SMALL, str(said), gives=int)
    process, folder = said.read_text().split()
    with pytest.raises(ProcessLookupError):  # not even as a zombie
        os.kill(int(process), 0)
    assert not Path(folder).exists()
    assert sandbox.read(b"b", "b.x", stub("sound"), SMALL).blocks


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_fresh_process_that_was_killed_is_no_fault_of_its_document(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox.call(stub("is_killed_once"), b"", "a.x", SMALL, str(tmp_path / "killed"), gives=int) == 1


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGSTOP])
def test_a_signal_to_a_process_that_reads_is_its_documents_reason(
    number: signal.Signals, sandbox: Sandbox, tmp_path: Path
) -> None:
    said = tmp_path / "said"

    def send() -> None:
        while not said.exists():
            time.sleep(0.01)
        os.kill(int(said.read_text().split()[0]), number)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(send)
        with pytest.raises(UnreadableDocumentError) as error:
            sandbox.call(stub("says_where"), b"", "a.x", Limits(max_seconds=3), str(said), gives=int)
    assert {signal.SIGINT: "KeyboardInterrupt", signal.SIGTERM: "SIGTERM", signal.SIGSTOP: "3 seconds"}[number] in str(
        error.value
    )
    assert sandbox.read(b"b", "b.x", stub("sound"), SMALL).blocks


@pytest.mark.parametrize("end", ["killed", "forked", "ended"])
def test_no_process_and_no_file_outlives_the_one_that_reads(end: str, tmp_path: Path) -> None:
    said = tmp_path / "said"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    code = f"""
        import contextlib, os, sys, tempfile, threading
        from pathlib import Path
        from mingcha.reading import Limits
        from mingcha.reading.kinds import Kind
        from mingcha.reading.sandbox import shared

        def call(function, *arguments, gives=int):
            return shared().call(Kind("Stub", "tests.reading.stubs:" + function), b"", "a", Limits(), *arguments, gives=gives)

        if {end!r} == "forked":
            first = call("process")
            forked = os.fork()
            if not forked:
                other = call("process")
                os._exit(0 if other not in (0, first) else 1)  # without what is done at exit: its child must notice by itself
            assert os.waitpid(forked, 0)[1] == 0
            assert call("process") == first
        def quiet():  # what a daemon thread prints while the interpreter ends may abort it
            with contextlib.suppress(Exception):
                call("says_where", {str(said)!r})

        reader = threading.Thread(target=quiet, daemon=True)
        reader.start()
        while not Path({str(said)!r}).exists():
            reader.join(0.05)
        if {end!r} == "killed":
            os.kill(os.getpid(), 9)
        """
    lines = "\n".join(line[8:] for line in code.splitlines())
    environment = os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", lines], env=environment, timeout=60)
    assert done.returncode == (-signal.SIGKILL if end == "killed" else 0)
    process, folder = said.read_text().split()
    assert not lives(int(process))
    assert folder.startswith(str(temporary))
    assert not any(temporary.iterdir())


def test_a_sandbox_that_nothing_refers_to_any_more_ends_its_processes() -> None:
    sandbox = Sandbox()
    process = pid(sandbox)
    del sandbox
    assert not lives(process)


@given(st.text(st.sampled_from("合计1.00\t\n （）一、"), max_size=200))
@settings(max_examples=50)
def test_what_is_read_in_another_process_is_what_is_read_here(text: str) -> None:
    data = f"合计\t1.00\n{text}".encode()
    assert SHARED.read(data, "a", KINDS["text"], SMALL) == read_here(data, "a", "text", SMALL)


SHARED = Sandbox(1)


def test_places_and_problems_come_over_whole(sandbox: Sandbox) -> None:
    given = sandbox.read(written(WRONG), "a", stub("placed"), SMALL)
    spot = Spot(page=3, box=(1.5, 2.0, 3.0, 4.25), score=0.5)
    assert given == Content(
        (Table((Row(("合计", "1.00"), 1, (None, spot)),)),),
        (Problem("left out", 2),),
        ((1, "<p>"),),
        {1: Spot(sheet="表", cell="B2")},
    )


class _NoticesLate(threading.Event):
    """An event that whoever waits for it takes for one that did not come in time."""

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(timeout)
        return False


def test_an_answer_at_the_very_moment_at_which_it_was_late_costs_the_next_document_nothing(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("mingcha.reading.sandbox.threading.Event", _NoticesLate)
        first = sandbox.call(stub("process"), b"", "a.x", Limits(max_seconds=2), gives=int)
    time.sleep(2)  # until who watches has ended it
    assert pid(sandbox) != first


def test_all_threads_have_the_same_shared_sandbox() -> None:
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: shared(), range(100)))) == 1
