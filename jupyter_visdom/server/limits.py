"""Every limit of the server, with its default and its reason; those in `Limits` are traits of `JupyterVisdom`."""

from __future__ import annotations

from typing import NamedTuple

from jupyter_visdom.core.limits import FRAME_BYTES

BEAT_SECONDS = 5.0
"""Between two beats: a lost last frame is noticed within one, a dead connection within three."""

PATIENCE_SECONDS = 15.0
"""A page that says nothing for so long is closed: three beats, so that two may be late."""

ATTACH_SECONDS = 10.0
"""How long `attach` waits for the websocket: a page asks while it is still connecting."""

WATCH_SECONDS = 1.0
"""Between two looks at a kernel: whether it lives, moved, or owes us a frame."""

COMMANDS = 64
"""Commands of one page that may wait for their replies; the next is refused."""

COMMANDS_PER_SECOND = 200
"""Commands of one page, on average, and at once: a key held down sends 30 a second, a slider 60."""

KERNEL_COMMANDS = 1024
"""Commands of all pages that may wait for one kernel's replies, also of pages that left: what a kernel that is stuck
may hold of ours."""

COMMAND_BYTES = 128 << 20
"""Bytes of all of these: an upload of 100 MiB, the largest that Visdom takes, as JSON."""

UNSENT = 64
"""Messages that may wait for a way to the kernel; a further one is refused, and counted."""

KERNEL_QUEUE = 16
"""Messages in ZeroMQ's hands on their way to a kernel, where frames of a seed would else pile up: 16 MiB of them."""

MESSAGE_BYTES = 64 << 20
"""Largest message from a kernel that is read. A frame has a mebibyte; only lists of a million windows have more."""

MIRROR_BYTES = 64 << 20
"""What a server keeps of a kernel that nobody looks at: 4 million points, or all that a browser draws with ease."""

MIRRORS_BYTES = 256 << 20
"""What a server keeps of all kernels, before it lets go of those that nobody looks at: an eighth of a small machine."""

SUBSHELL_SECONDS = 5.0
"""How long messages wait for a subshell; a kernel that never answers gets them on its main shell."""

STATUS_SECONDS = 0.1
"""How long after an `idle` of our own the kernel's state is mended: jupyter_server hears of it on another socket."""

DIGESTS = 256
"""Signatures remembered against replays. A frame is idempotent, so few will do; the default is 65,536."""

MESSAGES_A_TURN = 100
"""Messages of one page's iopub stream that are looked at in a turn of the loop, to drop ours: five seconds of frames.
A kernel that floods our topic must not hold up the server."""

ANSWERED_QUICKLY = 0.1
"""An acknowledgement within this many seconds says that the frame was not too large."""

FRAME_SECONDS = 0.5
"""What a frame should take to a slow reader, so that what it sees is never older than a few of them."""

SLOW_AFTER = 0.3
"""Seconds of sending after which a line's speed can be told from its beginning; a quick one has sent 20 MB by then."""

SLOW_SECONDS = 1.0
"""A page that would wait longer than this for the rest of its first sweep is shown previews of it."""


class Limits(NamedTuple):
    """The limits that a deployment may set."""

    beat: float = BEAT_SECONDS
    patience: float = PATIENCE_SECONDS
    frame_bytes: int = FRAME_BYTES
    on_restart: str = "keep"
    mirror_bytes: int = MIRROR_BYTES
    mirrors_bytes: int = MIRRORS_BYTES
