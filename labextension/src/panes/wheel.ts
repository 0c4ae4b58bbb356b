/** Whose the mouse is over a picture that can be moved and zoomed: the picture's, or the page's that is scrolled. */

/** A wheel without Ctrl zooms only what has been clicked before. */
export function wantsWheel(event: Event, node: HTMLElement): boolean {
  if (event instanceof WheelEvent) {
    const body = node.closest('.jv-Pane-body') ?? node;
    return event.ctrlKey || body.contains(document.activeElement);
  }
  return event instanceof MouseEvent ? event.button === 0 : true;
}
