import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Head and borders of a chart's card, CSS pixels. */
const HEAD = 43;
const LOWEST = 170;

/** The height that lets all charts share the room there is; below a readable height they scroll. */
export function useChartHeight(charts: number): { ref: RefObject<HTMLDivElement | null>; height: number } {
  const ref = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setRoom(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, height: Math.max(LOWEST, Math.floor(room / charts) - HEAD) };
}
