// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { PropertiesBody } from '../../src/panes/properties';
import { FakeHost } from './host';

const ITEMS = [
  { type: 'text', name: 'Text', value: 'initial' },
  { type: 'number', name: 'Number', value: '12' },
  { type: 'button', name: 'Button', value: 'Start' },
  { type: 'checkbox', name: 'Checkbox', value: true },
  { type: 'select', name: 'Select', value: 1, values: ['Red', 'Green'] }
];

describe('PropertiesBody', () => {
  let host: FakeHost;
  let body: PropertiesBody;

  beforeEach(() => {
    host = new FakeHost();
    body = new PropertiesBody(host);
    draw(ITEMS);
  });

  function draw(content: object[]): void {
    body.draw({ json: { content }, width: 300, height: 300 });
  }

  function input(name: string): HTMLInputElement {
    return host.node.querySelector(`[aria-label='${name}']`)!;
  }

  function type(name: string, text: string): void {
    input(name).focus();
    input(name).value = text;
  }

  function told(): unknown[] {
    return host.events().map(({ propertyId, value }) => [propertyId, value]);
  }

  it('shows a row for each property', () => {
    const names = [...host.node.querySelectorAll('th')];
    expect(names.map(node => node.textContent)).toEqual(
      ITEMS.map(({ name }) => name)
    );
    expect(input('Text').value).toBe('initial');
    expect(input('Number').value).toBe('12');
    expect(input('Button').textContent).toBe('Start');
    expect(input('Checkbox').checked).toBe(true);
    expect(input('Select').value).toBe('1');
  });

  it("tells handlers what Visdom's page tells them", () => {
    type('Text', 'other');
    input('Text').blur();
    expect(host.sent).toEqual([
      {
        cmd: 'forward_to_vis',
        data: {
          target: 'the win',
          eid: 'the env',
          event_type: 'PropertyUpdate',
          propertyId: 0,
          value: 'other'
        }
      }
    ]);
  });

  it('tells numbers and choices as text, a click as such, a box as it is', () => {
    type('Number', '2.5');
    input('Number').blur();
    input('Button').click();
    input('Checkbox').click();
    input('Select').value = '0';
    input('Select').dispatchEvent(new Event('change'));
    expect(told()).toEqual([
      [1, '2.5'],
      [2, 'clicked'],
      [3, false],
      [4, '0']
    ]);
  });

  it('submits by Enter, changed or not, and once', () => {
    type('Text', 'initial');
    const enter = new KeyboardEvent('keydown', { key: 'Enter' });
    input('Text').dispatchEvent(enter);
    expect(told()).toEqual([[0, 'initial']]);
  });

  it('tells nothing of an input that was only passed by', () => {
    input('Text').focus();
    input('Text').blur();
    expect(told()).toEqual([]);
  });

  it.each([
    ['-', true],
    ['1e-', true],
    ['x', false]
  ])('takes “%s” typed as a number: %s', (data, taken) => {
    type('Number', '');
    const event = new InputEvent('beforeinput', { data, cancelable: true });
    input('Number').dispatchEvent(event);
    expect(event.defaultPrevented).toBe(!taken);
  });

  it('takes new values, but not from under the user', () => {
    type('Text', 'half-typed');
    draw(ITEMS.map(item => ({ ...item, value: '7' })));
    expect(input('Text').value).toBe('half-typed');
    expect(input('Number').value).toBe('7');
  });

  it('builds other properties anew', () => {
    draw([{ type: 'text', name: 'Only', value: 'one' }]);
    expect(host.node.querySelectorAll('tr').length).toBe(1);
    expect(input('Only').value).toBe('one');
  });

  it.each(['colour', 'constructor', '__proto__'])(
    'says that it does not know the kind “%s”',
    type => {
      draw([{ type, name: 'Colour' }]);
      expect(host.node.textContent).toContain(`“${type}” is not known`);
    }
  );
});
