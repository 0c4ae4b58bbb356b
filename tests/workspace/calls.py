"""Calls of Visdom's client, written down as code, and what the real server is expected to make of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Expected = str
"""What becomes of a call.

same     both sides answer the same and hold the same windows
fault    the real server fails half-way, ours refuses it whole (docs/differences.md); both begin anew
refused  the real server takes it, ours refuses it whole (docs/differences.md); both begin anew
raises   the client raises the same exception on both sides
any      same, fault or raises
"""


class Call(NamedTuple):
    """One call of a client's method, which prints as code."""

    method: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    expected: Expected = "same"

    def __repr__(self) -> str:
        given = [shown(arg) for arg in self.args]
        named = [f"{key}={shown(value)}" for key, value in self.kwargs.items()]
        return f"vis.{self.method}({', '.join(given + named)})"


class Recorder:
    """Stands where a client would, and writes its calls down."""

    def __init__(self, calls: list[Call], expected: Expected = "same") -> None:
        self.calls = calls
        self.expected = expected

    def __getattr__(self, method: str) -> Callable[..., None]:
        def record(*args: Any, **kwargs: Any) -> None:
            self.calls.append(Call(method, args, kwargs, self.expected))

        return record

    @property
    def faults(self) -> Recorder:
        return Recorder(self.calls, "fault")

    @property
    def refused(self) -> Recorder:
        return Recorder(self.calls, "refused")

    @property
    def raises(self) -> Recorder:
        return Recorder(self.calls, "raises")

    @property
    def tries(self) -> Recorder:
        return Recorder(self.calls, "any")


def recorded(scenario: Callable[[Recorder], None]) -> list[Call]:
    """Return the calls that a scenario makes."""
    recorder = Recorder([])
    scenario(recorder)
    return recorder.calls


def shown(value: Any) -> str:
    """Return a value as code, arrays too."""
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r}, {str(value.dtype)!r})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {shown(item)}" for key, item in value.items()) + "}"
    return repr(value)
