"""A part: a growable sequence of bytes, seen at one moment.

Rules of this file:

- A `Part` is immutable. Growing gives a new one that shares the buffer; growing the same one again, into something
  else, copies it. So a reader may hold a part while it grows, and an interrupt before the new part is stored leaves the
  old one whole.
- Offsets are absolute within a *generation* (the cursor at which the part was last written anew): dropping the oldest
  bytes moves `start` and rewrites nothing.
- *Marks* are facts about the past, (cursor, end): at that cursor the part reached at least that far. They say where a
  reader at an older cursor has to continue.
"""

from __future__ import annotations

from jupyter_visdom.core.limits import MARKS


class Part:
    """Bytes `[start, end)` of one generation, last changed at `cursor`."""

    __slots__ = ("_base", "_buffer", "_marks", "cursor", "end", "generation", "start")

    def __init__(
        self,
        generation: int,
        cursor: int,
        start: int,
        end: int,
        base: int,
        buffer: bytearray,
        marks: list[tuple[int, int]],
    ) -> None:
        self.generation = generation
        self.cursor = cursor
        self.start = start
        self.end = end
        self._base = base  # absolute offset of buffer[0]
        self._buffer = buffer  # holds bytes past `end` once the part has grown
        self._marks = marks

    @classmethod
    def new(cls, data: bytes | bytearray, generation: int, start: int = 0, cursor: int | None = None) -> Part:
        """Begin a generation with `data`, whose first byte is at the offset `start`; `cursor` if it grew since."""
        changed = generation if cursor is None else cursor
        return cls(generation, changed, start, start + len(data), start, bytearray(data), [])

    def __len__(self) -> int:
        """Return the number of bytes held."""
        return self.end - self.start

    def grow(self, data: bytes, cursor: int, read: int) -> Part:
        """Return the part with `data` at its end, as of `cursor`; `read` is the last cursor that a reader has seen."""
        buffer = self._buffer
        if len(buffer) > self.end - self._base:  # grown from here already: an interrupted change, another owner
            return self._copy().grow(data, cursor, read)
        if self.cursor <= read:
            self._mark()
        buffer.extend(data)
        return Part(self.generation, cursor, self.start, self.end + len(data), self._base, buffer, self._marks)

    def _copy(self) -> Part:
        """Return the part with a buffer and marks of its own."""
        marks = [mark for mark in self._marks if mark[0] <= self.cursor]
        return Part(self.generation, self.cursor, self.start, self.end, self.start, bytearray(self.read()), marks)

    def drop_before(self, start: int, cursor: int, read: int) -> Part:
        """Return the part without the bytes before the offset `start`, as of `cursor`; `read` as for `grow`."""
        start = min(max(start, self.start), self.end)
        if self.cursor <= read:
            self._mark()
        if start - self._base > (self.end - self._base) // 2:  # copy only when half of it is dropped: amortised O(1)
            kept = self._buffer[start - self._base : self.end - self._base]
            return Part(self.generation, cursor, start, self.end, start, kept, self._marks[:])
        return Part(self.generation, cursor, start, self.end, self._base, self._buffer, self._marks)

    def end_at(self, cursor: int) -> int:
        """Return where a reader at `cursor` has to continue: never past what it has, and `start` if it has nothing."""
        if cursor >= self.cursor:
            return self.end
        known = self.start
        if cursor >= self.generation:
            for when, end in self._marks:
                if when > cursor:
                    break
                known = end
        return max(known, self.start)

    def read(self, a: int | None = None, b: int | None = None) -> bytes:
        """Return a copy of the bytes `[a, b)`, by default all."""
        a = self.start if a is None else a
        b = self.end if b is None else b
        return bytes(self._buffer[a - self._base : b - self._base])

    def _mark(self) -> None:
        """Note where this part ends: a reader may have seen it."""
        marks = self._marks
        while marks and marks[-1][0] == self.cursor and marks[-1][1] <= self.end:
            marks.pop()
        if not marks or marks[-1][0] < self.cursor:
            marks.append((self.cursor, self.end))
            if len(marks) > MARKS:
                del marks[self._least_missed()]

    def _least_missed(self) -> int:
        """Return the mark that is missed least: readers that would have used it are sent least more, in proportion.

        So marks lie the denser the newer they are, in geometric steps, and reach back to the first.
        """
        ends = [self.end + 1 - end for _, end in self._marks]
        return min(range(1, len(ends) - 1), key=lambda i: ends[i - 1] / ends[i + 1])
