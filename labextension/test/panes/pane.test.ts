// @vitest-environment jsdom
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IChange } from '../../src/link';
import type { Drawn, IAction, IPicture } from '../../src/panes/body';
import type { Json } from '../../src/panes/json';
import { openMenu } from '../../src/panes/menu';
import { PaneView } from '../../src/panes/pane';
import { Scheduler } from '../../src/panes/scheduler';
import { noteThemeChange } from '../../src/panes/theme';
import { FakeObserver } from './host';

vi.mock('@jupyterlab/ui-components', () => import('./icons'));
vi.mock('../../src/panes/icons', () => import('./icons'));
vi.mock('../../src/panes/menu', () => ({ openMenu: vi.fn() }));
vi.mock('../../src/panes/body', () => ({
  makeBody: (type: string) => new Body(type)
}));

/** A body whose drawings end when the test says so. */
class Body {
  static all: Body[] = [];
  readonly pictures: IPicture[] = [];
  disposals = 0;

  constructor(readonly type: string) {
    Body.all.push(this);
  }

  draw(picture: IPicture): Promise<Drawn> {
    this.pictures.push(picture);
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  }

  actions(name: string): readonly IAction[] {
    return [{ label: name, run: () => undefined }];
  }

  dispose(): void {
    this.disposals += 1;
  }

  end: (drawn: Drawn) => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;
}

class Source {
  readonly changed = new Signal<Source, IChange>(this);
  readonly store = {
    epoch: 'e' as string | null,
    paneToDraw: () => this.pane
  };
  readonly commands: object[] = [];
  pane: { json: Json; cursor: number } | undefined;
  refusal = '';
  isReadOnly = false;

  show(): void {}
  forget(): void {}

  async command(body: object): Promise<void> {
    this.commands.push(body);
    if (this.refusal) {
      throw new Error(this.refusal);
    }
  }

  put(cursor: number, json: Json = {}): void {
    this.pane = { cursor, json: { type: 'text', title: 'The title', ...json } };
    this.tell();
  }

  tell(): void {
    this.changed.emit({ whole: true, lists: true, panes: [] });
  }
}

describe('PaneView', () => {
  let source: Source;
  let scheduler: Scheduler;
  let waiting: (() => void)[];
  let clock: number;
  let pane: PaneView;

  function make(isReadOnly = false): void {
    source.isReadOnly = isReadOnly;
    pane = new PaneView({ source, env: 'the env', win: 'the win', scheduler });
    document.body.append(pane.frame);
    scheduler.show(pane);
  }

  /** Draws what is to be drawn, and lets what has ended end. */
  async function frame(): Promise<void> {
    clock += 10_000; // so late that every rest is over
    waiting.splice(0).forEach(callback => callback());
    await settled();
  }

  async function end(drawn: Drawn = 'drawn'): Promise<void> {
    Body.all.at(-1)!.end(drawn);
    await settled();
  }

  /** All that promises set off has run. */
  const settled = (): Promise<void> =>
    new Promise(resolve => setTimeout(resolve));

  const drawings = (): number =>
    Body.all.reduce((sum, { pictures }) => sum + pictures.length, 0);
  const button = (name: string): HTMLElement =>
    pane.frame.querySelector(`button[title="${name}"]`)!;

  beforeEach(() => {
    Body.all = [];
    vi.clearAllMocks();
    vi.stubGlobal('ResizeObserver', FakeObserver);
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    waiting = [];
    clock = 0;
    scheduler = new Scheduler({
      request: callback => void waiting.push(callback),
      afterPaint: callback => callback(),
      now: () => clock
    });
    source = new Source();
    make();
  });

  afterEach(() => {
    pane.dispose();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('says what it waits for', async () => {
    await frame();
    expect(pane.node.textContent).toContain('no pane “the win”');
    expect(pane.frame.dataset).toMatchObject({
      env: 'the env',
      win: 'the win',
      readonly: 'false'
    });
    expect(pane.frame.dataset['type']).toBeUndefined();
  });

  it('draws when it has a size, and marks what is drawn when it is', async () => {
    source.put(3);
    await frame();
    expect(drawings()).toBe(0);
    FakeObserver.tell(200.7, 100.2);
    await frame();
    expect(Body.all[0]!.pictures).toMatchObject([{ width: 200, height: 100 }]);
    expect(pane.frame.dataset['cursor']).toBeUndefined();
    await end();
    expect(pane.frame.dataset).toMatchObject({ cursor: '3', type: 'text' });
    expect(FakeObserver.observe).toHaveBeenCalledWith(pane.node);
  });

  it('shows title and type before it is drawn', () => {
    source.put(3, { comment: 'remarkable' });
    pane.dispose();
    make();
    expect(pane.frame.getAttribute('aria-label')).toBe('The title');
    expect(pane.frame.dataset['type']).toBe('text');
    expect(button('Comment').hidden).toBe(false);
  });

  describe('once drawn', () => {
    beforeEach(async () => {
      source.put(3);
      FakeObserver.tell(200, 100);
      await frame();
      await end();
    });

    it.each<[string, () => void, number]>([
      ['nothing', () => source.tell(), 1],
      ['the pane', () => source.put(4), 2],
      ['the epoch', () => ((source.store.epoch = 'f'), source.tell()), 2],
      ['its width', () => FakeObserver.tell(201, 100), 2],
      ['its height', () => FakeObserver.tell(200, 101), 2],
      ['what the body knows', () => pane.redraw(), 2],
      ['less than a pixel', () => FakeObserver.tell(200.4, 100.4), 1]
    ])('draws again where %s changed, or not', async (_, change, times) => {
      change();
      await frame();
      expect(drawings()).toBe(times);
      expect(Body.all).toHaveLength(1);
    });

    it('draws one picture at a time, and what came meanwhile after it', async () => {
      source.put(4);
      await frame();
      source.put(5);
      await frame();
      expect(drawings()).toBe(2);
      await end();
      expect(pane.frame.dataset['cursor']).toBe('4');
      await frame();
      expect(drawings()).toBe(3);
      await end();
      expect(pane.frame.dataset['cursor']).toBe('5');
      await frame();
      expect(drawings()).toBe(3);
    });

    it('asks again while code is on its way', async () => {
      source.put(4);
      await frame();
      await end('loading');
      expect(pane.frame.dataset['cursor']).toBe('3');
      await frame();
      expect(drawings()).toBe(3);
    });

    it('shows an error in the place of the body, and draws what comes after it', async () => {
      source.put(4);
      await frame();
      Body.all[0]!.fail(new Error('no such trace'));
      await settled();
      expect(pane.node.textContent).toBe('Error: no such trace');
      expect(Body.all[0]!.disposals).toBe(1);
      source.put(5);
      await frame();
      expect(Body.all).toHaveLength(2);
      expect(Body.all[1]!.pictures).toHaveLength(1);
    });

    it('has another body for another type', async () => {
      source.put(4, { type: 'image' });
      await frame();
      expect(Body.all.map(({ type }) => type)).toEqual(['text', 'image']);
      expect(Body.all[0]!.disposals).toBe(1);
      expect(pane.frame.dataset['type']).toBe('image');
    });

    it('shows another title, comment and note', async () => {
      source.put(4, {
        title: 'Another',
        comment: 'remarkable',
        jupyter_visdom: { note: 'Of the oldest.' }
      });
      await frame();
      expect(pane.frame.getAttribute('aria-label')).toBe('Another');
      expect(button('Comment').hidden).toBe(false);
      expect(pane.frame.querySelector('[title="Of the oldest."]')).toBeTruthy();
      source.put(5, { title: '' });
      await end();
      await frame();
      expect(pane.frame.getAttribute('aria-label')).toBe('the win');
      expect(button('Comment').hidden).toBe(true);
    });

    it('says that it was closed, and comes back', async () => {
      source.put(4, { jupyter_visdom: { note: 'Of the oldest.' } });
      await frame();
      await end();
      source.pane = undefined;
      source.tell();
      await frame();
      expect(pane.node.textContent).toBe('This pane was closed.');
      expect(pane.frame.dataset['type']).toBeUndefined();
      expect(pane.frame.dataset['cursor']).toBeUndefined();
      expect(Body.all[0]!.disposals).toBe(1);
      expect(pane.frame.querySelector('[title="Of the oldest."]')).toBeNull();
      source.put(4);
      await frame();
      expect(drawings()).toBe(3);
    });

    it('waits while JupyterLab hides itself to change its theme', async () => {
      let visible = false;
      pane.frame.checkVisibility = () => visible;
      noteThemeChange();
      await frame();
      await frame();
      expect(drawings()).toBe(1);
      visible = true;
      await frame();
      expect(drawings()).toBe(2);
      await end();
      visible = false;
      source.put(4);
      await frame();
      expect(drawings()).toBe(3);
    });

    it('shows why a command was refused, until the next', async () => {
      source.refusal = 'Not allowed.';
      button('Close this pane').click();
      await frame();
      expect(source.commands).toEqual([
        { cmd: 'close', data: 'the win', eid: 'the env' }
      ]);
      expect(pane.frame.textContent).toContain('Not allowed.');
      source.refusal = '';
      pane.send({ cmd: 'close' });
      expect(pane.frame.textContent).not.toContain('Not allowed.');
    });

    it('keeps a comment', async () => {
      const text = pane.frame.querySelector('textarea')!;
      text.value = 'remarkable';
      text.dispatchEvent(new Event('input'));
      text.dispatchEvent(new Event('blur'));
      expect(source.commands).toEqual([
        {
          cmd: 'update_comment',
          eid: 'the env',
          win: 'the win',
          data: 'remarkable'
        }
      ]);
    });

    it.each([true, false])('has a menu (read-only: %s)', async readOnly => {
      pane.dispose();
      make(readOnly);
      FakeObserver.tell(200, 100);
      await frame();
      button('More').click();
      const [, entries] = vi.mocked(openMenu).mock.calls[0]!;
      const labels = entries.map(entry => entry?.label);
      expect(labels).toEqual(
        readOnly ? ['The title'] : ['The title', 'Comment']
      );
      expect(pane.frame.dataset['readonly']).toBe(String(readOnly));
    });

    it('saves what is still being typed when it goes', () => {
      const text = pane.frame.querySelector('textarea')!;
      text.value = 'remarkable';
      text.dispatchEvent(new Event('input'));
      pane.dispose();
      expect(source.commands).toMatchObject([{ data: 'remarkable' }]);
    });

    it('lets go of everything, once', async () => {
      const forget = vi.spyOn(scheduler, 'forget');
      pane.dispose();
      pane.dispose();
      expect(forget).toHaveBeenCalledTimes(1);
      expect(Body.all[0]!.disposals).toBe(1);
      expect(FakeObserver.disconnect).toHaveBeenCalledTimes(1);
      expect(pane.frame.isConnected).toBe(false);
      const request = vi.spyOn(scheduler, 'request');
      source.put(4);
      noteThemeChange();
      expect(request).not.toHaveBeenCalled();
      pane.draw();
      expect(drawings()).toBe(1);
    });

    it.each(['ends', 'fails'])(
      'is done when a drawing %s after it',
      async how => {
        source.put(4);
        await frame();
        pane.dispose();
        const request = vi.spyOn(scheduler, 'request');
        if (how === 'ends') {
          Body.all[0]!.end('loading');
        } else {
          Body.all[0]!.fail(new Error('no such node'));
        }
        await settled();
        expect(pane.frame.dataset['cursor']).toBe('3');
        expect(request).not.toHaveBeenCalled();
        expect(console.error).not.toHaveBeenCalled();
      }
    );
  });
});
