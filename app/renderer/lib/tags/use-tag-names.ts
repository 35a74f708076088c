import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TagNames } from '../../../../shared/contract/data-hub.ts';
import { trpc } from '../trpc/index.ts';

/** An event tells when names change; this is only for a window that has missed one. */
const STALE_MS = 5 * 60_000;

/** Every tag with its place, names and unit. */
export function useTagNames() {
  return useQuery(trpc.dataHub.tagNames.queryOptions(undefined, { staleTime: STALE_MS }));
}

const NONE: ReadonlyMap<string, string> = new Map();

export function unitsOf(names: TagNames): ReadonlyMap<string, string> {
  const units = new Map<string, string>();
  names.unit.forEach((unit, index) => {
    if (unit !== null) units.set(names.path[index] ?? '', unit);
  });
  return units;
}

/** UCUM code by path, of every tag that has one. */
export function useTagUnits(): ReadonlyMap<string, string> {
  const names = useTagNames().data;
  return useMemo(() => (names === undefined ? NONE : unitsOf(names)), [names]);
}
