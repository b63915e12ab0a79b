"""The characters of pictures of single lines of text, by the recognition model that rapidocr brings along.

The model file is run directly by onnxruntime: rapidocr's own classes would log to the screen, and fetch a model they miss.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .ink import Grey

HEIGHT = 48
_STEP = 8
_BATCH_PIXELS = 48 * 48 * 40
_BLANK = 0
_WIDTHS = tuple(zip("(),:;!?％", "（），：；！？%", strict=True))


def _model_file() -> Path:
    """The model inside the installed rapidocr; ``ModuleNotFoundError`` where there is none, as if this module were missing."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("No module named 'rapidocr'", name="rapidocr")
    files = sorted((Path(spec.submodule_search_locations[0]) / "models").glob("*_rec_*.onnx"))
    if not files:
        raise ModuleNotFoundError("rapidocr is installed without its recognition model", name="rapidocr")
    return files[-1]


_MODEL = _model_file()


class Read(NamedTuple):
    """A character, where its middle lies in the line (0 left, 1 right), and how sure it is."""

    text: str
    at: float
    score: float


def read_lines(lines: Sequence[Grey]) -> list[tuple[Read, ...]]:
    """The characters of each line, from left to right.

    Args:
        lines: dark on light, one line of text each, with a little paper around it.
    """
    session, alphabet = _model()
    scaled = [_scaled(line) for line in lines]
    reads: list[tuple[Read, ...]] = [()] * len(lines)
    for batch in _batches([line.shape[1] for line in scaled]):
        width = -(-max(scaled[index].shape[1] for index in batch) // _STEP) * _STEP
        stack = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for place, index in enumerate(batch):
            stack[place, :, :, : scaled[index].shape[1]] = scaled[index] / 127.5 - 1
        (answer,) = session.run(None, {session.get_inputs()[0].name: stack})
        for place, index in enumerate(batch):
            reads[index] = _decoded(answer[place], alphabet, width / scaled[index].shape[1])
    return reads


@functools.cache
def _model() -> tuple[onnxruntime.InferenceSession, tuple[str, ...]]:
    """The model and its alphabet, whose first place means no character and whose last is a blank."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(_MODEL), options, providers=["CPUExecutionProvider"])
    listed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ("", *listed, " ")


@functools.cache
def _widths(alphabet: tuple[str, ...]) -> dict[int, int]:
    """Places in the alphabet of signs that differ from another in width alone, such as ( and （, with the other's place."""
    places = {sign: place for place, sign in enumerate(alphabet)}
    return {places[one]: places[other] for one, other in _WIDTHS if one in places and other in places}


def _scaled(line: Grey) -> Grey:
    height, width = line.shape
    return cv2.resize(line, (max(_STEP, round(width * HEIGHT / height)), HEIGHT), interpolation=cv2.INTER_CUBIC)  # type: ignore[return-value]


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Indices of lines to recognise together: of like width, since all are padded to the widest."""
    batches: list[list[int]] = []
    room = 0
    for index in sorted(range(len(widths)), key=lambda index: -widths[index]):
        if room < widths[index] or widths[batches[-1][0]] > 1.15 * widths[index] + _STEP:
            batches.append([])
            room = max(_BATCH_PIXELS // HEIGHT, widths[index])
        room -= widths[batches[-1][0]] if batches[-1] else widths[index]
        batches[-1].append(index)
    return batches


def _decoded(answer: NDArray[np.float32], alphabet: tuple[str, ...], stretch: float) -> tuple[Read, ...]:
    """Greedy decoding: the likeliest sign of each step; the same sign again is the same character unless parted by a gap.

    Signs that differ in width alone count as one, so that doubt about the width is no doubt about the sign.
    """
    widths = _widths(alphabet)
    narrow, wide = list(widths), list(widths.values())
    likely = answer.copy()
    likely[:, narrow] += answer[:, wide]
    likely[:, wide] = 0
    best = likely.argmax(axis=1)
    steps = len(best)
    reads: list[Read] = []
    start = 0
    while start < steps:
        end = start
        while end + 1 < steps and best[end + 1] == best[start]:
            end += 1
        if best[start] != _BLANK:
            at = (start + end + 1) / 2 / steps * stretch
            sign, score = int(best[start]), float(likely[start : end + 1, best[start]].max())
            other = widths.get(sign, sign)
            if answer[start : end + 1, other].max() > answer[start : end + 1, sign].max():
                sign = other
            reads.append(Read(alphabet[sign], min(1.0, at), min(1.0, score)))
        start = end + 1
    return tuple(reads)
