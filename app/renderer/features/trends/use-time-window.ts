import { useEffect, useState } from 'react';
import { TimeWindow } from '../../charts/model/time-window.ts';
import { useTrends } from './trends-store.ts';

/** A gesture is over, and one step of undo, when nothing moved for this long. */
const SETTLED_MS = 400;

/** The charts' shared time axis, tied to the view: gestures move it at once and become part of the view when they settle. */
export function useTimeWindow(): TimeWindow {
  const range = useTrends((state) => state.view.range);
  const [timeWindow] = useState(() => new TimeWindow(range));

  useEffect(() => {
    if (timeWindow.range !== range) timeWindow.setRange(range);
  }, [timeWindow, range]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (): void => {
      const { view, change } = useTrends.getState();
      if (timeWindow.range !== view.range) change((known) => ({ ...known, range: timeWindow.range }));
    };
    const stop = timeWindow.subscribe(() => {
      if (timeWindow.range === useTrends.getState().view.range) return;
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLED_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
      settle();
    };
  }, [timeWindow]);
  return timeWindow;
}
