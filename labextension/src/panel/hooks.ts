/** React's side of signals and observers. */
import type { ISignal } from '@lumino/signaling';
import { useEffect, useReducer, useState } from 'react';

/** Renders again when a signal says so; counts how often it did. */
export function useSignal<T>(signal: ISignal<T, void>): number {
  const [count, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    signal.connect(again);
    return () => void signal.disconnect(again);
  }, [signal]);
  return count;
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
