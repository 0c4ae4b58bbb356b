/**
 * Every limit of the core and the link, with its reason. Those that cross the wire equal `jupyter_visdom/core/limits.py`.
 */

/** Version of `docs/protocol.md`; another one is refused, not guessed at. */
export const PROTOCOL_VERSION = 1;

/** Id and target name of the one comm. Constant, so that a page can join without asking a busy kernel. */
export const COMM_ID = 'jupyter_visdom';

/** Id of the comm towards the kernel, on which the kernel never sends; a page uses it where the server has no extension. */
export const COMMAND_COMM_ID = 'jupyter_visdom_commands';

/** Most bytes staged before they take effect: as many as a pane in transit may have. Beyond it a sender is at fault. */
export const STAGED_BYTES = 256 * 2 ** 20;

/** Most panes staged at a time. A sender cuts one after the other; the rest is for those who do it otherwise. */
export const STAGED_PANES = 4;

/** Deepest nesting of a pane's JSON: far beyond any plot's, far below what overflows a stack. */
export const JSON_DEPTH = 100;

/** First capacity of a part: a short trace grows without being copied, an idle one costs nothing to speak of. */
export const PART_CAPACITY = 256;

/** Most panes that a page may name as visible. */
export const VISIBLE = 500;

/** Epochs that a replica remembers having left, so that a late frame of one can't bring it back. */
export const RETIRED_EPOCHS = 8;

/** Most characters in a command's reference. */
export const REF_CHARS = 64;

/** Seconds that a command may wait for its reply: longer, and a user has clicked again. */
export const COMMAND_SECONDS = 10;

/** Seconds between two beats where no attach answer has said otherwise; the server's default. */
export const BEAT_SECONDS = 5;

/** Seconds of silence that make a link doubt its websocket where no attach answer has said otherwise: three beats. */
export const PATIENCE_SECONDS = 15;

/** Seconds by which a beat may be late before a page that was asleep doubts its websocket. */
export const BEAT_GRACE_SECONDS = 2;

/** Seconds between two looks at the clock: below a beat's grace, and no more than a hidden page's timers allow. */
export const WATCH_SECONDS = 1;

/** Most seconds between two tries to attach (full jitter): a server that comes back is found soon. */
export const BACKOFF_SECONDS = 10;

/** Ceiling of the first try's delay; it doubles with each try. */
export const BACKOFF_FIRST_SECONDS = 0.5;

/** Ceiling of the delay after "that session has no open websocket": it is about to be opened. */
export const NO_WEBSOCKET_SECONDS = 1;

/** A 404 that isn't ours is believed after so many in a row: JupyterHub's proxy answers 404 after its own restart. */
export const MISSING_TRIES = 3;

/** And after they have lasted so many seconds: that proxy was seen to answer 404 for up to 1.2 s. */
export const MISSING_SECONDS = 3;

/** Seconds between two looks for a server extension that was not there: a restarted server may have it. */
export const PROBE_SECONDS = 30;

/** Seconds for which an attach may take to answer: the server waits up to 10 for the websocket. */
export const ATTACH_SECONDS = 20;

/**
 * Seconds after which an unanswered attach is asked over the websocket too: after a half-open spell a browser's six connections
 * to a server may all be dead, and taken by requests that wait on them for ever.
 */
export const ATTACH_SOCKET_SECONDS = 2;

/** Seconds for which a message may wait for its HTTP answer before the websocket has it, for the same reason. */
export const DELIVER_SECONDS = 2;

/** Seconds after connecting in which JupyterLab may queue what a page sends (its kernel-info time-out is 3). */
export const HELD_SECONDS = 3.5;

/** Seconds by which word of what is on screen is delayed: one animation frame, so that a scroll is one message. */
export const SHOW_SECONDS = 0.016;

/** How long a kernel may take to make a subshell; JupyterLab holds the request back for the first 3 s of a connection. */
export const SUBSHELL_SECONDS = 5;

/** Between two acknowledgements to a kernel itself, for which each is work: it wants one in 10 s. */
export const KERNEL_ACK_SECONDS = 3;

/** Between two calls to a kernel itself. */
export const CALL_SECONDS = 1;
