"""Rate: how often something may happen. No clock; seconds come in."""

from __future__ import annotations


class Rate:
    """So many at once, and on average so many a second.

    Parameters
    ----------
    most
        How many.
    """

    def __init__(self, most: float) -> None:
        self._most = most
        self._left = most
        self._at = 0.0

    def take(self, now: float) -> bool:
        """Take note of one more; False if that is too many."""
        self._left = min(self._most, self._left + (now - self._at) * self._most)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
