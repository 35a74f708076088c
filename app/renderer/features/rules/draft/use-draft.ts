import { useEffect, useState, useSyncExternalStore } from 'react';
import type { KeptDraft } from './keeper.ts';
import { DraftKeeper } from './keeper.ts';
import { leaveKeeper, startKeepers, takeKeeper } from './keepers.ts';

type Opened =
  { readonly id: string; readonly keeper: DraftKeeper } | { readonly id: string; readonly error: unknown };

let started = false;

/** The keeper of a ruleset's draft while the calling component is on screen. */
export function useKeeper(id: string): { keeper?: DraftKeeper; error?: unknown } {
  const [opened, setOpened] = useState<Opened | null>(null);
  useEffect(() => {
    if (!started) startKeepers();
    started = true;
    let isLeft = false;
    takeKeeper(id).then(
      (keeper) => !isLeft && setOpened({ id, keeper }),
      (error: unknown) => !isLeft && setOpened({ id, error }),
    );
    return () => {
      isLeft = true;
      leaveKeeper(id);
    };
  }, [id]);
  if (opened?.id !== id) return {};
  return 'keeper' in opened ? { keeper: opened.keeper } : { error: opened.error };
}

export function useKeptDraft(keeper: DraftKeeper): KeptDraft {
  return useSyncExternalStore(keeper.subscribe, () => keeper.draft);
}
