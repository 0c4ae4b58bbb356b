// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PaneBar } from '../../src/panes/bar';
import { noteOf } from '../../src/panes/note';

vi.mock('@jupyterlab/ui-components', () => import('./icons'));
vi.mock('../../src/panes/icons', () => import('./icons'));

describe('the bar of a pane', () => {
  let bar: PaneBar;
  let mark: HTMLElement;

  beforeEach(() => {
    const ignore = (): void => undefined;
    bar = new PaneBar({ comment: ignore, menu: ignore, close: ignore });
    mark = bar.node.querySelector('.jv-Pane-note')!;
  });

  it('has no mark where there is no note', () => {
    expect(mark.hidden).toBe(true);
    bar.note = '';
    expect(mark.hidden).toBe(true);
  });

  it('has one that says the note, until the note goes', () => {
    bar.note = 'Points were dropped.';
    expect(mark.hidden).toBe(false);
    expect(mark.getAttribute('role')).toBe('img');
    expect(mark.title).toBe('Points were dropped.');
    bar.note = '';
    expect(mark.hidden).toBe(true);
    expect(mark.title).toBe('');
  });

  it('takes a note for text', () => {
    bar.note = '"><img src="x" onerror="x()">';
    expect(mark.title).toBe('"><img src="x" onerror="x()">');
    expect(bar.node.querySelector('img')).toBeNull();
  });
});

describe('noteOf', () => {
  it.each([
    [{}, ''],
    [{ jupyter_visdom: { note: 'One.' } }, 'One.'],
    [{ jupyter_visdom: {} }, ''],
    [{ jupyter_visdom: { note: ['One.'] } }, ''],
    [{ jupyter_visdom: 'One.' }, '']
  ])('of %j is %j', (json, note) => expect(noteOf(json)).toBe(note));
});
