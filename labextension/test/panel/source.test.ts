import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, ServiceManager } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ILink } from '../../src/link';
import { KernelSource } from '../../src/panel/source';

type FakeLink = Pick<ILink, 'kernelId'> & { dispose: () => void };

/** A document: what it has of a kernel changes, and it may be closed. */
class FakeContext {
  readonly path = 'a.ipynb';
  session: { kernel: { id: string } | null } | null = null;
  readonly kernelChanged = new Signal<FakeContext, void>(this);
  readonly disposed = new Signal<FakeContext, void>(this);

  use(id: string | null): void {
    this.session = { kernel: id === null ? null : { id } };
    this.kernelChanged.emit();
  }

  get context(): ISessionContext {
    return this as unknown as ISessionContext;
  }
}

let links: FakeLink[];
let running: string[];
let document: FakeContext;
let changes: number;
const own = { dispose: vi.fn() };
const connectTo = vi.fn(({ model }: { model: { id: string } }) => ({
  ...own,
  id: model.id
}));

beforeEach(() => {
  vi.clearAllMocks();
  links = [];
  running = ['k1', 'k2'];
  changes = 0;
  document = new FakeContext();
});

function make(path = '', wanted = ''): KernelSource {
  const get = ({ id }: Kernel.IKernelConnection): ILink => {
    const link = { kernelId: id, dispose: vi.fn() };
    links.push(link);
    return link as unknown as ILink;
  };
  const kernels = { connectTo, running: () => running.map(id => ({ id })) };
  const services = { kernels } as unknown as ServiceManager.IManager;
  const source = new KernelSource({ get }, services, path, wanted);
  source.changed.connect(() => changes++);
  return source;
}

/** A source that follows a document with the kernel k1. */
function followed(): KernelSource {
  const source = make();
  source.follow(document.context);
  document.use('k1');
  return source;
}

describe('a panel’s kernel', () => {
  it('is that of the document, and gives way to the next one', () => {
    const source = followed();
    expect([source.kernelId, source.path, changes]).toEqual([
      'k1',
      'a.ipynb',
      1
    ]);
    document.use('k2');
    expect([source.kernelId, changes]).toEqual(['k2', 2]);
    expect(links[0]!.dispose).toHaveBeenCalledTimes(1);
    expect(links[1]!.dispose).not.toHaveBeenCalled();
  });

  it('stays with one link when its document connects to it anew', () => {
    const source = followed();
    document.use('k1');
    expect(source.link).toBe(links[0]);
    expect(links[0]!.dispose).not.toHaveBeenCalled();
    expect(links[1]!.dispose).toHaveBeenCalledTimes(1);
    expect(changes).toBe(1);
  });

  it('stays on screen when it is gone', () => {
    const source = followed();
    document.use(null);
    document.session = null;
    document.kernelChanged.emit();
    expect([source.kernelId, changes]).toEqual(['k1', 1]);
  });

  it('is followed once, in one document', () => {
    const source = followed();
    source.follow(document.context);
    expect(links).toHaveLength(1);
    const other = new FakeContext();
    source.follow(other.context);
    document.use('k2');
    expect(source.kernelId).toBe('k1');
    document.disposed.emit();
    expect(connectTo).not.toHaveBeenCalled();
    other.use('k2');
    expect(source.kernelId).toBe('k2');
  });

  it('is connected to without its comms when its document is closed', () => {
    const source = followed();
    document.disposed.emit();
    const model = { id: 'k1' };
    expect(connectTo.mock.calls).toEqual([[{ model, handleComms: false }]]);
    expect([source.isFollowing, source.link]).toEqual([false, links[0]]);
    document.use('k2');
    expect(source.kernelId).toBe('k1');
  });

  it('is not connected to where it no longer runs, or never was', () => {
    followed();
    running = [];
    document.disposed.emit();
    const empty = new FakeContext();
    make().follow(empty.context);
    empty.disposed.emit();
    expect(connectTo).not.toHaveBeenCalled();
  });

  it('is the one asked for where no document has it, connected to once', () => {
    const source = make('', 'k2');
    expect(source.kernelId).toBe('k2');
    source.settle();
    source.settle();
    expect(connectTo).toHaveBeenCalledTimes(1);
    expect(source.link).toBe(links[0]);
  });

  it('is not connected to where a document has it, or none is asked for', () => {
    const source = make('a.ipynb', 'k2');
    source.follow(document.context);
    source.settle();
    make().settle();
    make('', 'k3').settle();
    expect(connectTo).not.toHaveBeenCalled();
  });

  it('is the one that the document has already', () => {
    document.use('k1');
    const source = make('b.ipynb');
    expect([source.path, source.isFollowing]).toEqual(['b.ipynb', false]);
    source.follow(document.context);
    expect([source.path, source.isFollowing]).toEqual(['a.ipynb', true]);
    expect(source.kernelId).toBe('k1');
  });

  it('is connected to by one connection of its own at a time', () => {
    const source = make('', 'k2');
    source.settle();
    source.follow(document.context);
    document.disposed.emit();
    expect(connectTo).toHaveBeenCalledTimes(2);
    expect(own.dispose).toHaveBeenCalledTimes(1);
    expect(source.link).toBe(links[0]);
  });

  it('is left, with all that was taken for it, when the panel is closed', () => {
    const source = make('', 'k2');
    source.settle();
    source.follow(document.context);
    source.dispose();
    source.dispose();
    expect(links[0]!.dispose).toHaveBeenCalledTimes(1);
    expect(own.dispose).toHaveBeenCalledTimes(1);
    document.use('k1');
    document.disposed.emit();
    expect(links).toHaveLength(1);
    source.settle();
    expect(connectTo).toHaveBeenCalledTimes(1);
  });

  it('is not connected to by a panel that is closed', () => {
    const source = make('', 'k2');
    source.dispose();
    source.settle();
    expect(connectTo).not.toHaveBeenCalled();
  });
});
