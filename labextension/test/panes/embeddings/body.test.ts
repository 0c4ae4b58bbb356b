// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbeddingsBody, FEWEST } from '../../../src/panes/embeddings/body';
import { FakeHost } from '../host';

vi.mock('../../../src/panes/icons', () => import('../icons'));

const SIZE = { width: 300, height: 300 };

/** Points on a line through the middle of the pane. */
function pane(count: number, more: object = {}) {
  const data = Array.from({ length: count }, (_, idx) => ({
    group: idx % 3,
    name: `Entity ${idx}`,
    label: `label ${idx}`,
    position: [idx, 0],
    idx: 100 + idx
  }));
  return { json: { content: { data, ...more } }, ...SIZE };
}

function pointer(node: Element, type: string, x: number, y: number): void {
  const event = new MouseEvent(type, { bubbles: true, button: 0 });
  Object.assign(event, { pointerId: 1 });
  Object.defineProperties(event, {
    offsetX: { value: x },
    offsetY: { value: y }
  });
  node.dispatchEvent(event);
}

describe('EmbeddingsBody', () => {
  let host: FakeHost;
  let body: EmbeddingsBody;

  beforeEach(async () => {
    vi.stubGlobal('requestAnimationFrame', () => 0);
    vi.stubGlobal('ImageData', class {});
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    Element.prototype.setPointerCapture = () => undefined;
    host = new FakeHost();
    body = new EmbeddingsBody(host);
    await body.draw(pane(30));
    body.draw(pane(30));
  });

  afterEach(() => {
    body.dispose();
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const find = (selector: string) =>
    host.node.querySelector<HTMLElement>(selector)!;

  function lasso(left: number, right: number): void {
    if (!host.node.querySelector('.jv-Lasso')) {
      find("[title='Select points']").click();
    }
    const node = find('.jv-Lasso');
    pointer(node, 'pointerdown', left, 100);
    pointer(node, 'pointermove', right, 100);
    pointer(node, 'pointermove', right, 200);
    pointer(node, 'pointermove', left, 200);
    pointer(node, 'pointermove', left, 110);
    pointer(node, 'pointerup', left, 110);
  }

  it('tells which points a lasso holds, by their place among the features', () => {
    lasso(0, 300);
    expect(host.events()).toEqual([
      {
        target: 'the win',
        eid: 'the env',
        event_type: 'RegionSelected',
        selectedIdxs: Array.from({ length: 30 }, (_, idx) => 100 + idx),
        pane_data: false
      }
    ]);
    expect(host.node.querySelector('.jv-Lasso')).toBeNull();
  });

  it('asks for more where there are too few, and tells nobody', () => {
    // 30 points over 268 pixels: the first at 16, the 22nd at 210.
    lasso(0, 205);
    expect(host.events()).toEqual([]);
    expect(find('.jv-Embeddings-note').textContent).toBe(
      `Only 21 points selected; at least ${FEWEST} are needed.`
    );
    lasso(0, 215);
    expect(host.events()[0]!['selectedIdxs']).toHaveLength(22);
  });

  it('asks for a preview when the pointer rests on a point', () => {
    vi.useFakeTimers();
    pointer(find('canvas'), 'pointermove', 16, 150);
    expect(find('.jv-Card').hidden).toBe(false);
    expect(find('.jv-Card-label').textContent).toBe('label 0');
    vi.advanceTimersByTime(299);
    expect(host.events()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(host.events()).toEqual([
      {
        target: 'the win',
        eid: 'the env',
        event_type: 'EntitySelected',
        entityId: 'Entity 0',
        idx: 100,
        pane_data: false
      }
    ]);
  });

  it('asks nothing of points that were only passed', () => {
    vi.useFakeTimers();
    pointer(find('canvas'), 'pointermove', 16, 150);
    pointer(find('canvas'), 'pointermove', 16, 20);
    vi.advanceTimersByTime(1000);
    expect(host.events()).toEqual([]);
    expect(find('.jv-Card').hidden).toBe(true);
  });

  it("shows a point's own preview, cleaned, and no other's", () => {
    pointer(find('canvas'), 'pointermove', 16, 150);
    const preview = (entityId: string) =>
      body.draw(
        pane(30, {
          selected: { entityId, html: '<b onclick="x()">seen</b>' }
        })
      );
    preview('Entity 5');
    expect(find('.jv-Card-preview').innerHTML).toBe('');
    preview('Entity 0');
    expect(find('.jv-Card-preview').innerHTML).toBe('<b>seen</b>');
  });

  it('leads back where there is a way', () => {
    expect(find("[title='Back']").hidden).toBe(true);
    body.draw(pane(30, { has_previous: true }));
    find("[title='Back']").click();
    expect(host.sent).toEqual([
      {
        cmd: 'pop_embeddings_pane',
        data: { target: 'the win', eid: 'the env', pane_data: false }
      }
    ]);
  });

  it('says that it is being computed', () => {
    body.draw({ json: { content: { isLoading: true } }, ...SIZE });
    expect(find('.jv-Embeddings').dataset['loading']).toBe('true');
    expect(find('.jv-Embeddings-note').textContent).toContain('Computing');
  });
});
