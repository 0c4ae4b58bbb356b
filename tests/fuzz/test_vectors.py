"""The wrong frames in `vectors.json` end here as it is written there; the TypeScript core runs them too."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from fuzz.test_frames import take

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.replica import Replica

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())


def receive(replica: Replica, wired: dict[str, Any]) -> str:
    return take(replica, wired["frame"], None if wired["blob"] is None else base64.b64decode(wired["blob"])).kind


@pytest.mark.parametrize("case", VECTORS["cases"])
def test_case(case: dict[str, Any]) -> None:
    replica = Replica()
    for right in VECTORS["frames"][: case["after"]]:
        receive(replica, right)
    found = {"kind": receive(replica, case), "position": list(replica.position), "digest": digest(replica.store)}
    assert found == {key: case[key] for key in found}
