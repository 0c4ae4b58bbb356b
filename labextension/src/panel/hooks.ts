/** React's side of signals and observers. */
import { useEffect, useReducer, useState } from 'react';
import type { PanelModel } from './model';

/** Renders again when the model says so. */
export function useModel(model: PanelModel): void {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    model.changed.connect(again);
    return () => void model.changed.disconnect(again);
  }, [model]);
}

/** An element's inner width; the last one while it is hidden, so that coming back moves nothing. */
export function useWidth(node: HTMLElement | null): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!node) {
      return;
    }
    const measure = (): void => {
      if (node.clientWidth > 0) {
        setWidth(node.clientWidth);
      }
    };
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [node]);
  return width;
}
