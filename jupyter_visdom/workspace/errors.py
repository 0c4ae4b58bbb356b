"""What a workspace says no with."""

from __future__ import annotations


class Refused(ValueError):
    """A request that changes nothing; its text is one sentence for the user."""


class Full(Refused):
    """A request for which there is no room; its text names the limit."""


class UnknownEndpoint(LookupError):
    """An endpoint that this workspace does not answer; its text is one sentence for the user."""
