/** What a page tells the handlers that user code registered with `register_event_handler`. */
import type { IBodyHost } from './body';
import type { Json } from './json';

/**
 * Sends an event with these fields of its own. Handlers get the whole pane with it as `pane_data`, unless the fields say
 * `pane_data: false`.
 */
export function tellHandlers(
  host: IBodyHost,
  type: string,
  fields: Json
): void {
  const data = { target: host.win, eid: host.env, event_type: type, ...fields };
  host.send({ cmd: 'forward_to_vis', data });
}
