"""What a workspace says no with."""

from __future__ import annotations


class Refused(ValueError):
    """A request that changes nothing; its text is one sentence for the user."""


class UnknownEndpoint(LookupError):
    """An endpoint that this workspace does not answer; its text is one sentence for the user."""
