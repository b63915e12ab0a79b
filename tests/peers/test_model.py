"""Models as files: the same model the same bytes, nothing in a file is run, and what does not fit is refused by name."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgspec
import numpy as np
import pytest

from mingcha import UsageError
from mingcha.peers import model
from mingcha.peers.model import Model
from mingcha.peers.scoring import fit, score
from tests.peers import units

TREES = 20


@cache
def fitted() -> Model:
    return fit(units.table(200), units.knowledge(), trees=TREES)


@cache
def written() -> bytes:
    return model.to_bytes(fitted())


def _load(data: bytes, folder: Path) -> Model:
    path = folder / "peers.skops"
    path.write_bytes(data)
    return model.load(path, units.knowledge())


def _changed(change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The file with its members changed."""
    with ZipFile(io.BytesIO(written())) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    made = io.BytesIO()
    with ZipFile(made, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


def _with_head(**fields: Any) -> bytes:
    def change(members: dict[str, bytes]) -> None:
        members["mingcha.json"] = msgspec.json.encode({**json.loads(members["mingcha.json"]), **fields})

    return _changed(change)


def _with_schema(change: Callable[[dict[str, Any]], object]) -> bytes:
    def changed(members: dict[str, bytes]) -> None:
        schema = json.loads(members["schema.json"])
        change(schema)
        members["schema.json"] = json.dumps(schema).encode()

    return _changed(changed)


def test_a_loaded_model_scores_exactly_as_the_fitted_one(tmp_path: Path) -> None:
    model.save(fitted(), tmp_path / "deep" / "peers.skops")
    loaded = model.load(tmp_path / "deep" / "peers.skops", units.knowledge())
    for table in (units.table(200), units.table(60, seed=3, first=200), units.table(60, seed=4, year=2025)):
        assert score(table, loaded, units.knowledge()) == score(table, fitted(), units.knowledge())


def test_a_loaded_model_is_the_same_bytes_again(tmp_path: Path) -> None:
    assert model.to_bytes(_load(written(), tmp_path)) == written()


def test_the_order_of_the_units_changes_no_byte() -> None:
    assert model.to_bytes(fit(units.shuffled(units.table(200)), units.knowledge(), trees=TREES)) == written()


def test_the_number_of_threads_changes_no_score() -> None:
    knowledge = units.knowledge()
    assert score(units.table(200), fit(units.table(200), knowledge, trees=TREES, jobs=3), knowledge, jobs=2) == score(
        units.table(200), fitted(), knowledge
    )


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.peers import units; from mingcha.peers import model; "
        "from mingcha.peers.scoring import fit; "
        f"model.save(fit(units.table(200), units.knowledge(), trees={TREES}), Path(sys.argv[1]))"
    )
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONHASHSEED": "5", "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "m")], check=True, cwd=root, env=env)
    assert (tmp_path / "m").read_bytes() == written()


def test_a_model_says_what_it_was_fitted_with() -> None:
    import sklearn

    import mingcha

    head = fitted().head
    assert (head.mingcha, head.sklearn) == (mingcha.__version__, sklearn.__version__)
    assert (head.knowledge, head.peers) == (units.knowledge().hash, units.knowledge().peers.hash)
    assert head.features == tuple(units.knowledge().peers.features)
    assert head.units == 200


# -- what does not fit -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("mingcha", "9.7.0", "mingcha 9.7"),
        ("sklearn", "0.24.1", "scikit-learn 0.24"),
        ("skops", "0.1", "skops 0.1"),
        ("format", 99, "format 99"),
        ("peers", "f" * 64, "ffffffffffff"),
    ],
)
def test_a_model_that_does_not_fit_is_refused_with_both_and_the_remedy(
    field: str, value: object, named: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as error:
        _load(_with_head(**{field: value}), tmp_path)
    assert named in str(error.value)
    assert str(tmp_path / "peers.skops") in str(error.value)
    assert "mingcha peers fit" in str(error.value)


def test_a_word_of_a_rule_may_change(tmp_path: Path) -> None:
    assert _load(_with_head(knowledge="another"), tmp_path).head.knowledge == "another"


# -- what is no model ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"a line of text\n", pickle.dumps({"forest": None}), json.dumps({"format": 1}).encode()],
    ids=["empty", "two bytes", "text", "pickle", "json"],
)
def test_a_file_that_is_no_model_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no model of mingcha"):
        _load(data, tmp_path)


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    other = io.BytesIO()
    with ZipFile(other, "w") as file:
        file.writestr("readme.txt", "hello")
    with pytest.raises(UsageError, match="no model of mingcha"):
        _load(other.getvalue(), tmp_path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_model_that_was_cut_off_is_refused(share: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="damaged"):
        _load(written()[: int(len(written()) * share)], tmp_path)


def test_any_flipped_byte_gives_the_model_or_a_clear_error(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    for at in draw.integers(0, len(written()), 60).tolist():
        data = bytearray(written())
        data[at] ^= 0xFF
        try:
            _load(bytes(data), tmp_path)
        except UsageError as error:
            assert "peers.skops" in str(error)  # noqa: PT017  # either outcome is right, no other is


@pytest.mark.parametrize("member", ["schema.json", "0.npy", "mingcha.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\x93NUMPY\x01\x00", pickle.dumps([1])], ids=repr)
def test_a_damaged_part_is_refused(member: str, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="damaged"):
        _load(_changed(lambda members: members.update({member: content})), tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.skops: No such file"):
        model.load(tmp_path / "nowhere.skops", units.knowledge())


def test_a_model_cannot_be_written_over_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="choose another file"):
        model.save(fitted(), tmp_path)


# -- what would run --------------------------------------------------------------------------------------------------


class _Trap:
    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.file),)


def test_a_pickle_inside_a_model_is_not_run(tmp_path: Path) -> None:
    array = io.BytesIO()
    trap = np.empty(1, object)
    trap[0] = _Trap(tmp_path / "sprung")
    np.save(array, trap, allow_pickle=True)
    for member in ("0.npy", "1.npy"):
        with pytest.raises(UsageError, match="damaged"):
            _load(_changed(lambda members, member=member: members.update({member: array.getvalue()})), tmp_path)  # type: ignore[misc]  # a default
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("module", "name", "loader"),
    [
        ("os", "system", "FunctionNode"),
        ("builtins", "eval", "TypeNode"),
        ("builtins", "dict", "PartialNode"),
        ("antigravity", "geohash", "TypeNode"),
        ("sklearn.pipeline", "Pipeline", "ObjectNode"),
        ("operator", "methodcaller", "OperatorFuncNode"),
        ("subprocess", "Popen", "ConstructorFromReduceNode"),
    ],
)
def test_what_no_model_is_made_of_is_refused_before_it_is_imported(module: str, name: str, loader: str, tmp_path: Path) -> None:
    node = {"__module__": module, "__class__": name, "__loader__": loader, "__id__": 1, "content": {}}
    with pytest.raises(UsageError, match=rf"{module}\.{name}.*nothing of it was run"):
        _load(_with_schema(lambda schema: schema["content"].update(more=node)), tmp_path)
    assert "antigravity" not in sys.modules


def test_an_older_protocol_of_skops_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="protocol 0"):
        _load(_with_schema(lambda schema: schema.update(protocol=0)), tmp_path)


def test_a_deeply_nested_schema_is_refused(tmp_path: Path) -> None:
    nested = b'{"content":' * 100_000 + b"1" + b"}" * 100_000
    with pytest.raises(UsageError, match="damaged"):
        _load(_changed(lambda members: members.update({"schema.json": nested})), tmp_path)


def test_trees_that_lead_out_of_themselves_are_refused(tmp_path: Path) -> None:
    def tangle(members: dict[str, bytes]) -> None:
        for name, content in members.items():
            if name.endswith(".npy"):
                array = np.load(io.BytesIO(content))
                if array.dtype.names is not None:
                    array["left_child"][0] = 1_000_000
                    made = io.BytesIO()
                    np.save(made, array)
                    members[name] = made.getvalue()

    with pytest.raises(UsageError, match="tangled"):
        _load(_changed(tangle), tmp_path)


def test_a_model_with_the_second_detector_scores_the_same_after_it_was_saved() -> None:
    table = units.table(120)
    fitted = fit(table, units.knowledge(), trees=5, neighbours=True)
    again = model.from_bytes(model.to_bytes(fitted), "model", units.knowledge())
    assert model.to_bytes(again) == model.to_bytes(fitted)
    assert score(table, again, units.knowledge()).scores == score(table, fitted, units.knowledge()).scores
