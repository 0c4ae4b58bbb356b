"""Make `vectors.json`, wrong frames for both cores: `PYTHONPATH=tests python tests/fuzz/make_vectors.py`.

`{"frames": [{"frame", "blob"}], "cases": [{"after", "frame", "blob", "kind", "position", "digest"}]}`: a replica that
was given the first `after` of the right frames is given a wrong one. What Python takes in, a page must take in too.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from pathlib import Path
from typing import Any

from fuzz.hostile import broken
from fuzz.test_frames import COLUMNS, FRAMES, SKELETON, pane_frame, replica_after
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jupyter_visdom.core.digest import digest

FILE = Path(__file__).parent / "vectors.json"
MOST = 1200
"""Characters in a case: what is longer shows nothing more."""

COLUMN_BYTES = st.lists(st.binary(max_size=16), min_size=3, max_size=3) | st.just(COLUMNS)

ALIKE = 4
"""Cases kept of one outcome and error."""

cases: dict[str, dict[str, Any]] = {}
alike: Counter[str] = Counter()


def add(after: int, data: Any, blob: bytes | None) -> None:
    """Note what becomes of a frame; JavaScript tells no `1.0` from `1`, so those are none of ours."""
    text = json.dumps(data)
    if not isinstance(data, dict) or len(text) + len(blob or b"") > MOST or ".0" in text or "1e+" in text:
        return
    replica = replica_after(after)
    outcome = replica.receive(data, blob)
    found = {"kind": outcome.kind, "position": list(replica.position), "digest": digest(replica.store)}
    alike[same := f"{outcome.kind} {outcome.error or '':.28}"] += 1
    if alike[same] <= (ALIKE if outcome.error else 5 * ALIKE):
        cases[text + str(blob)] = {"after": after, "frame": data, "blob": encoded(blob), **found}


def encoded(blob: bytes | None) -> str | None:
    return None if blob is None else base64.b64encode(blob).decode()


def sampled(count: int) -> Any:
    return settings(max_examples=count, derandomize=True, database=None, phases=[Phase.generate], deadline=None,
                    suppress_health_check=list(HealthCheck))  # fmt: skip


@sampled(1500)
@given(st.integers(0, len(FRAMES) - 1), st.data())
def add_frames(index: int, data: st.DataObject) -> None:
    message, blob = FRAMES[index]
    add(index, data.draw(broken(st.just(message))), blob)


@sampled(1500)
@given(broken(st.just(SKELETON)), COLUMN_BYTES)
def add_panes(skeleton: Any, columns: list[bytes]) -> None:
    add(0, *pane_frame(skeleton, columns))


if __name__ == "__main__":
    add_frames()
    add_panes()
    for text in [b"\xff", b'{"json":{"a":NaN},"columns":[]}', b'\xef\xbb\xbf{"json":{},"columns":[]}', b"[" * 9999]:
        add(0, *pane_frame(text, []))
    add(0, *pane_frame(json.dumps(SKELETON).encode("utf-16"), COLUMNS))
    right = [{"frame": data, "blob": encoded(blob)} for data, blob in FRAMES]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases.values())
    FILE.write_text(f'{{"frames":{json.dumps(right, separators=(",", ":"))},\n"cases":[\n{lines}\n]}}\n')
