/** The panes of one env in a grid that the user rearranges by dragging title bars and corners. */
import * as React from 'react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import ReactGridLayout, {
  type Layout,
  type LayoutItem
} from 'react-grid-layout';
import { Gallery } from '../panes/gallery';
import { scheduler } from '../panes/page';
import type { IPaneSource } from '../panes/source';
import { useSignal, useWidth } from './hooks';
import { GAP, ROW, SMALLEST } from './layout';
import type { IPanelPane, PanelModel } from './model';

interface IGridProps {
  readonly model: PanelModel;
  readonly source: IPaneSource;
  readonly panes: readonly IPanelPane[];
}

/** Mounted anew for another link or place; what stays mounted only gains and loses panes. */
export function Grid(props: IGridProps): React.JSX.Element {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const width = useWidth(scroller);
  const gallery = useGallery(props.source, scroller);
  return (
    <div className="jv-Scroller" ref={setScroller}>
      {gallery && width > 0 && (
        <Panes {...props} gallery={gallery} width={width} />
      )}
    </div>
  );
}

function useGallery(
  source: IPaneSource,
  scroller: HTMLElement | null
): Gallery | null {
  const [gallery, setGallery] = useState<Gallery | null>(null);
  useEffect(() => {
    if (!scroller) {
      return;
    }
    const made = new Gallery(source, scheduler, scroller);
    setGallery(made);
    return () => made.dispose();
  }, [source, scroller]);
  return gallery;
}

interface IPanesProps extends IGridProps {
  readonly gallery: Gallery;
  readonly width: number;
}

function Panes(props: IPanesProps): React.JSX.Element {
  const { gallery, model, panes, width } = props;
  const { arranger, place } = model;
  const moves = useSignal(arranger.changed);
  const names = JSON.stringify(panes.map(({ win }) => win));
  const layout = useMemo(
    () => arranger.lay(panes, width).map(box => ({ ...box, ...LIMITS })),
    // What the panes hold changes all the time; only which there are moves them.
    [names, width, place, moves]
  );
  useEffect(
    () => gallery.keep(panes.map(({ win }): [string, string] => [place, win])),
    [gallery, names]
  );
  const save = (placed: Layout, _: unknown, moved: LayoutItem | null): void =>
    arranger.move(placed, moved?.i ?? '');
  return (
    <div onDoubleClick={event => resetSize(event, model)}>
      <ReactGridLayout
        className="jv-Grid"
        width={width}
        layout={layout}
        gridConfig={{
          cols: arranger.cols,
          rowHeight: ROW,
          margin: [GAP, GAP]
        }}
        dragConfig={{ handle: '.jv-Pane-bar', cancel: '.jv-Pane-button' }}
        onDragStop={save}
        onResizeStop={save}
      >
        {panes.map(({ win }) => (
          <div key={win} className="jv-Grid-item" data-win={win}>
            <Slot gallery={gallery} env={place} win={win} />
          </div>
        ))}
      </ReactGridLayout>
    </div>
  );
}

const LIMITS = { minW: SMALLEST.w, minH: SMALLEST.h };

/** A double click on a corner, by which panes are resized. */
function resetSize(
  { target }: React.MouseEvent,
  { arranger }: PanelModel
): void {
  const handle =
    target instanceof Element && target.closest('.react-resizable-handle');
  const item = handle && handle.closest<HTMLElement>('.jv-Grid-item');
  if (item) {
    arranger.resetSize(item.dataset['win'] ?? '');
  }
}

/** A place for a pane's frame, which React knows nothing about. */
function Slot(props: {
  gallery: Gallery;
  env: string;
  win: string;
}): React.JSX.Element {
  const { gallery, env, win } = props;
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    ref.current?.replaceChildren(gallery.view(env, win).frame);
  }, [gallery, env, win]);
  return <div className="jv-Slot" ref={ref} />;
}
