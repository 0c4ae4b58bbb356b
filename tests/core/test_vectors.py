"""The vectors in `tests/vectors/`, which the TypeScript core runs too."""

import base64
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jupyter_visdom.core.digest import digest, digest_json
from jupyter_visdom.core.replica import Outcome, Replica
from jupyter_visdom.core.thin import bin_edges, thin

VECTORS = Path(__file__).parent.parent / "vectors"


def load(pattern: str) -> list[Any]:
    return [pytest.param(json.loads(path.read_text()), id=path.stem) for path in sorted(VECTORS.glob(pattern))]


def receive(replica: Replica, step: dict[str, Any]) -> Outcome:
    if beat := step.get("beat"):
        return replica.receive_beat(beat["epoch"], beat["cursor"], beat["index"])
    return replica.receive(step["frame"], base64.b64decode(step["blob"]) if step["blob"] else None)


def seen(replica: Replica, outcome: Outcome) -> dict[str, Any]:
    return {
        "kind": outcome.kind,
        "position": list(replica.position),
        "stale": replica.stale,
        "digest": digest(replica.store),
        "send": list(outcome.send),
        "panes": sorted(map(list, outcome.panes)),
        "lists": outcome.lists,
        "whole": outcome.whole,
    }


@pytest.mark.parametrize("vector", load("replica-*.json"))
def test_replica(vector: dict[str, Any]) -> None:
    """A replica does what each step expects."""
    replica = Replica()
    for number, step in enumerate(vector["steps"]):
        found = seen(replica, receive(replica, step))
        assert {name: found[name] for name in step["expect"]} == step["expect"], f"step {number}"


@pytest.mark.parametrize("vector", load("digest-*.json"))
def test_digest(vector: dict[str, Any]) -> None:
    """A value has the digest that is written beside it."""
    assert digest_json(vector["value"]) == vector["digest"]


@pytest.mark.parametrize("vector", load("thin-*.json"))
def test_thin(vector: dict[str, Any]) -> None:
    """A line is cut where the vector says, and keeps these points."""
    y = np.array(vector["y"], dtype=float)
    position = np.arange(float(len(y))) if vector["x"] is None else np.array(vector["x"])
    edges = bin_edges(position, vector["start"], vector["end"], vector["bins"])
    assert edges.tolist() == vector["edges"]
    assert thin(y, edges).tolist() == vector["kept"]


def test_committed() -> None:
    """The files are what `make.py` makes."""
    spec = importlib.util.spec_from_file_location("make_vectors", VECTORS / "make.py")
    assert spec and spec.loader
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    made = {name: make.dump(vector) for name, vector in make.vectors().items()}
    assert made == {path.name: path.read_text() for path in VECTORS.glob("*.json")}
