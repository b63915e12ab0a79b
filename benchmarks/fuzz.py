"""Damaged files by the thousand for one reader: it must read each or say why not, and nothing else.

python -m benchmarks.fuzz KIND [--seconds N] [--seed N] [--from DIR] [--out DIR]
python -m benchmarks.fuzz KIND --again FILE

KIND is pdf, docx, xlsx, xls, html, csv, zip, image or kinds (all of them, told by content). Small files made here, and those of
the kind in DIR, are damaged byte by byte, member by member with the sums put right, element by element and tag by tag; each goes
through the child process as any document does.
Whatever is not read and not refused in words of the reader's own is a failure: its file is kept in --out, once for each cause.
What ends at a limit of memory or time is counted apart. --again reads one file in this process, to see where it fails.
"""

from __future__ import annotations

import argparse
import copy
import io
import itertools
import random
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lxml import etree
from PIL import Image

from mingcha import Limits, UnreadableDocumentError
from mingcha.reading import read_here
from mingcha.reading.kinds import KINDS, kind_of
from mingcha.reading.rendering import picture
from mingcha.reading.sandbox import Sandbox
from mingcha.running.bundles import unpacked
from mingcha_datasets import load_sample, sample_names
from mingcha_datasets.blocks import Block
from mingcha_datasets.files.docx import docx
from mingcha_datasets.files.html import html
from mingcha_datasets.files.pdf import pdf
from mingcha_datasets.files.xlsx import xlsx
from mingcha_datasets.printing import printed_blocks

LIMITS = Limits(max_memory=800_000_000, max_cpu=15, max_seconds=40, max_pages=20, max_ocr_pages=0)
_LARGEST = 400_000
_FAILED = re.compile(r"its .* reader (?:failed|ended)")
_ENDED = re.compile(r"reader crashed|takes more than [\d,]+ (?:bytes|seconds)|nested too deeply to be read; save the")
_NUMBERS = b"0 -1 1 65535 65536 2147483647 4294967296 99999999999999999999 1e400 nan 1.5 A1:XFD1048576 A0".split()
_VALUES = (*_NUMBERS, b"", b"x", b"#REF!", b"\xff", b"\0", b"true", b"..", b"&#0;", b"&#xD800;", b"&amp;", "一".encode())
Damage = Callable[[bytes, random.Random], bytes]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run for a while and tell what failed; the exit status is 1 where something did."""
    options = _parsed(arguments)
    if options.again:
        print(read_here(options.again.read_bytes(), str(options.again), options.kind, LIMITS))
        return 0
    seeds = [seed for seed in _seeds(options.kind, options.folder) if len(seed) <= _LARGEST]
    if not seeds:
        sys.exit(f"fuzz: there is no file of the kind {options.kind} to damage; name a folder that has some (--from)")
    counts: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    end = time.monotonic() + options.seconds
    with Sandbox(1) as sandbox:
        number = 0
        while time.monotonic() < end:
            number += 1
            draw = random.Random(f"{options.seed} {number}")
            data = _damaged(draw.choice(seeds), draw)
            outcome, cause = _outcome(sandbox, data, options.kind)
            counts[outcome] += 1
            if outcome == "refused":
                refusals[cause] += 1
            elif outcome != "read":
                causes[f"{outcome}: {cause}"] += 1
                if causes[f"{outcome}: {cause}"] == 1:
                    _keep(data, f"{options.kind}-{options.seed}-{number}", cause, options.out)
    print(f"{options.kind}: {number:,} files of {len(seeds)} seeds in {options.seconds:g} s:", dict(counts))
    for cause, times in [*causes.most_common(), *refusals.most_common(10)]:
        print(f"  {times:6,} {cause}")
    return 1 if counts["failed"] else 0


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=[*(kind for kind in KINDS if kind != "text"), "kinds"])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="folder", type=Path, help="a folder of files to damage beside those made here")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="where failing files are kept")
    parser.add_argument("--again", type=Path, metavar="FILE", help="read this file in this process")
    return parser.parse_args(arguments)


def _outcome(sandbox: Sandbox, data: bytes, kind: str) -> tuple[str, str]:
    """What became of a file, and of one that was neither read nor refused the cause, without what differs from file to file."""
    reasons: list[str] = []
    try:
        kind = kind_of(data, "fuzz") if kind == "kinds" else kind
        if kind == "zip":
            reasons = [reason for _, reason in unpacked(data, "fuzz", LIMITS).failures]
        elif kind == "image":  # drawn, not recognised: that takes seconds
            picture(data, "fuzz", kind, LIMITS, 1, 100)
        else:
            sandbox.read(data, "fuzz", KINDS[kind], LIMITS)
    except UnreadableDocumentError as error:
        reasons = [error.reason]
    for outcome, words in (("failed", _FAILED), ("ended", _ENDED), ("refused", re.compile(""))):
        for reason in filter(words.search, reasons):
            return outcome, re.sub(r"\d+|'[^']*'|0x\w+", "…", reason)[:160]
    return "read", ""


def _keep(data: bytes, name: str, cause: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    print(f"{folder / name}: {cause}", flush=True)


def _seeds(kind: str, folder: Path | None) -> Iterator[bytes]:
    """Sound files of a kind: the beginnings of the sample disclosures, and those of the kind in the folder."""
    for name in sample_names():
        blocks = printed_blocks(load_sample(name))[:12]
        makers: dict[str, Callable[[Sequence[Block]], bytes]] = {
            "pdf": lambda blocks: pdf(blocks, "预算公开"),
            "docx": docx,
            "xlsx": xlsx,
            "html": lambda blocks: html(blocks, "预算公开"),
            "csv": lambda _: '科目,金额\n一般公共服务支出,"1,234.00"\n合计,2.00\n'.encode() * 5,
            "zip": lambda blocks: _zipped({"a/表.xlsx": xlsx(blocks), "说明.html": html(blocks, ""), "b.txt": b"1\t2\n"}),
            "image": lambda _: _picture(),
        }
        yield from (make(blocks) for one, make in makers.items() if kind in (one, "kinds"))
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file() and path.stat().st_size and _is_of(path.read_bytes(), kind):
            yield path.read_bytes()


def _is_of(data: bytes, kind: str) -> bool:
    try:
        return kind in ("kinds", kind_of(data, ""))
    except UnreadableDocumentError:
        return False


_FORMATS = itertools.cycle(("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"))


def _picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((60, 40)).save(out, next(_FORMATS))
    return out.getvalue()


def _damaged(data: bytes, draw: random.Random) -> bytes:
    """The file with something wrong, mostly inside what it packs."""
    if data.startswith(b"PK") and draw.random() < 0.9:
        return _members_damaged(data, draw)
    return _content_damaged(data, draw)


def _content_damaged(data: bytes, draw: random.Random) -> bytes:
    ways: list[Damage] = [_bytes_damaged]
    if b"<" in data[:200]:
        ways += [_tags_damaged] * 2 + [_elements_damaged] * 6 * data.startswith(b"<?xml")
    elif data.startswith(b"%PDF"):
        ways += [_tokens_damaged] * 2
    way = draw.choice(ways)
    for _ in range(draw.choice((1, 1, 2, 4, 10))):
        data = way(data, draw)
    return data


def _bytes_damaged(data: bytes, draw: random.Random) -> bytes:
    at, length = draw.randrange(len(data) + 1), draw.choice((1, 1, 2, 4, 16, 200))
    piece = data[at : at + length]
    start = draw.randrange(len(data) + 1)
    match draw.randrange(6):
        case 0:
            new = bytes(byte ^ 1 << draw.randrange(8) for byte in piece)
        case 1:
            new = draw.randbytes(length)
        case 2:
            new = b""
        case 3:
            new = piece * draw.choice((2, 3, 50))
        case 4:
            new = draw.choice((b"\0", b"\xff", b"\x7f", b"\x80")) * length
        case _:
            new = data[start : start + length]
    if draw.random() < 0.03:
        return data[:at]
    return data[:at] + new + data[at + length :]


def _elements_damaged(data: bytes, draw: random.Random) -> bytes:
    """XML, well-formed as before, with an element changed, moved, repeated, nested in itself or gone."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return data
    elements = list(root.iter("*"))
    one, other = draw.choice(elements), draw.choice(elements)
    above = one.getparent()
    value = draw.choice([*_NUMBERS, b"", b"x", b"#REF!", b"true", b"../x"]).decode()
    match draw.randrange(10):
        case 0 if above is not None:
            above.remove(one)
        case 1 if above is not None:
            for _ in range(draw.choice((1, 2, 30))):
                above.insert(above.index(one), copy.deepcopy(one))
        case 2:
            other.append(copy.deepcopy(one))
        case 3:
            one.tag = other.tag
        case 4:
            one.text = value
        case 5:
            one.tail = value
        case 6:
            for child in list(one):
                one.remove(child)
        case _ if one.attrib:
            key = draw.choice(list(one.attrib))
            if draw.random() < 0.2:
                del one.attrib[key]
            else:
                one.attrib[key] = value
        case _:
            one.attrib.update(other.attrib)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _tags_damaged(data: bytes, draw: random.Random) -> bytes:
    """Markup with a tag, an element, an attribute or a text changed, moved, repeated or gone."""
    tags = list(re.finditer(rb"<[^<>]*>", data[:2_000_000]))
    if len(tags) < 2:
        return _bytes_damaged(data, draw)
    one, other = draw.choice(tags), draw.choice(tags)
    first, last = sorted((one.start(), other.end()))
    match draw.randrange(9):
        case 0:
            return data[: one.start()] + data[one.end() :]
        case 1:
            return data[:first] + data[last:] if last - first < 5_000 else data
        case 2:
            return data[:last] + data[first:last] * draw.choice((1, 2, 20)) + data[last:] if last - first < 5_000 else data
        case 3:
            return data[: one.start()] + other[0] + data[one.end() :]
        case 4:
            return data[: one.start()] + one[0] * draw.choice((2, 50, 300)) + data[one.end() :]
        case 5:
            return data[: one.end()] + draw.choice(_VALUES) + data[one.end() :]
        case 6:
            return data[: one.start()] + other[0] + data[one.start() :]
        case _:
            values = list(re.finditer(rb'(?<==)"[^"]*"|(?<=>)[^<>]+(?=<)', data[max(0, one.start() - 500) : one.end() + 500]))
            if not values:
                return data
            value, start = draw.choice(values), max(0, one.start() - 500)
            new = draw.choice(_VALUES) if draw.random() < 0.8 else draw.choice(values)[0].strip(b'"')
            quote = b'"' if value[0].startswith(b'"') else b""
            return data[: start + value.start()] + quote + new + quote + data[start + value.end() :]


def _tokens_damaged(data: bytes, draw: random.Random) -> bytes:
    """A PDF with a number, name or reference changed for another."""
    tokens = list(re.finditer(rb"/\w+|-?\d+(?:\.\d+)?|\b\d+ 0 R|\[|\]|<<|>>", data))
    if not tokens:
        return _bytes_damaged(data, draw)
    one, other = draw.choice(tokens), draw.choice(tokens)
    new = draw.choice((other[0], other[0], draw.choice(_VALUES), b""))
    return data[: one.start()] + new + data[one.end() :]


def _members_damaged(data: bytes, draw: random.Random) -> bytes:
    """A zip archive with a member damaged, gone, renamed or exchanged, its sums right."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # of an archive damaged before, zipfile raises whatever comes up
        return _bytes_damaged(data, draw)
    if not members:
        return data
    for _ in range(draw.choice((1, 1, 2))):
        one, other = draw.choice(list(members)), draw.choice(list(members))
        match draw.randrange(12):
            case 0:
                del members[one]
            case 1:
                members[one], members[other] = members[other], members[one]
            case 2:
                names = (other + "x", one.upper(), "../" + one, "/" + one, "", one + "/", "一" * 300)
                members[draw.choice(names)] = members.pop(one)
            case 3:
                members[one] = b""
            case _:
                members[one] = _damaged(members[one], draw) if members[one] else b"<x/>"
        if not members:
            break
    return _zipped(members)


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name or "x"), content)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
