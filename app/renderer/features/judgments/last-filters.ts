import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { create } from 'zustand';
import { filterSearch, parseFilters, type JudgmentFilters } from './filters.ts';

/** The filters this window showed last, as an address; kept while the window is open. */
const useLastFilters = create<{ readonly last: string; remember(last: string): void }>((set) => ({
  last: '',
  remember: (last) => set({ last }),
}));

interface Shown {
  readonly filters: JudgmentFilters;
  /** The judgment whose card is open. */
  readonly id: string | undefined;
  readonly show: (filters: JudgmentFilters, id: string | undefined) => void;
}

/**
 * What the page's address says. Whoever comes by a way that names no filters (navigation, G J) finds them as they were left, from the
 * first picture on: were the list of all shown until the address is rewritten, a key pressed then would be about a row that goes away.
 */
export function useShownJudgments(): Shown {
  const [search, setSearch] = useSearchParams();
  const last = useLastFilters((state) => state.last);
  const remember = useLastFilters((state) => state.remember);
  const isComingBack = last !== '' && search.size === 0;
  useEffect(() => {
    if (isComingBack) setSearch(last, { replace: true });
    const shown = filterSearch(parseFilters(search)).toString();
    // The way to one card says nothing about what the list is to be narrowed to.
    if (shown !== '') remember(shown);
  }, [isComingBack, last, remember, search, setSearch]);
  const show: Shown['show'] = (filters, id) => {
    const params = filterSearch(filters);
    // Before the address is written: filters that are taken away are not to come back.
    remember(params.toString());
    if (id !== undefined) params.set('id', id);
    // At once: as a transition, a second J on a busy machine would start from where the first one did.
    setSearch(params, { replace: true, flushSync: true });
  };
  const shown = isComingBack ? new URLSearchParams(last) : search;
  return { filters: parseFilters(shown), id: shown.get('id') ?? undefined, show };
}
