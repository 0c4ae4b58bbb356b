import { describe, expect, it, vi } from 'vitest';
import { Memory, REMEMBERED } from '../../src/panel/memory';

class Storage {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

const box = { x: 0, y: 0, w: 4, h: 5 };

describe('Memory', () => {
  it('remembers the envs, the filter and each env’s arrangement by the document’s path', () => {
    const storage = new Storage();
    const memory = new Memory('a.ipynb', storage);
    memory.envs = ['e', 'f'];
    memory.filter = 'loss';
    memory.all = true;
    new Memory('a.ipynb', storage).arrange('e', {
      cols: 12,
      boxes: { w: box }
    });
    const later = new Memory('a.ipynb', storage);
    expect(later.envs).toEqual(['e', 'f']);
    expect(later.filter).toBe('loss');
    expect(later.all).toBe(true);
    expect(new Memory('a.ipynb', storage).arrangement('e')).toEqual({
      cols: 12,
      boxes: { w: box }
    });
    const other = new Memory('b.ipynb', storage);
    expect([other.envs, other.filter, other.all]).toEqual([[], '', false]);
    expect(new Memory('a.ipynb', storage).arrangement('f')).toBeNull();
  });

  it('keeps the places of panes that are gone, up to a limit', () => {
    const memory = new Memory('a', new Storage());
    memory.arrange('e', { cols: 12, boxes: { old: box } });
    memory.arrange('e', { cols: 12, boxes: { new: box } });
    expect(Object.keys(memory.arrangement('e')!.boxes)).toEqual(['old', 'new']);
    const many = Object.fromEntries(
      Array.from({ length: REMEMBERED }, (_, index) => [`w${index}`, box])
    );
    memory.arrange('e', { cols: 12, boxes: many });
    expect(Object.keys(memory.arrangement('e')!.boxes).length).toBe(REMEMBERED);
    expect(memory.arrangement('e')!.boxes['old']).toBeUndefined();
  });

  it('is lost where the browser forbids it, and nothing else is', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const forbid = (): never => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    const memory = new Memory('a', { getItem: forbid, setItem: forbid });
    memory.envs = ['e'];
    expect(memory.envs).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('takes what it cannot read for nothing', () => {
    const storage = new Storage();
    const memory = new Memory('a', storage);
    memory.arrange('e', { cols: 12, boxes: { w: box } });
    for (const key of storage.items.keys()) {
      storage.items.set(
        key,
        '{"cols": 12, "boxes": {"v": null, "w": {"x": "0"}}}'
      );
    }
    expect(memory.arrangement('e')).toEqual({ cols: 12, boxes: {} });
    for (const key of storage.items.keys()) {
      storage.items.set(key, 'no JSON');
    }
    expect(memory.arrangement('e')).toBeNull();
  });
});
