"""What can go wrong with a viewer."""

from __future__ import annotations


class CommandRefused(Exception):
    """The kernel, or the server for it, refused a command; the message says why."""


class ConnectionLost(Exception):
    """The connection went while a reply was awaited: the command may have been carried out or not."""


class Refused(Exception):
    """The server answered `attach` with an error.

    Attributes
    ----------
    status
        The HTTP status, 0 if somebody else answered.
    """

    FINAL = frozenset({400, 401, 403})

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    @property
    def final(self) -> bool:
        """Whether asking again will not help."""
        return self.status in self.FINAL
