"""The plan of a seed: what the kernel draws, and what goes wrong meanwhile. Everything by chance is decided here."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

OPS = 200
PAUSE = 0.016
KEYS = [
    *(("main", win) for win in ("loss", "accuracy", "log", "picture", "large")),
    *(("other", win) for win in ("loss", "log", "picture")),
    *(("third env", win) for win in ("loss", "log")),
]
ANCHOR = "main", "anchor"
"""A window that is drawn first and never closed."""

PAGES = 2

LINE_FAULTS = {
    "fin": (0, 0),
    "rst": (0, 0),
    "torn": (0.3, 0.5),
    "swallow": (0.4, 0),
    "stall": (0.8, 0),
    "delay": (1.0, 0.1),
    "slow": (1.2, 40_000),
    "refuse": (0.5, 0),
    "drop": (1.0, 0.3),
    "repeat": (1.0, 0.4),
    "reorder": (1.0, 0.4),
}
"""By kind: about how many seconds, and how much: a chance, seconds of delay or bytes a second."""

DEATHS = ["kill", "restart"]
"""Each run has one, at least."""

PROCESS_FAULTS = [*DEATHS, "interrupt", "interrupt", "close page", "stop page", "stop server"]

Key = tuple[str, str]
"""(env, win)."""


class Op(NamedTuple):
    """One call of the kernel's code: its number is what it draws."""

    number: int
    kind: str
    key: Key
    size: int
    pause: float

    @property
    def points(self) -> list[float]:
        """The x of its points; y is -x."""
        return [self.number + i / 65536 for i in range(self.size)]


class Fault(NamedTuple):
    """One fault, which begins with an operation: where (`kernel`, a page's number or `process`), what, and how long."""

    at: int
    place: str
    kind: str
    seconds: float = 0.0
    amount: float = 0.0
    seed: int = 0


def ops(seed: int) -> list[Op]:
    """Return what the kernel draws."""
    random = Random(f"ops {seed}")
    first = Op(0, "append", ANCHOR, 1, 0)
    return [first, *(_op(random, number) for number in range(1, OPS))]


def _op(random: Random, number: int) -> Op:
    key = ANCHOR if random.random() < 0.1 else random.choice(KEYS)
    kind, size = "append", random.choice([1, 1, 1, 5, 40])
    chance = random.random()
    if key[1] == "large":
        kind, size = ("replace", 6000) if chance < 0.25 else ("append", 300)
    elif key != ANCHOR and chance < 0.06:
        kind = random.choice(["close", "replace"])
    elif key[0] == "third env" and chance < 0.1:
        kind = "delete_env"
    elif key[1] in ("loss", "anchor") and chance > 0.9:
        kind = "title"
    return Op(number, kind, key, size, random.expovariate(1 / PAUSE))


def faults(seed: int) -> list[Fault]:
    """Return what goes wrong, in order; those of one place one after the other."""
    random = Random(f"faults {seed}")
    places = ["kernel", *map(str, range(PAGES))]
    found = [fault for place in places for fault in _line_faults(random, place)]
    return sorted(found + _process_faults(random))


def _line_faults(random: Random, place: str) -> list[Fault]:
    found, at = [], random.randint(-1, OPS // 4)
    while at < OPS:
        kind = random.choice(list(LINE_FAULTS))
        seconds, amount = LINE_FAULTS[kind]
        seconds = round(seconds * random.uniform(0.5, 1.5), 3)
        found.append(Fault(at, place, kind, seconds, amount, random.getrandbits(32)))
        at += random.randint(10, 100)
    return found


def _process_faults(random: Random) -> list[Fault]:
    kinds = [random.choice(DEATHS), *random.choices(PROCESS_FAULTS, k=random.randint(0, 3))]
    random.shuffle(kinds)
    times = sorted(random.randint(0, OPS - 1) for _ in kinds)
    return [Fault(at, "process", kind, random.uniform(0.3, 1.5)) for at, kind in zip(times, kinds, strict=True)]


def small_frames(seed: int) -> bool:
    """Whether the kernel's frames are small, so that one sweep has many."""
    return Random(f"frames {seed}").random() < 0.5
