import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { WhatIfRules, WhatIfSession } from '../../../../../shared/contract/whatif.ts';
import { rowsKeyOf } from '../../../../../shared/util/rows-key.ts';
import { errorCodeOf, trpc, trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { leave, newWindow } from './leave.ts';

const LOADING_EVERY_MS = 250;
/** Asking keeps the rows: they are let go when no window has them on screen. */
const KEEP_EVERY_MS = 60_000;

export interface RowsAsked {
  readonly days: number;
  /** Path of a machine; empty: all of them. */
  readonly machine: string;
}

export interface Rows {
  readonly session: WhatIfSession | undefined;
  readonly error: unknown;
  /** They were there and were let go meanwhile. */
  readonly isGone: boolean;
  readonly isCancelled: boolean;
  /** Reads them anew, up to now. */
  reload(): void;
  cancel(): void;
}

/** The rows of history for the rules' inputs and trigger, held by the server as long as they are on screen. */
export function useRows(rules: WhatIfRules | null, { days, machine }: RowsAsked, isJudging: boolean): Rows {
  const live = useIsLive();
  const [window] = useState(newWindow);
  const [attempt, setAttempt] = useState(0);
  const [cancelled, setCancelled] = useState('');
  const key = rules === null ? '' : [rules.manifest.id, rowsKeyOf(rules.manifest), days, machine].join(' ');
  const question = `${key} ${attempt}`;
  const opened = useQuery({
    queryKey: ['whatIf', 'open', question],
    enabled: live && rules !== null && cancelled !== question,
    queryFn: async ({ signal }) => {
      const session = await trpcClient.whatIf.open.mutate({
        ...{ rules: rules as WhatIfRules, days, fresh: attempt > 0, window },
        ...(machine === '' ? {} : { equipment: [machine] }),
      });
      // Left, or asked otherwise, before it was known what is to be left.
      if (signal.aborted) leave(session.id, window);
      return session;
    },
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const id = opened.data?.id;
  useEffect(() => (id === undefined ? undefined : () => leave(id, window)), [id, window]);
  const asked = useQuery({
    ...trpc.whatIf.get.queryOptions({ id: id ?? '' }),
    enabled: id !== undefined && cancelled !== question,
    refetchInterval: ({ state }) =>
      state.data?.state === 'loading' || isJudging ? LOADING_EVERY_MS : KEEP_EVERY_MS,
    retry: false,
  });
  const isCancelled = cancelled === question;
  return {
    session: isCancelled || asked.error ? undefined : (asked.data ?? opened.data),
    error: opened.error ?? asked.error,
    isGone: asked.error !== null && errorCodeOf(asked.error) === 'NOT_FOUND',
    isCancelled,
    reload: () => {
      setCancelled('');
      setAttempt(Date.now());
    },
    cancel: () => {
      setCancelled(question);
      if (id !== undefined) void trpcClient.whatIf.close.mutate({ id });
    },
  };
}
