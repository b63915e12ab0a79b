"""Old Word, WPS and RTF files: LibreOffice makes them Word documents, which are read.

LibreOffice is a program of its own: found on the PATH, or where MINGCHA_SOFFICE says. It is started without a window, with a
profile of its own in which macros and links are switched off, and it inherits what the process that reads may do: no network, and
no more memory and time than one document is given. That it ends well says nothing: only a document that is there was converted.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import UnreadableDocumentError
from .blocks import Content
from .docx import read_docx
from .limits import Limits
from .members import Members
from .ooxml import is_flat, packed

_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc", "an old Word or WPS file"),
    (b"{\\rtf", ".rtf", "an RTF file"),
    (b"<", ".xml", "a Word XML file"),
    (b"PK\x03\x04", ".odt", "an OpenDocument text"),
)
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
)
_OPTIONS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
_START_AGAIN = 81  # what it ends with after it made a new profile
_STARTS = 3
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""
_ONE_AT_A_TIME = threading.Lock()


def read_converted(data: bytes, name: str, limits: Limits) -> Content:
    """Read a .doc, .wps, .rtf or .odt file, or a Word document saved as XML.

    Raises:
        UnreadableDocumentError: LibreOffice is not installed or cannot convert the file, or ``read_docx`` refuses the result.
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n\0\f")
    suffix, title = next(((suffix, title) for magic, suffix, title in _KINDS if start.startswith(magic)), ("", ""))
    if not suffix:
        raise UnreadableDocumentError(name, "the file is no old Word, WPS or RTF document; save it as .docx")
    if suffix == ".xml" and is_flat(data):
        return read_docx(packed(data, name), name, limits)
    if suffix == ".odt":
        Members(data, name, limits).check()
    program = _program()
    if program is None:
        raise UnreadableDocumentError(
            name,
            f"it is {title}, which LibreOffice converts, and LibreOffice is not installed; install libreoffice-writer or name "
            "its program in MINGCHA_SOFFICE, or save the file as .docx",
        )
    document = _converted(data, name, (suffix, title), program, limits)
    try:
        return read_docx(document, name, limits)
    except UnreadableDocumentError as error:
        raise UnreadableDocumentError(
            name, f"of what is {title} LibreOffice made a Word document that is not read: {error.reason}"
        ) from None


def _program() -> str | None:
    """The program to start, None where there is none."""
    named = os.environ.get("MINGCHA_SOFFICE")
    found = shutil.which(named) if named else shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None if named else next((place for place in _USUAL_PLACES if Path(place).exists()), None)
    # On Linux the command is a script around others; the last of them is one process, which ends when it is killed.
    last = Path(found).resolve().with_name("soffice.bin")
    return str(last) if sys.platform == "linux" and last.exists() else found


def _converted(data: bytes, name: str, kind: tuple[str, str], program: str, limits: Limits) -> bytes:
    """The file as .docx."""
    suffix, title = kind
    said = ""
    with _ONE_AT_A_TIME, _profile() as profile, tempfile.TemporaryDirectory(prefix="mingcha-") as folder:
        file, out, messages = (Path(folder, part) for part in (f"document{suffix}", "out/document.docx", "messages"))
        file.write_bytes(data)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", *_OPTIONS, "--convert-to", "docx:MS Word 2007 XML"]
        for _ in range(_STARTS):
            try:
                # Not into a pipe: what a killed program started may keep its end open.
                with messages.open("wb") as output:
                    ended = subprocess.run(
                        [*command, "--outdir", str(out.parent), str(file)],
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                        cwd=folder,
                        env=_environment(folder),
                        timeout=limits.max_seconds,
                        check=False,
                    )
            except subprocess.TimeoutExpired:
                raise UnreadableDocumentError(
                    name,
                    f"it is {title}, which LibreOffice did not convert in {limits.max_seconds:,} seconds (--max-seconds); "
                    "save it as .docx",
                ) from None
            except OSError as error:
                raise UnreadableDocumentError(name, f"LibreOffice does not start ({error}); see MINGCHA_SOFFICE") from None
            if out.exists():
                return out.read_bytes()
            said = " ".join(messages.read_text("utf-8", "replace").replace(folder, "").split())[-200:]
            if ended.returncode != _START_AGAIN:
                break
    raise UnreadableDocumentError(
        name,
        f"it is {title}, which LibreOffice could not convert{f' ({said})' if said else ''}; it may be damaged or encrypted: "
        "open it in Word or WPS and save it as .docx without a password",
    )


_profiles: list[Path] = []


@contextmanager
def _profile() -> Iterator[Path]:
    """This process's profile folder, made at first use; after a failure the next document gets a new one."""
    if not _profiles or not _profiles[-1].exists():
        folder = Path(tempfile.mkdtemp(prefix="mingcha-office-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        (folder / "user").mkdir()
        (folder / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        _profiles.append(folder)
    try:
        yield _profiles[-1]
    except BaseException:
        shutil.rmtree(_profiles.pop(), ignore_errors=True)
        raise


def _environment(folder: str) -> dict[str, str]:
    """No proxies, no printers, no window system, nobody's home."""
    kept = {
        name: value for name, value in os.environ.items() if name.upper() in ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH")
    }
    own = {"HOME": folder, "TMPDIR": folder, "TEMP": folder, "TMP": folder, "LC_ALL": "C.UTF-8"}
    return kept | own | {"SAL_USE_VCLPLUGIN": "svp", "SAL_DISABLE_CUPS": "1"}
