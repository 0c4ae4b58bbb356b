"""Whatever goes wrong, by a seed's plan, no page shows what the kernel never had, and at rest all have the same.

A seed's plan is always the same: `JUPYTER_VISDOM_SEED=17` runs that one (`3,17`: those two), `JUPYTER_VISDOM_SEEDS=500`
the first 500. What is printed says when each fault began.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import plan
import pytest
import pytest_asyncio
from lines import Hub
from run import Site, make_server, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEEDS = range(int(os.environ.get("JUPYTER_VISDOM_SEEDS", "2")))
ONE = os.environ.get("JUPYTER_VISDOM_SEED")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with Hub() as hub:
        with make_server(tmp_path_factory.mktemp("server"), hub) as server:
            yield Site(hub, server)


@pytest.mark.parametrize("seed", SEEDS if ONE is None else [*map(int, ONE.split(","))])
async def test_a_seeds_faults_lose_nothing(seed: int, tmp_path: Path, site: Site):
    print(f"JUPYTER_VISDOM_SEED={seed}", *plan.faults(seed), sep="\n")
    async with running(seed, tmp_path, site) as run:
        await run.go()
