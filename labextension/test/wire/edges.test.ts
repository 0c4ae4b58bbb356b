// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backoff, BROWSER } from '../../src/wire/edges';
import { FakeEdges } from './fakes';

const visibility = vi.spyOn(document, 'visibilityState', 'get');

function happen(): void {
  window.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('resume'));
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('a page', () => {
  it('wakes when it is back online, thawed or seen again', () => {
    visibility.mockReturnValue('visible');
    const woken = vi.fn();
    const cancel = BROWSER.onWake(woken);
    window.dispatchEvent(new Event('online'));
    expect(woken).toHaveBeenCalledTimes(1);
    document.dispatchEvent(new Event('resume'));
    expect(woken).toHaveBeenCalledTimes(2);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(woken).toHaveBeenCalledTimes(3);
    cancel();
  });

  it('does not wake when it is hidden', () => {
    visibility.mockReturnValue('hidden');
    const woken = vi.fn();
    const cancel = BROWSER.onWake(woken);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(woken).not.toHaveBeenCalled();
    cancel();
  });

  it('tells nobody who has stopped listening', () => {
    visibility.mockReturnValue('visible');
    const woken = vi.fn();
    BROWSER.onWake(woken)();
    happen();
    expect(woken).not.toHaveBeenCalled();
  });
});

describe('a timer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('calls back after its seconds, once', () => {
    const called = vi.fn();
    BROWSER.after(2, called);
    vi.advanceTimersByTime(1999);
    expect(called).not.toHaveBeenCalled();
    vi.advanceTimersByTime(9999);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('does not call back when it was cancelled', () => {
    const called = vi.fn();
    BROWSER.after(2, called)();
    vi.advanceTimersByTime(9999);
    expect(called).not.toHaveBeenCalled();
  });
});

describe('a delay before another try', () => {
  it.each([
    [0, 0.5],
    [1, 1],
    [4, 8],
    [5, 10],
    [2000, 10]
  ])(
    'after %i tries is below %d s, and any time up to it',
    (tries, ceiling) => {
      const edges = new FakeEdges();
      edges.chance = 0;
      expect(backoff(edges, tries, 0.5, 10)).toBe(0);
      edges.chance = 0.5;
      expect(backoff(edges, tries, 0.5, 10)).toBe(ceiling / 2);
    }
  );
});
