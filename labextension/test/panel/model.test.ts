// @vitest-environment jsdom
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IChange, LinkState } from '../../src/link';
import { Comparison } from '../../src/panel/comparison';
import { PanelModel } from '../../src/panel/model';
import type { KernelSource } from '../../src/panel/source';

/** A link whose envs have names of windows. */
class FakeLink {
  state: LinkState = 'live';
  reason = '';
  epoch = 'e1';
  held: { [env: string]: string[] } = { main: ['w'] };
  readonly changed = new Signal<FakeLink, IChange>(this);
  readonly stateChanged = new Signal<FakeLink, LinkState>(this);
  readonly command = vi.fn((_: object) => Promise.resolve());
  readonly store = {
    envs: () => Object.keys(this.held),
    windowsToDraw: (env: string) => this.held[env] ?? [],
    paneToDraw: (_: string, title: string) => ({ json: { title } }),
    reload: () => ({})
  };

  become(state: LinkState): void {
    this.state = state;
    this.stateChanged.emit(state);
  }

  /** A frame that changes lists. */
  list(held: { [env: string]: string[] }): void {
    this.held = held;
    this.changed.emit({ panes: [], lists: true, whole: false });
  }

  /** A frame that changes one pane. */
  put(env: string, win: string): void {
    this.changed.emit({ panes: [[env, win]], lists: false, whole: false });
  }

  loads(): unknown[] {
    return this.command.mock.calls.map(([body]) => body);
  }
}

class FakeSource {
  link: FakeLink | null = new FakeLink();
  readonly path = 'a.ipynb';
  readonly kernelId = 'k';
  readonly changed = new Signal<FakeSource, void>(this);
  readonly dispose = vi.fn();

  relink(link: FakeLink | null): void {
    this.link = link;
    this.changed.emit();
  }
}

let source: FakeSource;
let link: FakeLink;
let model: PanelModel;
let changes: number;
let moves: number;

beforeEach(() => {
  localStorage.clear();
  source = new FakeSource();
  link = source.link!;
  model = new PanelModel(source as unknown as KernelSource);
  changes = moves = 0;
  model.changed.connect(() => changes++);
  model.moved.connect(() => moves++);
});

afterEach(() => model.dispose());

describe('what a panel shows', () => {
  it('changes with lists and new windows, and only moves with what they hold', () => {
    link.put('main', 'w');
    expect([changes, moves]).toEqual([0, 1]);
    link.put('main', 'v');
    expect([changes, moves]).toEqual([1, 2]);
    link.list({ main: ['v'] });
    expect([changes, moves]).toEqual([2, 3]);
    expect(model.panes().map(({ win }) => win)).toEqual(['v']);
  });

  it('is nothing where there is no link', () => {
    source.relink(null);
    expect([model.envs(), model.panes(), model.count('main')]).toEqual([
      [],
      [],
      0
    ]);
    expect([model.state, model.reason]).toEqual([
      'catching-up',
      'Waiting for a kernel.'
    ]);
  });

  it('is of one link: the one before is heard no more', () => {
    source.relink(new FakeLink());
    changes = moves = 0;
    link.list({});
    link.become('stale');
    expect([changes, moves]).toEqual([0, 0]);
  });

  it('changes no more when the panel is closed, once', () => {
    model.dispose();
    model.dispose();
    expect(source.dispose).toHaveBeenCalledTimes(1);
    link.list({});
    link.become('stale');
    expect([changes, moves]).toEqual([0, 0]);
  });
});

describe('what a user chooses', () => {
  const disposed = vi.spyOn(Comparison.prototype, 'dispose');

  beforeEach(() => {
    disposed.mockClear();
    link.list({ main: ['w'], other: ['w'], third: ['w', 'v'] });
    changes = 0;
  });

  it('is an env, or several that are compared', () => {
    model.choose(['other']);
    expect([model.env, model.isComparing, model.place]).toEqual([
      'other',
      false,
      'other'
    ]);
    expect(model.panesSource).toBe(link);
    model.choose(['main', 'third']);
    expect([model.env, model.isComparing]).toEqual(['main', true]);
    expect(model.place).not.toBe('main');
    expect(model.panesSource).not.toBe(link);
    expect(model.panes()).toHaveLength(1);
    model.all = true;
    expect(model.panes().length).toBeGreaterThan(1);
    expect(changes).toBe(3);
  });

  it('is compared by one comparison at a time, that goes with its link and with the panel', () => {
    model.choose(['main', 'third']);
    const first = model.panesSource;
    link.list(link.held);
    model.choose(['main', 'third']);
    expect(model.panesSource).toBe(first);
    expect(disposed).not.toHaveBeenCalled();
    model.choose(['main', 'other']);
    expect(disposed).toHaveBeenCalledTimes(1);
    model.all = true;
    expect(disposed).toHaveBeenCalledTimes(2);
    model.choose(['main']);
    expect(disposed).toHaveBeenCalledTimes(3);
    model.choose(['main', 'other']);
    const next = new FakeLink();
    next.held = link.held;
    source.relink(next);
    expect(disposed).toHaveBeenCalledTimes(4);
    expect(model.isComparing).toBe(true);
    model.dispose();
    expect(disposed).toHaveBeenCalledTimes(5);
  });

  it('is remembered, and gives way to an env that is there', () => {
    model.choose(['gone', 'other']);
    model.filter = 'v';
    model.all = true;
    expect(model.env).toBe('other');
    const elsewhere = new FakeSource();
    elsewhere.link = link;
    const later = new PanelModel(elsewhere as unknown as KernelSource);
    expect([later.env, later.filter, later.all]).toEqual(['other', 'v', true]);
    later.dispose();
  });

  it('is which titles are shown', () => {
    model.choose(['third']);
    model.filter = 'v';
    expect(model.panes().map(({ win }) => win)).toEqual(['v']);
    changes = 0;
    link.held['third'] = ['w', 'v'];
    link.put('third', 'w');
    expect(changes).toBe(0);
    link.put('other', 'w');
    expect(changes).toBe(0);
  });

  it('says no more what went wrong before', () => {
    model.tell(new Error('no'));
    model.tell(new Error('no'));
    expect([model.message, changes]).toEqual(['no', 1]);
    model.choose(['other']);
    expect(model.message).toBe('');
  });
});

describe('an env that looks empty', () => {
  const asked = (eid: string) => ({ cmd: 'load_env', eid });

  it('is asked for once in a life of the kernel', () => {
    link.list({ main: [], other: [] });
    link.list({ main: [], other: [] });
    expect(link.loads()).toEqual([asked('main')]);
    link.epoch = 'e2';
    link.list({ main: [] });
    expect(link.loads()).toEqual([asked('main'), asked('main')]);
  });

  it('is not asked for while the link is not live: it may be on its way', () => {
    link.become('catching-up');
    link.list({ main: [] });
    expect(link.loads()).toEqual([]);
    link.become('live');
    expect(link.loads()).toEqual([asked('main')]);
  });

  it('is spoken of where it cannot be loaded, to who has chosen it', async () => {
    link.command.mockRejectedValue(new Error('no such env'));
    link.list({ main: [] });
    await Promise.resolve();
    expect(model.message).toBe('');
    link.list({ main: [], other: [] });
    model.choose(['other']);
    await vi.waitFor(() => expect(model.message).toBe('no such env'));
  });
});
