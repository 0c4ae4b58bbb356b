/** What the kernel says of a pane: that it lost its oldest points, or did not take in something. */
import { asideOf, asText, type Json } from './json';

/** A sentence; '' where there is nothing to say. */
export function noteOf(json: Json): string {
  return asText(asideOf(json)['note']);
}
