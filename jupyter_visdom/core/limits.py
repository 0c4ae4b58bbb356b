"""Every limit of the core, with its default and its reason."""

PROTOCOL_VERSION = 1
"""Version of `docs/protocol.md`; another one is refused, not guessed at."""

COMM_ID = "jupyter_visdom"
"""Id and target name of the one comm. Constant, so that a page can join without asking a busy kernel."""

COMMAND_COMM_ID = "jupyter_visdom_commands"
"""Id of the comm towards the kernel, on which the kernel never sends (see `docs/protocol.md`, section 2)."""

FRAME_BYTES = 1 << 20
"""Most bytes in one frame, 1 MiB: large enough for 430 MB/s through a kernel websocket, small enough to leave soon."""

FRAME_BYTES_FIRST = 64 << 10
"""Budget of the first frame to a browser whose speed is not known yet: a second at 64 kB/s."""

FRAME_BYTES_LEAST = 8 << 10
"""A budget is never below this, so that the JSON around the bytes stays a small part of it."""

FRAMES_PER_SECOND = 20
"""Most frames a second from a kernel: the eye sees no more, and jupyter_server drops messages above 1,000 a second."""

PANE_BYTES = 256 << 20
"""Most bytes in transit, staged in a replica before they take effect, and so of a pane: 16 million points."""

STAGED_PANES = 4
"""Most panes staged at a time. A sender cuts one after the other; the rest is for those who do it otherwise."""

PANE_COST = 3 << 10
"""What a pane costs beside its bytes, as objects: 1.5 to 3.5 kB measured, so that many small panes are seen as well."""

FRAME_EVENTS = 1 << 16
"""Most events in a frame: a mebibyte has room for 9,000 panes, and the lists of 10,000 envs come on top."""

MARKS = 64
"""Facts (cursor, end) kept for a growing part: geometric steps of a third, back over a hundred million bytes."""

VISIBLE = 500
"""Most panes that a page may name as visible."""

RETIRED_EPOCHS = 8
"""Epochs that a replica remembers having left, so that a late frame of one can't bring it back."""

NAME_CHARS = 1000
"""Most characters in the name of an env or window that comes in from a page."""

REF_CHARS = 64
"""Most characters in a command's reference."""

EXACT_INTEGER = 1 << 53
"""Largest integer that a float64 holds exactly; a list with a larger one is kept as JSON."""

COLUMN_ITEMS = 8
"""A list of at least this many numbers or strings becomes a column; a shorter one costs less inside the skeleton."""

JSON_DEPTH = 100
"""Deepest nesting of a pane's JSON: Plotly's is below 20, and Python's recursion ends at 1000."""

TEXT_CHARS = 1024
"""A string of at least this many characters becomes a column of its own."""

SHARED_BYTES = 1 << 16
"""Deltas up to this size are made once for all readers at one cursor: a training loop's frame has a twentieth."""

SHARED_DELTAS = 16
"""Deltas kept of one store, a mebibyte in all: readers that keep up stand at one cursor, slow ones at a few others."""

PREVIEW_BINS = 400
"""Bins of a line in a preview, about 800 points: more than one of two hundred panes on a screen has pixels for."""

PREVIEW_BYTES = 32 << 10
"""Most bytes of a preview: two lines. One that is larger is not much sooner there than the pane."""
