import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { create } from 'zustand';
import { filterSearch, parseFilters } from './filters.ts';

/** The filters this window showed last, as an address; kept while the window is open. */
const useLastFilters = create<{ readonly last: string; remember(last: string): void }>((set) => ({
  last: '',
  remember: (last) => set({ last }),
}));

/** Whoever comes back by a way that names no filters (navigation, G J) finds them as they were left. */
export function useRememberedFilters(): void {
  const [search, setSearch] = useSearchParams();
  const hasArrived = useRef(false);
  useEffect(() => {
    const { last, remember } = useLastFilters.getState();
    const isArrival = !hasArrived.current;
    hasArrived.current = true;
    if (isArrival && search.size === 0 && last !== '') {
      setSearch(last, { replace: true });
      return;
    }
    const shown = filterSearch(parseFilters(search)).toString();
    // The way to one card says nothing about what the list is to be narrowed to.
    if (shown !== '' || !search.has('id')) remember(shown);
  }, [search, setSearch]);
}
