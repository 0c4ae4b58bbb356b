/** The panes of one env in a grid that the user rearranges by dragging title bars and corners. */
import * as React from 'react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import ReactGridLayout, { type Layout } from 'react-grid-layout';
import type { ILink } from '../link';
import { Gallery } from '../panes/gallery';
import type { Json } from '../panes/json';
import { scheduler } from '../panes/page';
import { useWidth } from './hooks';
import {
  arrange,
  columnsFor,
  defaultSize,
  GAP,
  ROW,
  SMALLEST,
  type IPlaced
} from './layout';
import type { Memory } from './memory';

interface IGridProps {
  readonly link: ILink;
  readonly env: string;
  readonly memory: Memory;
  readonly panes: readonly { readonly win: string; readonly json: Json }[];
}

/** Mounted anew for another link or env; what stays mounted only gains and loses panes. */
export function Grid(props: IGridProps): React.JSX.Element {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const width = useWidth(scroller);
  const gallery = useGallery(props.link, scroller);
  return (
    <div className="jv-Scroller" ref={setScroller}>
      {gallery && width > 0 && (
        <Panes {...props} gallery={gallery} width={width} />
      )}
    </div>
  );
}

function useGallery(link: ILink, scroller: HTMLElement | null): Gallery | null {
  const [gallery, setGallery] = useState<Gallery | null>(null);
  useEffect(() => {
    if (!scroller) {
      return;
    }
    const made = new Gallery(link, scheduler, scroller);
    setGallery(made);
    return () => made.dispose();
  }, [link, scroller]);
  return gallery;
}

interface IPanesProps extends IGridProps {
  readonly gallery: Gallery;
  readonly width: number;
}

function Panes(props: IPanesProps): React.JSX.Element {
  const { gallery, env, panes, width, memory } = props;
  const cols = columnsFor(width);
  const [version, setVersion] = useState(0);
  const names = JSON.stringify(panes.map(({ win }) => win));
  const layout = useMemo(
    () => place(props, cols),
    // What the panes hold changes all the time; only which there are moves them.
    [names, cols, width, env, version]
  );
  useEffect(
    () => gallery.keep(panes.map(({ win }): [string, string] => [env, win])),
    [gallery, names]
  );
  const save = (moved: Layout): void => {
    memory.arrange(env, { cols, boxes: boxesOf(moved) });
    setVersion(version + 1);
  };
  return (
    <ReactGridLayout
      className="jv-Grid"
      width={width}
      layout={layout}
      gridConfig={{ cols, rowHeight: ROW, margin: [GAP, GAP] }}
      dragConfig={{ handle: '.jv-Pane-bar', cancel: '.jv-Pane-close' }}
      onDragStop={save}
      onResizeStop={save}
    >
      {panes.map(({ win }) => (
        <div key={win} className="jv-Grid-item">
          <Slot gallery={gallery} env={env} win={win} />
        </div>
      ))}
    </ReactGridLayout>
  );
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

function place({ panes, width, memory, env }: IPanesProps, cols: number) {
  const sized = panes.map(({ win, json }) => ({
    win,
    size: defaultSize(json, width, cols)
  }));
  const limits = { minW: SMALLEST.w, minH: SMALLEST.h };
  return arrange(sized, memory.arrangement(env), cols).map((box: IPlaced) => ({
    ...box,
    ...limits
  }));
}

function boxesOf(layout: Layout): {
  [win: string]: { x: number; y: number; w: number; h: number };
} {
  return Object.fromEntries(
    layout.map(({ i, x, y, w, h }) => [i, { x, y, w, h }])
  );
}
