"""A run: one seed's load under its faults, and what must hold during it and at rest."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import framing
import plan
import psutil
from kernel import Kernel
from ledger import Ledger
from lined_kernels import HUB
from lines import Hub, Line, Trouble
from plan import Fault
from servers import PYTHONPATH, ServerProcess, until
from viewer_process import ViewerProcess
from witness import Witness

REST_SECONDS = 60.0
"""How long all may take to agree when nothing goes wrong any more: a few seconds, unless the machine has other work."""

DRAW_SECONDS = 180.0
"""How long the kernel's code may take, its restarts included."""

SERVER_BYTES = 1 << 30
"""What the server may take after faults of every kind; some 120 MB is usual."""

OPTIONS = (
    "--MultiKernelManager.kernel_manager_class=lined_kernels.LinedKernelManager",
    "--KernelRestarter.time_to_dead=0.3",
    "--KernelRestarter.restart_limit=100",
    "--MappingKernelManager.kernel_info_timeout=2",
    "--JupyterVisdom.beat=0.3",
    "--JupyterVisdom.patience=2",
    "--JupyterVisdom.frame_bytes=8192",
)

CELL = """%load_ext jupyter_visdom
import load
_it = load.go({path!r}, {seed}, {first})"""


@contextmanager
def make_server(folder: Path, hub: Hub) -> Iterator[ServerProcess]:
    """Start a server that reaches its kernels by lines; at the end it is killed, for it may be suspended."""
    environment = {"PYTHONPATH": f"{PYTHONPATH}:{Path(__file__).parent}", "JUPYTER_VISDOM_ENV_PATH": ""}
    environment[HUB] = str(hub.port)
    where = {"app": "jupyter_server", "base_url": "/user/ada/"}
    server = ServerProcess(folder, folder / "home", options=OPTIONS, environment=environment, **where)
    with server:
        try:
            yield server
        finally:
            os.kill(server.pid, signal.SIGCONT)


@asynccontextmanager
async def running(seed: int, folder: Path, site: Site) -> AsyncIterator[Run]:
    """Start a kernel, lines and viewers for a seed's run."""
    kernel = Kernel(site.server)
    await kernel.start()
    run = Run(seed, folder, kernel, site.hub.trouble)
    try:
        await run.open()
        yield run
    finally:
        await run.close()
        await kernel.stop()


class Site(NamedTuple):
    """What all runs share."""

    hub: Hub
    server: ServerProcess


class Run:
    """One seed's run."""

    def __init__(self, seed: int, folder: Path, kernel: Kernel, trouble: Trouble) -> None:
        self.seed, self.server, self.kernel = seed, kernel.server, kernel
        self.ops = plan.ops(seed)
        self.ledger = Ledger(folder / "ledger", self.ops)
        self.digest = ""
        self.witnesses: list[Witness] = []
        self.pages: list[Witness] = []
        self._troubles = {"kernel": trouble}
        self._lines: list[Line] = []

    async def open(self) -> None:
        for number in range(plan.PAGES):
            trouble = self._troubles[str(number)] = Trouble(resets=False)
            line = Line(self.server.port, trouble, framing.http)
            await line.open()
            self._lines.append(line)
            self.pages.append(await self._open_page(number))
        self.stopped = await ViewerProcess(self.server.url, self.server.token, self.kernel.id).__aenter__()
        await self.stopped.ask("settle")
        for page in self.pages:
            await page.settled()

    async def close(self) -> None:
        for trouble in self._troubles.values():
            trouble.end()
        for page in self.pages:
            await page.__aexit__()
        await self.stopped.__aexit__()
        for line in self._lines:
            await line.close()

    async def _open_page(self, number: int) -> Witness:
        url = self.server.url_at(self._lines[number].port)
        name = f"{number}.{len(self.witnesses)}"
        page = Witness(name, self.ledger, url, self.server.token, self.kernel.id)
        self.witnesses.append(page)
        return await page.__aenter__()

    def tell(self, *what: object) -> None:
        """Print what happens, and when."""
        print(f"{asyncio.get_running_loop().time() - self._began:7.3f}", *what)

    async def go(self) -> None:
        """Draw under faults, then let everything come to rest."""
        self._began = asyncio.get_running_loop().time()
        faults = plan.faults(self.seed)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._draw())
            for place in {fault.place for fault in faults}:
                tasks.create_task(self._make_trouble([fault for fault in faults if fault.place == place]))
        await self._draw()  # in the next life, if one ended after it was done
        await self._rest()

    async def _draw(self) -> None:
        """Run the kernel's code until it is at its end; after a death or an interrupt it goes on where it was."""
        while not self.digest:
            code = CELL.format(path=str(self.ledger.path), seed=self.seed, first=self.ledger.begun + 1)
            self.digest = await self.kernel.run(code) or ""
            self.ledger.read_on()
            self.tell("kernel", self.ledger.begun)

    # -- faults --------------------------------------------------------------------------------------------------------

    async def _make_trouble(self, faults: list[Fault]) -> None:
        for fault in faults:
            await until(lambda at=fault.at: self._reached(at), DRAW_SECONDS)
            self.tell("begin", fault.place, fault.kind)
            if fault.place == "process":
                await getattr(self, "_" + fault.kind.replace(" ", "_"))(fault)
            else:
                self._troubles[fault.place].begin(fault)
                await asyncio.sleep(fault.seconds)
                self._troubles[fault.place].end()
            self.tell("end", fault.place, fault.kind)

    def _reached(self, at: int) -> bool:
        self.ledger.read_on()
        return self.ledger.begun >= at

    async def _kill(self, _: Fault) -> None:
        await self._look_at_mirror()
        await self.kernel.kill()
        self._forget_life()

    async def _restart(self, _: Fault) -> None:
        await self._look_at_mirror()
        await self.kernel.restart()
        self._forget_life()

    def _forget_life(self) -> None:
        """Forget what the life that ended has lost, and what it held at its end."""
        self._troubles["kernel"].counts.clear()
        self.digest = ""

    async def _interrupt(self, _: Fault) -> None:
        await self.kernel.interrupt()

    async def _close_page(self, _: Fault) -> None:
        await self.pages[0].__aexit__()
        self.pages[0] = await self._open_page(0)

    async def _stop_page(self, fault: Fault) -> None:
        await self._suspend(self.stopped.process.pid, fault.seconds)

    async def _stop_server(self, fault: Fault) -> None:
        await self._suspend(self.server.pid, fault.seconds)

    async def _suspend(self, pid: int, seconds: float) -> None:
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.kill(pid, signal.SIGCONT)

    async def _look_at_mirror(self) -> dict[str, Any]:
        mirror = await self.kernel.jupyter.mirror(self.kernel.id)
        self.ledger.mirror_has(mirror["epoch"], mirror["cursor"])
        return mirror

    # -- at rest -------------------------------------------------------------------------------------------------------

    async def _rest(self) -> None:
        """Wait until all hold what the kernel holds, and check all that was seen."""
        try:
            async with asyncio.timeout(REST_SECONDS):
                while set(await self._digests()) != {self.digest}:
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(await self._describe()) from None
        self.tell("rest")
        self.ledger.check_all_sights()
        wrong = [error for witness in self.witnesses for error in witness.wrong]
        assert not wrong, wrong
        await self._check_counts()
        taken = psutil.Process(self.server.pid).memory_info().rss
        assert taken < SERVER_BYTES, f"the server has {taken >> 20} MiB"

    async def _check_counts(self) -> None:
        """Check that the server has counted what the last life's line to the mirror has lost."""
        counts = (await self._look_at_mirror())["counts"]
        lost = self._troubles["kernel"].counts["drop"]
        assert not lost or counts.get("gap") or counts.get("resyncs asked"), f"{lost} frames lost: {counts}"

    async def _describe(self) -> str:
        """Say who holds what, of those who should agree."""
        kernel = {"digest": self.digest, "cursor": self.ledger.life.cursor}
        lines = [f"kernel: {kernel}", f"mirror: {await self._look_at_mirror()}"]
        for number, page in enumerate(self.pages):
            lines.append(f"page {number}: {page.digest()}, {page.stats}, {page.error!r}")
        return "\n".join(["not at rest", *lines])

    async def _digests(self) -> list[str]:
        mirror = await self._look_at_mirror()
        stopped = await self.stopped.ask("digest")
        return [mirror["digest"], stopped, *(page.digest() for page in self.pages)]
