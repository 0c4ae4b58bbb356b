/**
 * Notebook 7 restores no layout: which documents had their panel in sight is noted when the page goes away, in the
 * tab's own storage, so that a refresh brings it back and a new tab starts without.
 */
import type { VisdomPanel } from './panel/panel';

const KEY = 'jupyter-visdom:visible-panels';

interface IPanels {
  forEach(visit: (panel: VisdomPanel) => void): void;
}

/** Keeps the note; returns whether a document's panel was in sight in this page's last life. */
export function rememberVisible(panels: IPanels): (path: string) => boolean {
  const before = new Set(read());
  window.addEventListener('pagehide', () => {
    const paths: string[] = [];
    panels.forEach(({ isVisible, model }) => {
      if (isVisible) {
        paths.push(model.source.path);
      }
    });
    write(paths);
  });
  return path => before.delete(path);
}

/** Storage may be forbidden: then nothing comes back, and nothing breaks. */
function read(): string[] {
  try {
    const paths: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(paths) ? paths.map(String) : [];
  } catch {
    return [];
  }
}

function write(paths: string[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(paths));
  } catch {
    // As in read().
  }
}
