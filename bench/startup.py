"""What the extension adds to a start: `%load_ext` beyond `import visdom`, and what a page loads before the first pane.

Each start is a fresh kernel, read back by a window that is there afterwards. The page's weight is that of the built
front end: the entry, and the chunks that the entry names for our plugin; what those import later comes with a pane.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from bench.figures import Aim, Result, spread, table
from bench.kernel import ROOT, evaluate, kernel

STARTS = 5
STATIC = ROOT / "jupyter_visdom" / "labextension" / "static"
KB = 1e3

IMPORT = "import time; t = time.perf_counter()\nimport visdom\nimported = time.perf_counter() - t"
LOAD = "t = time.perf_counter()\n%load_ext jupyter_visdom\nloaded = time.perf_counter() - t"
WINDOW = "vis = visdom.Visdom(); vis.line([1.0, 2.0], win='w')"


def measure(full: bool = False) -> Result:
    """Measure both."""
    starts = [_start() for _ in range(STARTS)]
    imported, loaded = (spread(column) for column in zip(*starts, strict=True))
    files = page_files(STATIC)
    sizes = {file.name: (file.stat().st_size, len(gzip.compress(file.read_bytes()))) for file in files}
    weight = sum(size for size, _ in sizes.values()) / KB
    rows = [
        ["`import visdom`", "1", f"{imported} s"],
        ["`%load_ext jupyter_visdom` after it", f"{loaded.median / imported.median:.2f}", f"{loaded} s"],
    ]
    chunks = [[name, f"{size / KB:.1f}", f"{small / KB:.1f}"] for name, (size, small) in sizes.items()]
    return Result(
        "Start",
        [table(["", "times `import visdom`", ""], rows), table(["before the first pane", "kB", "kB as gzip"], chunks)],
        [
            Aim("`%load_ext` beyond `import visdom`", loaded.median, "s", most=0.5),
            Aim("page weight before the first pane", weight, "kB", most=150),
        ],
        {"starts": starts, "files": sizes},
    )


def _start() -> tuple[float, float]:
    with kernel(IMPORT) as client:
        evaluate(client, LOAD)
        assert evaluate(client, WINDOW, "vis.win_exists('w')") is True
        imported, loaded = evaluate(client, "", "[imported, loaded]")
    return imported, loaded


def page_files(static: Path) -> list[Path]:
    """Return what a page loads with our plugin: the entry and the chunks of its modules."""
    (entry,) = static.glob("remoteEntry.*.js")
    modules = re.search(r'"\./extension":.*?"\./style":.*?\.then', entry.read_text())
    assert modules, "the entry has another form than webpack gave it when this was written"
    chunks = dict.fromkeys(re.findall(r"\.e\((\d+)\)", modules[0]))
    return [entry, static / "style.js", *(file for chunk in chunks for file in static.glob(f"{chunk}.*.js"))]
