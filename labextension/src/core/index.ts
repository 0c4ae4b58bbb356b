/**
 * The core: values in, values out. No clock, DOM or socket; the mirror of `jupyter_visdom/core/`.
 */
export * from './limits';
export { ProtocolError, VersionError } from './errors';
export { isObject, type Json, type JsonObject } from './json';
export { Part } from './part';
export {
  columnValue,
  type ColumnKind,
  type ColumnValue,
  type IColumn,
  type Path
} from './columns';
export { Pane, Skeleton, type PaneJson, type PaneValue } from './pane';
export { Store, type Key } from './store';
export { decodeFrame, type FrameEvent, type IFrame } from './frames';
export * from './messages';
export { Replica } from './replica';
export type { IOutcome, Outcome, OutcomeKind } from './outcome';
export { digest, digestJson } from './digest';
