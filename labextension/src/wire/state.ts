/**
 * What a link says of itself: the first rule that holds.
 */
import type { KernelState } from '../core';

export type LinkState =
  'live' | 'catching-up' | 'stale' | 'kernel-gone' | 'no-extension';

/** All that a link's state depends on. */
export interface IFacts {
  /** Why asking again will not help, '' if it may. */
  readonly refused: string;
  /** The server has no extension, for certain, and the kernel does not answer by itself. */
  readonly missing: boolean;
  /** The kernel has ended, or this page has no connection to it any more. */
  readonly gone: boolean;
  /** What the server said of the kernel, null before it said anything. */
  readonly kernel: KernelState | null;
  /** The server has attached this page's websocket as it is now. */
  readonly attached: boolean;
  /** Why the last request failed, '' if it did not. */
  readonly failure: string;
  /** This page was attached before: it shows something. */
  readonly before: boolean;
  /** Seconds without a sign of life, 0 while they are few. */
  readonly silence: number;
  /** What is shown belongs to a life of the kernel that has ended. */
  readonly outlived: boolean;
  /** There is nothing to show. */
  readonly empty: boolean;
  /** Something was lost and has been asked for. */
  readonly gap: boolean;
  /** What the server had when it attached has not all arrived. */
  readonly behind: boolean;
}

const LOAD = 'Run %load_ext jupyter_visdom in this kernel.';

type Rule = readonly [
  holds: (facts: IFacts) => boolean,
  state: LinkState,
  reason: (facts: IFacts) => string
];

const RULES: readonly Rule[] = [
  [
    f => f.gone,
    'kernel-gone',
    () =>
      'The kernel has ended: this is its last state. Start a kernel to go on.'
  ],
  [f => f.refused !== '', 'stale', f => f.refused],
  [
    f => f.missing,
    'no-extension',
    () =>
      `The Jupyter server has no jupyter_visdom extension: pip install jupyter-visdom in the server's environment and restart it. Without, the kernel draws by itself: ${LOAD}`
  ],
  [
    f => f.failure !== '',
    'stale',
    f => `The Jupyter server does not answer (${f.failure}); trying again.`
  ],
  [
    f => !f.attached && f.before,
    'stale',
    () => 'The connection to the kernel was lost; connecting again.'
  ],
  [f => !f.attached, 'catching-up', () => 'Connecting to the kernel.'],
  [
    f => f.silence > 0,
    'stale',
    f =>
      `Nothing has been heard for ${Math.round(f.silence)} s; connecting again.`
  ],
  [
    f => f.kernel === 'restarting',
    'stale',
    () => 'The kernel is restarting: these panes are from before.'
  ],
  [f => f.kernel === 'unloaded' && f.empty, 'live', () => LOAD],
  [
    f => f.kernel === 'unloaded',
    'stale',
    () => `The kernel has restarted: these panes are from before. ${LOAD}`
  ],
  [
    f => f.outlived,
    'stale',
    () =>
      `The kernel has restarted: these panes are from before, until the new ones are here. If none come: ${LOAD}`
  ],
  [
    f => f.gap,
    'stale',
    () => 'An update was lost; it has been asked for again.'
  ],
  [f => f.behind, 'catching-up', () => 'Fetching what the kernel has.']
];

/** The state of a link and a sentence for the user, '' when there is nothing to say. */
export function assess(facts: IFacts): [LinkState, string] {
  const rule = RULES.find(([holds]) => holds(facts));
  return rule ? [rule[1], rule[2](facts)] : ['live', ''];
}
