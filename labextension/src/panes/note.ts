/** What the kernel says of a pane: that it lost its oldest points, or did not take in something. */
import { asRecord, asText, type Json } from './json';

/** Key in a pane of what is ours beside what is Visdom's. */
const ASIDE = 'jupyter_visdom';

/** A sentence; '' where there is nothing to say. */
export function noteOf(json: Json): string {
  return asText(asRecord(json[ASIDE])['note']);
}
