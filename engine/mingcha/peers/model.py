"""A model as a value and as a file: what was learnt of the peers, saved so that loading it runs no code."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import msgspec
from msgspec import Struct

from .. import __version__
from ..errors import UsageError
from .table import FeatureTable

if TYPE_CHECKING:
    from ..knowledge import Knowledge
    from .estimator import PeerForest

FORMAT = 1
_HEAD, _SCHEMA = "mingcha.json", "schema.json"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_MOST_BYTES = 8 << 30
_REFIT = "fit a new one with mingcha peers fit"


class Head(Struct, frozen=True):
    """What a model file says of itself, read before anything else of it.

    Attributes:
        format: of the file.
        mingcha, sklearn, skops: versions it was fitted with.
        peers: hash of the features, amounts and groups declared in knowledge/peers; ``knowledge`` of all knowledge.
        features: ids of its features.
        units: of the reference.
    """

    format: int
    mingcha: str
    sklearn: str
    skops: str
    peers: str
    knowledge: str
    features: tuple[str, ...]
    units: int


@dataclass(frozen=True)
class Model:
    """What was learnt of a reference.

    Attributes:
        head: with what it was fitted.
        forest: fitted on the scaled features of the reference.
        reference: the units it was fitted on, in the order of their ids, values in the features' own units; the peers of units of
            the same year.
    """

    head: Head
    forest: PeerForest
    reference: FeatureTable


def model_of(forest: PeerForest, reference: FeatureTable, knowledge: Knowledge) -> Model:
    """A fitted forest with all that is needed to use it elsewhere."""
    import sklearn
    import skops

    head = Head(
        format=FORMAT,
        mingcha=__version__,
        sklearn=sklearn.__version__,
        skops=skops.__version__,
        peers=knowledge.peers.hash,
        knowledge=knowledge.hash,
        features=reference.features,
        units=len(reference.ids),
    )
    return Model(head, forest, reference)


_OURS = (
    *("mingcha.peers.calibration.Yardstick", "mingcha.peers.estimator.PeerForest", "mingcha.peers.forest.Forest"),
    *("mingcha.peers.normalising.Level", "mingcha.peers.normalising.Peers", "mingcha.peers.reshaping.Reshaping"),
    *("mingcha.peers.whitening.Whitening", "mingcha.peers.neighbours.Neighbours"),
)
_TRUSTED = {
    "builtins.dict": ("DictNode",),
    "builtins.list": ("ListNode",),
    "builtins.tuple": ("TupleNode",),
    "builtins.str": ("JsonNode", "TypeNode"),
    "builtins.int": ("TypeNode",),
    "numpy.ndarray": ("NdArrayNode",),
    "sklearn.neighbors._lof.LocalOutlierFactor": ("ObjectNode",),
    "sklearn.tree._classes.ExtraTreeRegressor": ("ObjectNode",),
    "sklearn.tree._tree.Tree": ("TreeNode",),
    **dict.fromkeys(_OURS, ("ObjectNode",)),
}
"""All that a model is made of, and how skops builds it: data, and objects that are filled with data. None calls anything."""


def save(model: Model, path: Path) -> None:
    """Write a model; the same model gives the same bytes.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_bytes(model))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; choose another file with --out") from None


def load(path: Path, knowledge: Knowledge) -> Model:
    """Read a model; nothing in the file is run.

    Raises:
        UsageError: there is no such file, it is no model or a damaged one, holds something else than a model is made of, or was
            fitted with other versions or other knowledge.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; name a model that mingcha peers fit wrote") from None
    return from_bytes(data, str(path), knowledge)


def to_bytes(model: Model) -> bytes:
    """A model as the bytes of its file."""
    from skops.io import dumps

    table = model.reference
    dumped = dumps({"forest": model.forest, "ids": table.ids, "values": table.values, "groups": table.groups})
    with ZipFile(io.BytesIO(dumped)) as made:
        schema = json.loads(made.read(_SCHEMA))
        files = {name: f"{number}.npy" for number, name in enumerate(dict.fromkeys(_renumbered(schema)))}
        parts = {new: _clean(made.read(old)) for old, new in files.items()}
    _rename(schema, files)
    whole = {_HEAD: msgspec.json.encode(model.head), _SCHEMA: json.dumps(schema).encode(), **parts}
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        for name, content in whole.items():
            # Of a fixed time and system: else the same model would be other bytes a second later.
            info = ZipInfo(name, _LONG_AGO)
            info.create_system, info.external_attr = 3, 0o644 << 16
            file.writestr(info, content, ZIP_DEFLATED)
    return written.getvalue()


def _clean(file: bytes) -> bytes:
    """An array's file without what happened to be in memory: nodes of trees have gaps, and leaves fields that nobody set."""
    import numpy as np

    array = np.load(io.BytesIO(file), allow_pickle=False)
    if array.dtype.names is None:
        return file
    clean = np.zeros(array.shape, array.dtype)  # not zeros_like, which leaves the gaps as they are
    for field in array.dtype.names:
        clean[field] = array[field]
    if "missing_go_to_left" in array.dtype.names:
        clean["missing_go_to_left"][array["left_child"] == -1] = 0
    written = io.BytesIO()
    np.save(written, clean, allow_pickle=False)
    return written.getvalue()


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """All objects of a schema, in its order; not recursive, for a schema nested by an enemy."""
    left = [tree]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield one
        if isinstance(one, (dict, list)):
            left.extend(reversed(list(one.values() if isinstance(one, dict) else one)))


def _renumbered(schema: Any) -> Iterator[str]:
    """The files that a schema names, after its objects were numbered in their order: skops takes addresses in memory."""
    for number, node in enumerate(_nodes(schema)):
        if "__id__" in node:
            node["__id__"] = number
        if isinstance(node.get("file"), str):
            yield node["file"]


def _rename(schema: Any, files: dict[str, str]) -> None:
    for node in _nodes(schema):
        if isinstance(node.get("file"), str):
            node["file"] = files[node["file"]]


def from_bytes(data: bytes, name: str, knowledge: Knowledge) -> Model:
    """A model from the bytes of its file.

    Args:
        data: of the file.
        name: how to call it in messages.
        knowledge: that it is to be used with.

    Raises:
        UsageError: as ``load``.
    """
    head = _head(data, name)
    _refuse_unfit(head, name, knowledge)
    try:
        return _built(data, head, name)
    except UsageError:
        raise
    except Exception as error:  # a damaged schema fails in whatever way it is damaged in
        raise UsageError(f"{name}: the model is damaged ({type(error).__name__}: {error}); copy it again, or {_REFIT}") from None


def _head(data: bytes, name: str) -> Head:
    try:
        with ZipFile(io.BytesIO(data)) as file:
            if sum(info.file_size for info in file.infolist()) > _MOST_BYTES:
                raise UsageError(f"{name}: unpacked it would be over {_MOST_BYTES >> 30} GiB; {_REFIT}, on a sample of the units")
            return msgspec.json.decode(file.read(_HEAD), type=Head)
    except (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        # zlib's errors and msgspec's are ValueError or RuntimeError kin; a password is RuntimeError
        raise UsageError(f"{name}: no model of mingcha, or a damaged one ({error}); {_REFIT}") from None


def _refuse_unfit(head: Head, name: str, knowledge: Knowledge) -> None:
    """Refuse a model whose numbers would mean something else here."""
    import sklearn
    import skops

    pairs = (
        ("format", str(head.format), str(FORMAT)),
        ("mingcha", _release(head.mingcha), _release(__version__)),
        ("scikit-learn", _release(head.sklearn), _release(sklearn.__version__)),
        ("skops", _release(head.skops), _release(skops.__version__)),
    )
    for what, there, here in pairs:
        if there != here:
            raise UsageError(f"{name}: fitted with {what} {there}, this is {what} {here}; install {there}, or {_REFIT}")
    if head.peers != knowledge.peers.hash:
        raise UsageError(
            f"{name}: fitted with other features, amounts or groups (knowledge/peers {head.peers[:12]}, here "
            f"{knowledge.peers.hash[:12]}); give the knowledge it was fitted with (--knowledge), or {_REFIT}"
        )


def _release(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _built(data: bytes, head: Head, name: str) -> Model:
    from skops.io import loads

    with ZipFile(io.BytesIO(data)) as file:
        schema = json.loads(file.read(_SCHEMA))
    _refuse_foreign(schema, name)
    parts = loads(data, trusted=list(_TRUSTED))
    table = FeatureTable(ids=parts["ids"], features=head.features, values=parts["values"], groups=parts["groups"])
    if table.values.shape != (head.units, len(head.features)) or len(table.groups) != head.units or len(table.ids) != head.units:
        raise ValueError("its parts are not of one size")
    _refuse_tangled(parts["forest"])
    return Model(head, parts["forest"], table)


def _refuse_foreign(schema: Any, name: str) -> None:
    """Refuse a file that names anything but what a model is made of, before skops looks at it."""
    from skops.io import dumps

    with ZipFile(io.BytesIO(dumps(None))) as here:
        protocol = json.loads(here.read(_SCHEMA))["protocol"]
    if schema["protocol"] != protocol:
        raise ValueError(f"it has the protocol {schema['protocol']}, not {protocol}")
    for node in _nodes(schema):
        if node.keys() & {"__loader__", "__class__", "__module__"}:
            made = f"{node.get('__module__')}.{node.get('__class__')}"
            if node.get("__loader__") not in _TRUSTED.get(made, ()):
                raise UsageError(
                    f"{name}: holds {made} ({node.get('__loader__')}), which no model of mingcha is made of; nothing of it "
                    f"was run; do not use the file, {_REFIT}"
                )


def _refuse_tangled(forest: PeerForest) -> None:
    """Refuse trees that lead out of themselves: scikit-learn follows them through memory without a look."""
    import numpy as np

    columns = {tree.n_features_in_ for tree in forest.forest_.trees}
    for tree, lengths in zip(forest.forest_.trees, forest.forest_.lengths, strict=True):
        inner = tree.tree_
        nodes = np.arange(inner.node_count)
        leaf = inner.children_left == -1
        forward = [(side > nodes) & (side < inner.node_count) for side in (inner.children_left, inner.children_right)]
        known = (inner.feature >= 0) & (inner.feature < inner.n_features)
        if not (leaf | (forward[0] & forward[1] & known)).all() or len(lengths) != len(nodes) or columns != {inner.n_features}:
            raise ValueError("its trees are tangled")
