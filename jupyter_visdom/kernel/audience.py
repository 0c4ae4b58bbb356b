"""The audience: who takes the frames that leave a kernel, and in which form.

Normally the Jupyter server's mirror: a few beats after the last frame tell it what it lost, an earlier beat included.
Where the server has no extension pages attach to the kernel itself. Their server would keep what is sent for a page
that is gone, so each says now and then that it is there, and while nobody does nothing is sent.

Such a server may be a gateway's front. It decodes all that it passes on as UTF-8, and what is none ends the kernel's
websocket for good, the cells' output with it (jupyter_server 2.21): so before a mirror was heard frames are text.
"""

from __future__ import annotations

import math
import time

LISTEN_SECONDS = 10.0
"""How long a page's word counts. It answers beats, of which there is one every `BEAT_SECONDS` + `PAGE_BEAT_SECONDS`."""

PAGE_BEAT_SECONDS = 3.0
"""Until the next beat when nothing changes, for pages."""

MIRROR_BEAT_SECONDS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""The same for a mirror, beat by beat; then it needs no more, and an idle kernel rests."""

PAGE_PATIENCE_SECONDS = 60.0
"""How long a page bears silence: code that holds the interpreter's lock silences the whole kernel."""

PAGE_BYTES_PER_SECOND = 500_000
"""Half of what jupyter_server passes on (`iopub_data_rate_limit`): beyond, it drops. The rest is the cells'."""


class Audience:
    """Whether anybody takes frames."""

    def __init__(self) -> None:
        self.mirrored = True  # by the server, as far as is known
        self.text = True  # no message may hold bytes
        self._heard = -math.inf

    @property
    def present(self) -> bool:
        """Whether it is worth sending anything."""
        return self.mirrored or time.monotonic() - self._heard < LISTEN_SECONDS

    def hear(self) -> None:
        """Take note that a page is there."""
        self._heard = time.monotonic()

    def hear_mirror(self) -> None:
        """Take note that the server has a mirror: it lets none of our messages through as they are."""
        self.mirrored, self.text = True, False

    def hear_attach(self) -> None:
        """Take note that a page attached to the kernel itself."""
        self.mirrored, self.text = False, True

    def seconds_for(self, size: int) -> float:
        """Return how long nothing more may be sent after `size` bytes."""
        return 0.0 if self.mirrored else size / PAGE_BYTES_PER_SECOND

    def seconds_to_beat(self, beats: int) -> float | None:
        """Until the next beat, after so many since the last frame; None if none is needed."""
        if not self.mirrored:
            return PAGE_BEAT_SECONDS
        return MIRROR_BEAT_SECONDS[beats - 1] if beats <= len(MIRROR_BEAT_SECONDS) else None
