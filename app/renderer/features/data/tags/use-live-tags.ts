import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import { trpc } from '../../../lib/trpc/index.ts';

const EVERY_MS = 1_000;
/** More than rows can be in sight. */
const MOST = 200;

/** What tags in sight show now, by id. */
export function useLiveTags(ids: readonly number[]): ReadonlyMap<number, Tag> {
  const { data } = useQuery(
    trpc.dataHub.tagsWith.queryOptions(
      { ids: ids.slice(0, MOST) },
      { enabled: ids.length > 0, refetchInterval: EVERY_MS, placeholderData: keepPreviousData },
    ),
  );
  return useMemo(() => new Map((data ?? []).map((tag) => [tag.id, tag])), [data]);
}
