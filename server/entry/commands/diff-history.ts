import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/contract/errors.ts';
import type { MeaningRegion } from '../../../shared/contract/rule-meaning.ts';
import {
  whatIfAnswerSchema,
  whatIfSessionSchema,
  type WhatIfCounts,
  type WhatIfJudge,
  type WhatIfRegionCounts,
  type WhatIfRules,
  type WhatIfSession,
} from '../../../shared/contract/whatif.ts';
import { rowsKeyOf } from '../../../shared/util/rows-key.ts';
import { connectToStation } from '../../platform/station-client.ts';

const ASK_EVERY_MS = 200;
const TOLD_EVERY_MS = 1_000;

/** How many rows of what was stored lie in each region of a comparison. */
export interface HistoryOfDiff extends WhatIfRegionCounts {
  readonly days: number;
  /** What of them has samples. */
  readonly period: WhatIfSession['period'];
  readonly machines: readonly string[];
  readonly rows: number;
  readonly changed: number;
  /** Every row was judged; else one in `everyNth`, and figures are estimates. */
  readonly isExact: boolean;
  readonly everyNth: number;
}

export interface HistoryAsked {
  readonly base: WhatIfRules;
  readonly tried: WhatIfRules;
  readonly days: number;
}

/** Rows of history held by the running station, or here. */
interface Rows {
  open(rules: WhatIfRules, days: number): Promise<WhatIfSession>;
  get(id: string): Promise<WhatIfSession>;
  judge(question: WhatIfJudge): Promise<WhatIfCounts | null>;
  close(id: string): Promise<unknown>;
  release(): Promise<void>;
}

/** A backend for rows: the running station, else the data folder itself. Errors: those of the data folder. */
async function openRows(dataFolder: string): Promise<Rows> {
  const client = await connectToStation(dataFolder);
  if (client !== null) {
    const path = (id: string, more = '') => `/api/v1/what-if/${id}${more}`;
    return {
      open: async (rules, days) =>
        whatIfSessionSchema.parse(
          await client.call('POST', '/api/v1/what-if', { rules, days, to: new Date().toISOString() }),
        ),
      get: async (id) => whatIfSessionSchema.parse(await client.call('GET', path(id))),
      judge: async ({ id, ...question }) =>
        whatIfAnswerSchema.parse(await client.call('POST', path(id, '/judge'), question)),
      close: (id) => client.call('POST', path(id, '/close'), {}),
      release: () => Promise.resolve(),
    };
  }
  const { openOfflineStation } = await import('../../composition/offline-station.ts');
  const station = await openOfflineStation(dataFolder, { reading: true });
  const { whatIf } = station;
  return {
    open: (rules, days) => whatIf.open({ rules, days, fresh: false }),
    get: (id) => Promise.resolve(whatIf.get(id)),
    judge: (question) => whatIf.judge(question),
    close: (id) => whatIf.close(id),
    release: () => station.close(),
  };
}

/** Error `VALIDATION_FAILED` where there are no rows that both would have judged, with what to do instead. */
export function requireRowsInCommon({ base, tried }: Pick<HistoryAsked, 'base' | 'tried'>): void {
  if (tried.manifest.trigger.kind === 'request')
    throw new AppError(
      'VALIDATION_FAILED',
      '--history: a ruleset whose trigger is "request" is only asked, so history has no rows for it',
    );
  if (rowsKeyOf(base.manifest) !== rowsKeyOf(tried.manifest))
    throw new AppError(
      'VALIDATION_FAILED',
      '--history: both ask for other inputs or judge at other moments, so they have no rows in common; ' +
        'a backtest of both knows the rows between two verdicts: aif backtest --ruleset ID@VERSION --against ID@VERSION',
    );
}

/**
 * Both judged on the rows of the last days, counted region by region; `progress` is told the share that is read. Ended by `stop`.
 * Errors: those of the data folder, `STORE_UNAVAILABLE`, `CONFLICT` where it was stopped.
 */
export async function historyOf(
  dataFolder: string,
  { base, tried, days }: HistoryAsked,
  regions: readonly MeaningRegion[],
  { stop, progress }: { readonly stop: AbortSignal; readonly progress: (share: number) => void },
): Promise<HistoryOfDiff> {
  const rows = await openRows(dataFolder);
  let id: string | undefined;
  try {
    let session = await rows.open(tried, days);
    ({ id } = session);
    for (let toldAt = performance.now(); session.state === 'loading'; session = await rows.get(id)) {
      if (stop.aborted) throw new AppError('CONFLICT', 'counting on history was cancelled');
      if (performance.now() - toldAt > TOLD_EVERY_MS) {
        toldAt = performance.now();
        progress(session.share);
      }
      await delay(ASK_EVERY_MS);
    }
    if (session.state === 'failed')
      throw new AppError('STORE_UNAVAILABLE', session.problem?.message ?? 'the rows could not be read');
    const { period, machines, everyNth } = session;
    const counts = await rows.judge({
      ...{ id, window: randomUUID(), part: 'all', base, tried },
      regions: regions.map(({ from, to, limits, together }) => ({ from, to, limits, together })),
    });
    if (counts?.regions === undefined) throw new AppError('INTERNAL', 'the rows were not counted');
    const { rows: all, changed, isExact } = counts;
    return { days, period, machines, rows: all, changed, isExact, everyNth, ...counts.regions };
  } finally {
    // With an end of their own no window has them on screen.
    if (id !== undefined) await rows.close(id).catch(() => undefined);
    await rows.release();
  }
}
