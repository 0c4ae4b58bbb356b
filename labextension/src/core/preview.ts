/**
 * Previews: panes thinned by the server, to be drawn until they arrive themselves (`docs/protocol.md`, section 3). They change
 * no position.
 */
import { ProtocolError } from './errors';
import { decodeEvents, type FrameEvent } from './frames';
import { checkVersion, isObject, textField } from './json';
import type { Pane } from './pane';
import { assemble, join } from './slices';

export interface IPreview {
  readonly epoch: string;
  readonly panes: readonly Pane[];
}

/** Read a preview. */
export function readPreview(data: unknown, blob: DataView | null): IPreview {
  if (!isObject(data)) {
    throw new ProtocolError('preview: must be an object');
  }
  checkVersion(data);
  const epoch = textField(data, 'epoch');
  return { epoch, panes: decodeEvents(data, blob).map(paneOf) };
}

/** The event has all of its pane. */
function paneOf(event: FrameEvent): Pane {
  const staged =
    event.op === 'pane' && !event.more && join(event, undefined, undefined);
  if (!staged) {
    throw new ProtocolError("preview: field 'events' must hold whole panes");
  }
  return assemble(
    event as Extract<FrameEvent, { op: 'pane' }>,
    staged.parts,
    undefined
  );
}
