import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { IChange, ILink } from '../../src/link';
import type { IPaneSource } from '../../src/panes/source';
import { watchPane } from '../../src/panes/watch';

let changed: Signal<ILink, IChange>;
let source: IPaneSource;

beforeEach(() => {
  changed = new Signal({} as ILink);
  source = { changed } as unknown as IPaneSource;
});

function change(...panes: [string, string][]): void {
  changed.emit({ panes, lists: false, whole: false });
}

describe('who watches a pane', () => {
  it('is told of that pane, and of what may concern all', () => {
    const told = vi.fn();
    watchPane(source, 'e', 'w', told);
    change(['e', 'other'], ['other', 'w']);
    expect(told).not.toHaveBeenCalled();
    change(['e', 'w']);
    expect(told).toHaveBeenCalledTimes(1);
    changed.emit({ panes: [], lists: true, whole: false });
    changed.emit({ panes: [], lists: false, whole: true });
    expect(told).toHaveBeenCalledTimes(3);
  });

  it('shares one listener with all others, which goes with the last of them', () => {
    const connect = vi.spyOn(changed, 'connect');
    const disconnect = vi.spyOn(changed, 'disconnect');
    const ignore = (): void => undefined;
    const watches = ['w', 'w', 'v'].map(win =>
      watchPane(source, 'e', win, () => ignore())
    );
    expect(connect).toHaveBeenCalledTimes(1);
    watches.slice(1).forEach(watch => watch.dispose());
    expect(disconnect).not.toHaveBeenCalled();
    watches[0]!.dispose();
    expect(disconnect).toHaveBeenCalledTimes(1);
    watchPane(source, 'e', 'w', ignore);
    expect(connect).toHaveBeenCalledTimes(2);
  });

  it('is told nothing any more when done, unlike another who watches the same', () => {
    const [one, two] = [vi.fn(), vi.fn()];
    const watch = watchPane(source, 'e', 'w', one);
    watchPane(source, 'e', 'w', two);
    watch.dispose();
    watch.dispose();
    change(['e', 'w']);
    expect(one).not.toHaveBeenCalled();
    expect(two).toHaveBeenCalledTimes(1);
  });
});
