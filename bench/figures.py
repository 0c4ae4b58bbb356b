"""Figures: medians with their spread, tables in Markdown, and what was aimed at. No clock, no process."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Spread(NamedTuple):
    """A median, and the least and the most that were seen."""

    median: float
    least: float
    most: float

    def scaled(self, factor: float) -> Spread:
        """Return the spread in another unit."""
        return Spread(*(value * factor for value in self))

    def __str__(self) -> str:
        return f"{number(self.median)} ({number(self.least)} to {number(self.most)})"


def spread(values: Iterable[float]) -> Spread:
    """Return the spread of some values."""
    ordered = sorted(values)
    return Spread(statistics.median(ordered), ordered[0], ordered[-1])


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(math.ceil(share * len(ordered)), len(ordered)) - 1]


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float | None:
    """Return p of the fit cost = c * size**p: 0 is flat, 1 proportional; None of fewer than two."""
    if len(sizes) < 2:
        return None
    return statistics.linear_regression([*map(math.log, sizes)], [*map(math.log, costs)]).slope


def number(value: float) -> str:
    """Return a number with three digits that mean something."""
    if value == 0 or not math.isfinite(value):
        return f"{value:.0f}"
    digits = max(2 - math.floor(math.log10(abs(value))), 0)
    return f"{value:,.{min(digits, 3)}f}"


class Aim(NamedTuple):
    """One line of what was aimed at: met if the figure is no more than `most`, or no less than `least`."""

    what: str
    figure: float
    unit: str = ""
    most: float = math.inf
    least: float = -math.inf

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.least <= self.figure <= self.most

    def row(self) -> list[str]:
        """Return it as a row: how far from the limit first."""
        limit, sign = (self.most, "<=") if math.isfinite(self.most) else (self.least, ">=")
        share = f"{self.figure / limit:.2f}" if limit else "-"
        aim = f"{sign} {number(limit)} {self.unit}".strip()
        figure = f"{number(self.figure)} {self.unit}".strip()
        return [self.what, share, figure, aim, "met" if self.met else "**missed**"]


@dataclass
class Result:
    """What one measure found."""

    title: str
    tables: list[str] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    raw: Any = None

    def markdown(self) -> str:
        """Return it for a reader."""
        return "\n\n".join([f"## {self.title}", *self.tables, aims_table(self.aims)])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def aims_table(aims: Iterable[Aim]) -> str:
    """Return what was aimed at as a table, ratios first."""
    return table(["aim", "figure / aim", "figure", "aimed at", ""], [aim.row() for aim in aims])
