"""What numbers may come in: every type and shape of array, lists, tuples, tensors."""

import math

import numpy as np

NUMBERS = ("f2", "f4", "f8", ">f8", "g", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?")
OTHERS = ("O", "U3", "S3", "c8", "M8[s]")


def types(vis):
    """Arrays of every type of number, and of what is no number."""
    for dtype in (*NUMBERS, *OTHERS):
        x = (np.arange(12) % 2 if dtype == "?" else np.arange(12)).astype(dtype)
        vis.tries.line(x, x, win=f"line {dtype}")
        for _ in range(3):
            vis.tries.line(x[:1], x[:1], win=f"line {dtype}", update="append")
        vis.tries.line(x[:1], x[:1], win=f"line {dtype}", update="append", name="new")
        vis.tries.scatter(np.column_stack((x, x)), np.arange(12) + 1, win=f"scatter {dtype}")
        vis.tries.scatter(np.ones((12, 2)), x, win=f"labels {dtype}")
        vis.tries.bar(x, win=f"bar {dtype}")
        vis.tries.heatmap(x.reshape(3, 4), win=f"heatmap {dtype}")
        vis.tries.heatmap(x.reshape(3, 4), win=f"heatmap {dtype}", update="appendColumn")
        vis.close()


def mixed_types(vis):
    """A trace of one type that gets points of another."""
    for first in ("f8", "i8", "?", "O"):
        vis.tries.line(np.ones(12, first), np.ones(12, first), win=first)
        for then in ("f4", "u8", "?", "O"):
            vis.tries.line(np.ones(1, then), np.ones(1, then), win=first, update="append")
    large = np.array([2**53, 2**53 + 1, -(2**63)] * 4)
    vis.line(large, large, win="large")
    vis.line(large[:1] - 1, large[:1], win="large", update="append")
    vis.line(np.array([2**64 - 1], "u8"), np.array([1], "u8"), win="large", update="append")
    vis.line(np.array([65504, 6e-8], "f2"), np.array([1, 2], "f2"), win="small")
    vis.line(np.array([math.nan, math.inf, -math.inf], "f2"), np.arange(3), win="small", update="append")


def shapes(vis):
    """Arrays that are views, of no dimension, or empty; and what is no array."""
    x = np.arange(48.0)
    readonly = x[:12].copy()
    readonly.flags.writeable = False
    for i, view in enumerate((x[::4], x[12::-1], np.broadcast_to(x[:1], 12), readonly, np.ma.masked_less(x[:12], 3))):
        vis.tries.line(view, view, win=f"view {i}")
        vis.tries.line(view, view, win=f"view {i}", update="append")
        vis.tries.histogram(view, win=f"histogram {i}")
    vis.close()
    square = x[:36].reshape(6, 6)
    for i, view in enumerate((square.T, square[::2, ::-1], np.asfortranarray(square))):
        vis.tries.heatmap(view, win=f"heatmap {i}")
        vis.tries.line(view, win=f"lines {i}")
        vis.tries.surf(view, win=f"surface {i}")
    vis.close()
    others = (np.float64(1), np.array(1.0), 1.0, np.array([]), [], (1.0, 2.0), range(3), [[]], None, "words", {"a": 1})
    for value in (*others, [1, "a"], [None, 1], [True, False], [[1, 2], [3, 4]], [2**70, 1]):
        vis.tries.line(value, value, win="others")
        vis.tries.line(value, value, win="others", update="append")
        vis.tries.scatter(value, win="others too")
        vis.tries.bar(value, win="bars")
        vis.tries.text(value, win="text")


def tensors(vis):
    """Tensors of PyTorch, of each type, with and without gradients."""
    import torch

    for dtype in (torch.float16, torch.float32, torch.float64, torch.int8, torch.int64, torch.bool):
        vis.tries.line(torch.ones(12, dtype=dtype), torch.ones(12, dtype=dtype), win=str(dtype))
        vis.tries.line(torch.ones(1, dtype=dtype), torch.ones(1, dtype=dtype), win=str(dtype), update="append")
    vis.line(torch.nn.Parameter(torch.ones(12)), win="parameter")
    vis.image(torch.zeros(3, 9, 9), win="image")
    vis.tries.line(torch.tensor(1.0), torch.tensor(1.0), win="none")
    vis.learning_curve({"loss": torch.tensor(0.5)}, step=1, win="curve", update="append")


SCENARIOS = (types, mixed_types, shapes)
