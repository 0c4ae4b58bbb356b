"""What `%load_ext` adds to a start, beyond `import visdom`.

Each start is a fresh kernel, read back by a window that is there afterwards.
"""

from __future__ import annotations

from bench.figures import Aim, Result, spread, table
from bench.kernel import evaluate, kernel

STARTS = 5

IMPORT = "import time; t = time.perf_counter()\nimport visdom\nimported = time.perf_counter() - t"
LOAD = "t = time.perf_counter()\n%load_ext jupyter_visdom\nloaded = time.perf_counter() - t"
WINDOW = "vis = visdom.Visdom(); vis.line([1.0, 2.0], win='w')"


def measure(full: bool = False) -> Result:
    """Measure some starts."""
    starts = [_start() for _ in range(STARTS)]
    imported, loaded = (spread(column) for column in zip(*starts, strict=True))
    rows = [
        ["`import visdom`", "1", f"{imported} s"],
        ["`%load_ext jupyter_visdom` after it", f"{loaded.median / imported.median:.2f}", f"{loaded} s"],
    ]
    aims = [Aim("`%load_ext` beyond `import visdom`", loaded.median, "s", most=0.5)]
    return Result("Start", [table(["", "times `import visdom`", ""], rows)], aims, {"starts": starts})


def _start() -> tuple[float, float]:
    with kernel(IMPORT) as client:
        evaluate(client, LOAD)
        assert evaluate(client, WINDOW, "vis.win_exists('w')") is True
        imported, loaded = evaluate(client, "", "[imported, loaded]")
    return imported, loaded
