import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { parseTrendsSearch } from '../../charts/trends-link.ts';
import { useTrends } from './trends-store.ts';
import { DEFAULT_SPAN_SECONDS, EMPTY_VIEW, searchOf, viewOfLink } from './view-state.ts';

/** Keeps view and address the same: a link opens its view, a changed view is written back, so it can be linked to. */
export function useViewInAddress(): void {
  const [search, setSearch] = useSearchParams();
  const view = useTrends((state) => state.view);
  const written = useRef<string>(undefined);
  const address = search.toString();

  useEffect(() => {
    if (address === written.current) return;
    const { open, view: present } = useTrends.getState();
    written.current = address;
    if (address === '' || address === searchOf(present)) return;
    const linked = viewOfLink(parseTrendsSearch(search, DEFAULT_SPAN_SECONDS));
    // The same charts at another time keep what an address does not hold, its pens' colours.
    const isSame = searchOf({ ...present, range: linked.range }) === searchOf(linked);
    open(isSame ? { ...present, range: linked.range } : linked);
  }, [address, search]);

  useEffect(() => {
    const next = view === EMPTY_VIEW ? '' : searchOf(view);
    if (written.current === undefined || next === written.current) return;
    written.current = next;
    setSearch(next, { replace: true });
  }, [view, setSearch]);
}
