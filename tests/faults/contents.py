"""What a window of the plan's holds: the numbers that were drawn in it, whoever asks."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from typing import Any

import numpy
from PIL import Image

Content = tuple[float, ...]


def read(window: dict[str, Any]) -> Content:
    """Return the numbers drawn in a window, in order. AssertionError if it is torn."""
    content = window["content"]
    if window["type"] == "image":
        number = picture_number(content["src"])
        assert content["caption"] == f"picture {number}", "an image under another's caption"
        return (number,)
    if window["type"] == "text":
        return tuple(map(int, re.findall(r"line (\d+);", content)))
    (trace,) = content["data"]
    assert len(trace["x"]) == len(trace["y"]), f"torn: {len(trace['x'])} x and {len(trace['y'])} y"
    assert all(x == -y for x, y in zip(trace["x"], trace["y"], strict=True)), "x and y of different points"
    return tuple(trace["x"])


def make_picture(number: int) -> numpy.ndarray:
    """Return an image that compresses badly, so that it is a column of its own."""
    return numpy.random.default_rng(number).integers(0, 255, (3, 24, 24), "uint8")


@lru_cache(maxsize=256)
def picture_number(source: str) -> int:
    """Return which picture a data URL shows. AssertionError if it shows none of ours."""
    image = numpy.asarray(Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))))
    found = [number for number in range(400) if numpy.array_equal(corner(number), image[0, :4])]
    assert found, "an image that nobody drew"
    assert numpy.array_equal(make_picture(found[0]).transpose(1, 2, 0), image), "half of one image, half of another"
    return found[0]


@lru_cache(maxsize=400)
def corner(number: int) -> numpy.ndarray:
    return make_picture(number)[:, 0, :4].T
