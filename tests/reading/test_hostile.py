"""Files made to do harm end in a clear reason, fetch nothing, and leave nothing behind; the next document is read."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from mingcha import UnreadableDocumentError
from mingcha.reading import Document, Paragraph, read
from tests.reading.hostile import HOSTILE, LIMITS, TEXT, outside
from tests.reading.made import MAIN, PAGE, RELATION, office, word, workbook

HTML = '<html><head><base href="{0}"><link rel=stylesheet href="{0}/a.css"><script src="{0}/a.js"></script></head><body>'
BOTH = '<img src="{0}/a.png"><iframe src="{0}/a.html"></iframe><object data="{0}/a"></object><p>合计 1.00 万元</p>'


CODE = """
import json
from pathlib import Path
from typing import NamedTuple
from mingcha import UnreadableDocumentError
from mingcha.reading import read
from mingcha.running.bundles import is_archive, unpacked
from tests.reading.hostile import LIMITS
from tests.reading.made import word

def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024

def told(data):
    try:
        if is_archive(data, "a.x"):
            return "; ".join(": ".join(failure) for failure in unpacked(data, "a.x", LIMITS).failures)
        document = read(data, "a.x", LIMITS)
    except UnreadableDocumentError as error:
        return str(error)
    return "; ".join(problem.reason for problem in document.problems)

paths = sorted(Path("made").iterdir())
told(word(""))
before = peak()
print(json.dumps([[told(path.read_bytes()) for path in paths], peak() - before]))
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What a process of its own, which has all of them read one after the other, tells of each."""
    folder = tmp_path_factory.mktemp("hostile")
    for part in ("made", "temporary"):
        (folder / part).mkdir()
    for number, (made, _) in enumerate(HOSTILE.values()):
        (folder / "made" / f"{number:03}").write_bytes(made())
    environment = os.environ | {"TMPDIR": str(folder / "temporary"), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", CODE]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.stderr == ""
    told, growth = json.loads(done.stdout)
    return Outcomes(dict(zip(HOSTILE, told, strict=True)), growth, [path.name for path in (folder / "temporary").iterdir()])


class Outcomes(NamedTuple):
    """For each file what was told of it; how much the process grew, in bytes; what is left in its temporary folder."""

    told: dict[str, str]
    growth: int
    left: list[str]


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all protections, and tells the memory in /proc")


@pytest.mark.parametrize("what", HOSTILE)
@ON_LINUX
def test_a_hostile_file_ends_in_a_reason_or_is_read_within_its_limits(what: str, outcomes: Outcomes) -> None:
    assert re.search(HOSTILE[what].said, outcomes.told[what])


@ON_LINUX
def test_hostile_files_leave_the_process_that_has_them_read_small_and_nothing_behind(outcomes: Outcomes) -> None:
    assert outcomes.growth < 50 * 1024 * 1024
    assert not outcomes.left


@dataclass
class Watched:
    """A server that must not be called, and a file that must not be read."""

    address: str
    secret: Path
    server: socket.socket


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    secret = tmp_path / "secret.txt"
    secret.write_text("not-to-be-told")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield Watched(f"http://127.0.0.1:{server.getsockname()[1]}", secret, server)
        with pytest.raises(TimeoutError):
            server.accept()


def _links(address: str) -> dict[str, bytes]:
    """A file of each kind that refers to what is at an address."""
    image = f'<Relationship Id="rId1" Type="{RELATION}/image" Target="{address}/a.png" TargetMode="External"/>'
    template = f'<Relationship Id="rId2" Type="{RELATION}/attachedTemplate" Target="{address}/a.dotx" TargetMode="External"/>'
    rels = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{image}{template}</Relationships>'
    )
    sheet = '<sheetData><row r="1"><c r="A1"><f>WEBSERVICE("{0}")</f><v>1</v></c></row></sheetData>'
    return {
        "Word, an entity": word(TEXT.format("&a0;"), outside("w:document", address)),
        "Word, links": word(TEXT.format("合计"), more={f"word/_rels/{part}.xml.rels": rels for part in ("document", "settings")}),
        "Word, a document type": office(
            "word/document.xml", MAIN + "wordprocessingml.document.main+xml", f'<!DOCTYPE w SYSTEM "{address}/a.dtd"><w/>'
        ),
        "Excel, an entity": workbook("<sheetData><row><c><v>&a0;</v></c></row></sheetData>", outside("worksheet", address)),
        "Excel, a function": workbook(sheet.format(address)),
        "a page": (HTML + BOTH).format(address).encode(),
        "a page of XHTML, an entity": f'<?xml version="1.0"?>{outside("html", address)}<html><p>&a0;</p></html>'.encode(),
        "PDF, an action": PAGE.replace(b"/Type/Catalog", f"/Type/Catalog/OpenAction<</S/URI/URI({address})>>".encode()),
    }


@pytest.mark.parametrize("what", _links(""))
def test_what_a_file_refers_to_is_not_fetched(what: str, watched: Watched) -> None:
    for address in (watched.address, watched.secret.as_uri(), str(watched.secret)):
        try:
            told = _said(read(_links(address)[what], "a.x", LIMITS))
        except UnreadableDocumentError as error:
            told = error.reason
        assert "not-to-be-told" not in told


def _said(document: Document) -> str:
    return "\n".join(
        block.text if isinstance(block, Paragraph) else "\n".join("\t".join(row.cells) for row in block.rows)
        for block in document.blocks
    )
