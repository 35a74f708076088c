import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Judgment } from '../../../../shared/contract/judgment.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { isTurned, queryOf, type JudgmentFilters } from './filters.ts';
import { emptyList, release, withHead, withOlder, type ListPage, type LiveList } from './live-list.ts';

const PAGE = 100;

type Page = ListPage<Judgment>;
type Action =
  { type: 'head'; page: Page; hold: boolean } | { type: 'older'; page: Page } | { type: 'release' };

function reduce(list: LiveList<Judgment>, action: Action): LiveList<Judgment> {
  switch (action.type) {
    case 'head':
      return withHead(list, action.page, action.hold);
    case 'older':
      return withOlder(list, action.page);
    case 'release':
      return release(list);
  }
}

/**
 * The filtered list of judgments: its newest page follows the live events, older pages come on demand. While `hold`
 * is true nothing on screen moves and newcomers wait. The filters are those of the first call: other filters, another
 * list (give the component a key).
 */
export function useLiveJudgments(filters: JudgmentFilters, hold: boolean) {
  const queryClient = useQueryClient();
  const [input] = useState(() => queryOf(filters, Date.now()));
  const [list, dispatch] = useReducer(reduce, emptyList<Judgment>());
  const loadingOlder = useRef(false);
  const [olderError, setOlderError] = useState<unknown>(null);
  const holding = useRef(hold);
  useEffect(() => {
    holding.current = hold;
  }, [hold]);
  const head = useQuery(
    trpc.judgment.list.queryOptions({ ...input, limit: PAGE }, { enabled: !isTurned(filters) }),
  );
  const page = head.data;
  useEffect(() => {
    if (page) dispatch({ type: 'head', page, hold: holding.current });
  }, [page]);
  const { nextCursor } = list;
  const loadOlder = useCallback(async () => {
    if (nextCursor === undefined || loadingOlder.current) return;
    loadingOlder.current = true;
    const request = { ...input, limit: PAGE, cursor: nextCursor };
    try {
      const older = await queryClient.fetchQuery(trpc.judgment.list.queryOptions(request, { gcTime: 0 }));
      dispatch({ type: 'older', page: older });
      setOlderError(null);
    } catch (error) {
      setOlderError(error);
    } finally {
      loadingOlder.current = false;
    }
  }, [nextCursor, input, queryClient]);
  const showNew = useCallback(() => dispatch({ type: 'release' }), []);
  return { list, head, loadOlder, olderError, showNew };
}
