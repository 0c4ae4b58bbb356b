// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { Inspector, scalarsOf, withValue } from '../../src/panes/inspector';

const CONTENT = {
  data: [{ name: 'a', line: { width: 2 }, y: [1, 2] }],
  layout: { showlegend: true, xaxis: { title: { text: 'x' } } }
};

describe('scalarsOf', () => {
  it('finds scalars at any depth, and no lists', () => {
    expect(scalarsOf(CONTENT.layout)).toEqual([
      { path: ['showlegend'], value: true },
      { path: ['xaxis', 'title', 'text'], value: 'x' }
    ]);
    expect(scalarsOf({ x: Float64Array.of(1), y: [1], z: null })).toEqual([]);
  });
});

describe('withValue', () => {
  it('changes a copy', () => {
    const changed = withValue(CONTENT, ['data', 0, 'line', 'width'], 5);
    expect(changed).toEqual({
      ...CONTENT,
      data: [{ name: 'a', line: { width: 5 }, y: [1, 2] }]
    });
    expect(CONTENT.data[0]!.line.width).toBe(2);
  });

  it('changes nothing where the path leads nowhere', () => {
    expect(withValue(CONTENT, ['layout', 'gone'], 1)).toEqual(CONTENT);
    expect(withValue(CONTENT, ['data', 4, 'name'], 1)).toEqual(CONTENT);
    expect(withValue(CONTENT, ['constructor', 'x'], 1)).toEqual(CONTENT);
  });
});

describe('Inspector', () => {
  it('edits what is drawn and keeps the edit over updates', () => {
    let edits = 0;
    const inspector = new Inspector(() => void edits++);
    document.body.append(inspector.node);
    inspector.node.hidden = false;
    inspector.show(CONTENT);
    expect(inspector.edit(CONTENT)).toBe(CONTENT);

    const input = inspector.node.querySelector<HTMLInputElement>(
      "[aria-label='line.width']"
    )!;
    input.focus();
    input.value = '7';
    input.blur();
    expect(edits).toBe(1);
    expect(inspector.edit(CONTENT)['data']).toEqual([
      { name: 'a', line: { width: 7 }, y: [1, 2] }
    ]);

    inspector.show({ ...CONTENT, layout: { ...CONTENT.layout } });
    expect(input.isConnected).toBe(true);
    expect(input.value).toBe('7');
  });

  it('costs nothing while it is hidden', () => {
    const inspector = new Inspector(() => undefined);
    inspector.show(CONTENT);
    expect(inspector.node.childElementCount).toBe(0);
  });
});
