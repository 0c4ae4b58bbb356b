"""Parts: growable bytes, seen at one moment."""

import tracemalloc

import pytest

from jupyter_visdom.core.limits import MARKS
from jupyter_visdom.core.part import Part


def grown(times: int, *, step: int = 8) -> Part:
    """Return a part that grew at each of the cursors 2, 3, …, with a reader that always reads."""
    part = Part.new(b"." * step, 1)
    for cursor in range(2, times + 2):
        part = part.grow(b"." * step, cursor, cursor - 1)
    return part


def test_grow_keeps_the_older_part() -> None:
    """What an older part covers never changes."""
    old = Part.new(b"ab", 1)
    new = old.grow(b"cd", 2, 0)
    assert (old.read(), new.read()) == (b"ab", b"abcd")


def test_grow_twice() -> None:
    """Growing the same part again gives another part, and leaves the first one alone."""
    old = Part.new(b"ab", 1)
    one, other = old.grow(b"cd", 2, 1), old.grow(b"x", 3, 1)
    assert (one.read(), other.read()) == (b"abcd", b"abx")
    assert other.grow(b"yz", 4, 3).read() == b"abxyz"
    assert one.read() == b"abcd"


def test_grow_twice_has_marks_of_its_own() -> None:
    """What one of two parts with a common past notes is no fact about the other."""
    old = Part.new(b"ab", 1)
    one = old.grow(b"cdefgh", 2, 1).grow(b"i", 5, 4)
    other = old.grow(b"x", 3, 1).grow(b"y", 6, 4)
    assert (one.end_at(4), other.end_at(4)) == (8, 3)


def test_drop_before() -> None:
    """Dropping moves the start and rewrites nothing."""
    part = Part.new(b"0123456789", 1).drop_before(3, 2, 1)
    assert (part.start, part.end, part.read(), part.generation) == (3, 10, b"3456789", 1)


@pytest.mark.parametrize(("start", "kept"), [(0, b"0123"), (2, b"23"), (3, b"3"), (4, b""), (5, b"")])
def test_drop_before_at_the_edge(start: int, kept: bytes) -> None:
    """Nothing, half, all and more than all can be dropped; the part grows on at its end."""
    part = Part.new(b"0123", 1).drop_before(start, 2, 1)
    assert part.read() == kept
    assert part.grow(b"45", 3, 2).read() == kept + b"45"
    assert part.grow(b"45", 3, 2).end == 6


def test_what_is_dropped_is_freed() -> None:
    """A part that slides on for ever takes a few times what it holds."""
    part = Part.new(bytes(4_096), 1)
    tracemalloc.start()
    for cursor in range(2, 1_000):
        part = part.grow(bytes(1_024), cursor, cursor - 1).drop_before(part.end - 3_072, cursor, cursor - 1)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(part), size < 32_768) == (4_096, True)


def test_drop_before_never_goes_back() -> None:
    """What has been dropped stays dropped."""
    assert Part.new(b"0123", 1).drop_before(3, 2, 1).drop_before(1, 3, 2).start == 3


def test_drop_before_is_seen_by_older_parts() -> None:
    """A part that a reader holds keeps its bytes when most of them are dropped."""
    old = Part.new(b"0123", 1)
    old.drop_before(4, 2, 1).grow(b"45", 3, 2)
    assert old.read() == b"0123"


def test_read_slice() -> None:
    """Slices are read at absolute offsets."""
    part = Part.new(b"0123456789", 1).drop_before(8, 2, 1).grow(b"ab", 3, 2)
    assert (part.read(8, 9), part.read(9), part.read(None, 9), part.read(10, 10)) == (b"8", b"9ab", b"8", b"")


def test_end_at() -> None:
    """A reader continues where the part ended at its cursor."""
    part = Part.new(b"....", 3).grow(b"..", 5, 4).grow(b"..", 7, 6)
    assert [part.end_at(cursor) for cursor in range(9)] == [0, 0, 0, 4, 4, 6, 6, 8, 8]


def test_end_at_of_an_earlier_generation() -> None:
    """A reader that has an earlier generation needs all."""
    assert Part.new(b"....", 3, start=2).end_at(2) == 2


def test_end_at_of_what_came_whole_after_it_had_grown() -> None:
    """How it grew is not known, so a reader that has its generation, but not all, needs all."""
    part = Part.new(b"....", 3, cursor=9)
    assert [part.end_at(cursor) for cursor in (2, 3, 8, 9)] == [0, 0, 0, 4]


def test_end_at_of_what_nobody_read() -> None:
    """Growth that no reader can have seen is one mark, however many appends it had."""
    part = Part.new(b".", 1)
    for cursor in range(2, 1000):
        part = part.grow(b".", cursor, 1).drop_before(0, cursor, 1)
    assert part.end_at(1) == 1
    assert len(part._marks) == 1


def test_end_at_after_dropping() -> None:
    """Dropping alone is no reason to send again what is kept."""
    part = Part.new(b"0123456789", 1).drop_before(4, 2, 1)
    assert part.end_at(1) == 10
    assert part.grow(b"ab", 3, 1).end_at(1) == 10


def test_end_at_is_not_before_the_start() -> None:
    """A reader that lacks bytes which have been dropped continues at the start."""
    assert Part.new(b"0123", 1).grow(b"456789", 2, 1).drop_before(7, 2, 1).end_at(1) == 7


@pytest.mark.parametrize("times", [MARKS - 1, MARKS, MARKS + 1])
def test_marks_at_the_limit(times: int) -> None:
    """At most `MARKS` marks are kept; up to then each is exact."""
    part = grown(times)
    assert len(part._marks) == min(times, MARKS)
    exact = [part.end_at(cursor) == 8 * cursor for cursor in range(1, times + 2)]
    assert sum(not e for e in exact) == max(times - MARKS, 0)


def test_marks_are_never_past_the_truth() -> None:
    """However many marks were dropped, a reader is sent at most half as much again as it lacks, and never less."""
    times = 5000
    part = grown(times)
    for cursor in range(1, times + 1):
        lacks = 8 * (times + 1 - cursor)
        assert lacks <= part.end - part.end_at(cursor) <= 1.5 * lacks + 8


def test_len() -> None:
    """The length is what is held."""
    assert len(Part.new(b"0123", 1).drop_before(3, 2, 1)) == 1
