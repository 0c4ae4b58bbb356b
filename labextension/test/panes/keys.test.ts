// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { PaneKeys } from '../../src/panes/keys';
import { FakeHost } from './host';

function press(
  target: Element,
  type: string,
  init: KeyboardEventInit
): KeyboardEvent {
  const event = new KeyboardEvent(type, {
    bubbles: true,
    cancelable: true,
    ...init
  });
  target.dispatchEvent(event);
  return event;
}

describe('PaneKeys', () => {
  const host = new FakeHost();
  let keys = new PaneKeys(host);

  afterEach(() => {
    keys.dispose();
    host.sent.length = 0;
    keys = new PaneKeys(host);
  });

  it('makes the body focusable, and leaves nothing behind', () => {
    expect(host.node.tabIndex).toBe(0);
    keys.dispose();
    press(host.node, 'keyup', { key: 'a' });
    expect(host.node.hasAttribute('tabindex')).toBe(false);
    expect(host.sent).toEqual([]);
  });

  it('tells a key when it is let go, with its code', () => {
    press(host.node, 'keydown', { key: 'a', keyCode: 65 });
    expect(host.sent).toEqual([]);
    press(host.node, 'keyup', { key: 'a', keyCode: 65 });
    expect(host.events()).toEqual([
      {
        target: 'the win',
        eid: 'the env',
        event_type: 'KeyPress',
        key: 'a',
        key_code: 65
      }
    ]);
  });

  it('adds fields that are to go with every key', () => {
    keys.dispose();
    keys = new PaneKeys(host, { fields: { pane_data: false } });
    press(host.node, 'keyup', { key: 'b' });
    expect(host.events()[0]).toMatchObject({ key: 'b', pane_data: false });
  });

  it.each([
    { key: 'c', ctrlKey: true },
    { key: 'c', metaKey: true },
    { key: 'Control' },
    { key: 'Meta' }
  ])('leaves %o to the browser and JupyterLab', init => {
    const event = press(host.node, 'keydown', init);
    press(host.node, 'keyup', init);
    expect(event.defaultPrevented).toBe(false);
    expect(host.sent).toEqual([]);
  });

  it.each(['input', 'textarea', 'select', 'button'])(
    'leaves what is typed into a %s alone',
    tag => {
      const child = document.createElement(tag);
      host.node.replaceChildren(child);
      const event = press(child, 'keydown', { key: 'a' });
      press(child, 'keyup', { key: 'a' });
      expect(event.defaultPrevented).toBe(false);
      expect(host.sent).toEqual([]);
    }
  );

  it("keeps plain keys from the document's shortcuts, and no one else's", () => {
    const heard: string[] = [];
    const listen = ({ key }: KeyboardEvent) => void heard.push(key);
    document.addEventListener('keydown', listen, true);
    press(host.node, 'keydown', { key: 'd' });
    press(host.node, 'keydown', { key: 's', ctrlKey: true });
    press(document.body, 'keydown', { key: 'x' });
    document.removeEventListener('keydown', listen, true);
    expect(heard).toEqual(['s', 'x']);
  });

  it('never keeps the focus from moving on', () => {
    const event = press(host.node, 'keydown', { key: 'Tab' });
    expect(event.defaultPrevented).toBe(false);
  });

  it('leaves keys that scroll to a text, and takes them from a picture', () => {
    const down = { key: 'ArrowDown' };
    expect(press(host.node, 'keydown', down).defaultPrevented).toBe(true);
    keys.dispose();
    keys = new PaneKeys(host, { scrolls: true });
    expect(press(host.node, 'keydown', down).defaultPrevented).toBe(false);
  });
});
