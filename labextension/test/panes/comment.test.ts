// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Comment } from '../../src/panes/comment';

describe('Comment', () => {
  let saved: string[];
  let comment: Comment;
  let text: HTMLTextAreaElement;

  beforeEach(() => {
    vi.useFakeTimers();
    saved = [];
    comment = new Comment(value => saved.push(value));
    document.body.replaceChildren(comment.node);
    text = comment.node.querySelector('textarea')!;
    comment.show('old');
    comment.toggle();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function type(value: string): void {
    text.value = value;
    text.dispatchEvent(new Event('input'));
  }

  it('opens with what the pane has, ready to be written', () => {
    expect(comment.isOpen).toBe(true);
    expect(text.value).toBe('old');
    expect(document.activeElement).toBe(text);
  });

  it('is saved half a second after the last key, once', () => {
    type('n');
    vi.advanceTimersByTime(499);
    type('new');
    vi.advanceTimersByTime(499);
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(1);
    text.blur();
    expect(saved).toEqual(['new']);
  });

  it('is saved at once when it is left, and when its pane goes', () => {
    type('one');
    text.blur();
    expect(saved).toEqual(['one']);
    type('two');
    comment.dispose();
    vi.runAllTimers();
    expect(saved).toEqual(['one', 'two']);
  });

  it('is not saved when nothing was changed', () => {
    type('old');
    text.blur();
    comment.dispose();
    expect(saved).toEqual([]);
  });

  it("takes another's words, but not while it is being written", () => {
    type('mine');
    comment.show('theirs');
    expect(text.value).toBe('mine');
    text.blur();
    comment.show('theirs');
    expect(text.value).toBe('theirs');
  });
});
