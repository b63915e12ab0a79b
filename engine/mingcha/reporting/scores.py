"""Write scores as the table ``scores`` of a run: Parquet, partitioned by year and region like its other tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from msgspec.structs import asdict
from pyarrow import parquet

from ..peers.hashing import chunks
from ..peers.profile import Stored
from ..peers.results import Score
from .columns import column
from .dataset import partition, remove_parts
from .files import whole
from .tables import WHOSE

FOLDER = "scores"
_AT_ONCE = 10_000
"""Rows of a row group: so many are held."""
_REASON = pa.struct(
    [
        column("kind", pa.string(), "level, relation or absent"),
        column("feature", pa.string(), "id of the feature"),
        column("other", pa.string(), "the feature whose usual relation with it is broken; empty unless relation"),
        column("value", pa.float64(), "the unit's, in the feature's own unit; null where missing"),
        column("median", pa.float64(), "of the peers"),
        column("low", pa.float64(), "their 5th percentile"),
        column("high", pa.float64(), "their 95th percentile"),
        column("expected", pa.float64(), "what the unit's other figures let expect (relation), else the median"),
        column("peers", pa.int32(), "how many units they are of"),
        column("z", pa.float64(), "distance from the peers in their deviations, signed"),
        column("weight", pa.float64(), "its part in the score, 0 to 1"),
        column("suspicious", pa.bool_(), "whether it is on the side that the feature calls suspicious"),
    ]
)
SCHEMA = pa.schema(
    [
        *WHOSE,
        column("id", pa.string(), "of the unit-year, as in profiles"),
        column("score", pa.float64(), "0 is the middle of its group, 1 where the highest tenth begins"),
        column("pvalue", pa.float64(), "share of usual units that are as unusual or more"),
        column("rank", pa.int32(), "1 is the most unusual of the run"),
        column("of", pa.int32(), "how many units have a rank"),
        column("group", pa.list_(pa.string()), "labels of its peers, from the coarsest to the finest that was used"),
        column("size", pa.int32(), "how many peers it has there"),
        column("too_few", pa.string(), "the finer group that was too small, or empty"),
        column("reasons", pa.list_(_REASON), "why, the most telling first; of the most unusual units"),
        column("corrected", pa.list_(pa.string()), "features that rest on an amount that was put right"),
        column("missing", pa.int32(), "how many features are missing"),
    ]
)
"""Columns of the table."""


def write_scores(out: Path, scores: Sequence[Score], stored: Mapping[str, Stored]) -> None:
    """Write the table; what a former run wrote in its place is removed.

    Args:
        out: the folder of the tables.
        scores: the most unusual first, as they are in each partition.
        stored: profiles by id, as far as there are any: they know hash and region.

    Raises:
        OSError: a file cannot be written.
    """
    partitions: dict[Path, list[int]] = {}
    for at, score in enumerate(scores):
        profile = stored.get(score.id)
        partitions.setdefault(partition(score.year, "" if profile is None else profile.province), []).append(at)
    paths = {out / FOLDER / folder / "part-0.parquet": rows for folder, rows in sorted(partitions.items())}
    for path, rows in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as file, parquet.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
            for some in chunks(len(rows), _AT_ONCE):
                told = [_row(score, stored.get(score.id)) for score in map(scores.__getitem__, rows[some])]
                writer.write_table(pa.Table.from_pylist(told, SCHEMA), row_group_size=_AT_ONCE)
    remove_parts(out / FOLDER, paths)


def _row(score: Score, profile: Stored | None) -> dict[str, Any]:
    return {
        **asdict(score),
        "sha256": "" if profile is None else profile.sha256,
        "reasons": [asdict(reason) for reason in score.reasons],
    }
