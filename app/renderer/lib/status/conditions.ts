import type { Health } from '../../../../shared/contract/health.ts';
import type { Overview } from '../../../../shared/contract/judgment.ts';
import type { Language, Severity } from '../../../../shared/contract/common.ts';
import { textOfReason } from '../../../../shared/contract/reasons.ts';
import type { MarkKind } from '../../ui/StateMark.tsx';
import type { ConnectionState } from '../trpc/connection.ts';
import { freshnessOf, STALE_AFTER_MS } from './freshness.ts';

export type ConditionId =
  | 'server-starting'
  | 'server-last-known'
  | 'server-away'
  | 'server-restarting'
  | 'server-failed'
  | 'server-refused'
  | 'broker-away'
  | 'no-data'
  | 'stale'
  | 'safe-mode'
  | 'part-down'
  | 'part-degraded';

/** One thing that is not as it should be, with since when and the words to say it. */
export interface Condition {
  readonly id: ConditionId;
  readonly mark: MarkKind;
  readonly severity: Severity;
  /** Epoch milliseconds, or null when the beginning is not known. */
  readonly since: number | null;
  readonly values: Readonly<Record<string, string | number>>;
  /** Last lines of the server's log, where the shell has them. */
  readonly detail?: readonly string[];
}

interface Known {
  readonly connection: ConnectionState;
  readonly health: Health | undefined;
  readonly overview: Overview | undefined;
  readonly now: number;
  readonly language: Language;
}

/** A first connection that takes this long is worth a word, milliseconds. */
const STARTING_PATIENCE_MS = 1_000;
const MOST_NAMES = 4;

/**
 * What to tell the operator now, worst first. A server that is away hides the rest: of what lies behind it nothing is
 * known any more.
 */
export function conditionsOf(known: Known): Condition[] {
  const server = serverCondition(known);
  if (server) return [server];
  if (known.connection.phase !== 'live') return [];
  const safe = safeCondition(known);
  // Without signals and judgments there is nothing else to say of them.
  if (safe) return [safe, ...partConditions(known).filter((condition) => condition !== null)];
  return [brokerCondition(known), dataCondition(known), ...partConditions(known)].filter(
    (condition): condition is Condition => condition !== null,
  );
}

function serverCondition({ connection, now }: Known): Condition | null {
  const { phase, since, attempts, process } = connection;
  if (phase === 'live') return null;
  const base = { mark: 'away', since, values: { attempts } } as const;
  if (process?.state === 'failed') {
    const values = { reason: process.reason };
    return { ...base, id: 'server-failed', severity: 'critical', values, detail: process.logTail };
  }
  if (phase === 'refused') return { ...base, id: 'server-refused', severity: 'high' };
  if (process?.state === 'restarting') {
    return {
      ...base,
      id: 'server-restarting',
      severity: 'high',
      values: { attempts, reason: process.reason },
    };
  }
  if (phase === 'away') return { ...base, id: 'server-away', severity: 'high' };
  // What is old is never shown without saying so.
  if (connection.lastKnownAt !== null)
    return { ...base, id: 'server-last-known', severity: 'normal', since: connection.lastKnownAt };
  if (now - since < STARTING_PATIENCE_MS) return null;
  return { ...base, id: 'server-starting', severity: 'normal' };
}

function safeCondition({ health, language }: Known): Condition | null {
  if (health?.mode.mode !== 'safe') return null;
  const values = { reason: textOfReason(health.mode.reason, language) };
  return { id: 'safe-mode', mark: 'hold', severity: 'high', since: Date.parse(health.startedAt), values };
}

function brokerCondition({ health }: Known): Condition | null {
  // A paused one stands among the impaired parts: nothing is wrong with it.
  if (!health || health.broker.state === 'connected' || health.broker.state === 'paused') return null;
  const { since, url, lastError } = health.broker;
  return {
    id: 'broker-away',
    mark: 'nodata',
    severity: 'high',
    since: Date.parse(since),
    values: { url, reason: lastError ?? '' },
  };
}

function dataCondition({ health, overview, now }: Known): Condition | null {
  if (!overview || health?.broker.state !== 'connected') return null;
  const expected = overview.equipment.filter(({ isRecorded }) => !isRecorded);
  const old = expected.filter((equipment) => freshnessOf(equipment, now) !== 'fresh');
  if (old.length === 0) return null;
  const times = (list: typeof old): number[] =>
    list.flatMap((equipment) => (equipment.lastDataAt === null ? [] : [Date.parse(equipment.lastDataAt)]));
  if (old.length === expected.length) {
    const newest = Math.max(...times(old));
    const since = Number.isFinite(newest) ? newest : null;
    return { id: 'no-data', mark: 'nodata', severity: 'high', since, values: {} };
  }
  const oldest = Math.min(...times(old));
  const names = old.slice(0, MOST_NAMES).map((equipment) => equipment.equipment);
  return {
    id: 'stale',
    mark: 'stale',
    severity: 'medium',
    since: Number.isFinite(oldest) ? oldest : null,
    values: {
      count: old.length,
      total: expected.length,
      limit: STALE_AFTER_MS / 1000,
      machines: names.join(', ') + (old.length > MOST_NAMES ? ' …' : ''),
    },
  };
}

/** Parts that speak for themselves; broker and demo plant have their own conditions. */
const OWN_CONDITION = new Set(['broker', 'demo-plant']);

function partConditions({ health, language }: Known): (Condition | null)[] {
  if (!health) return [];
  const condition = (state: 'down' | 'degraded'): Condition | null => {
    const parts = health.parts.filter((part) => part.state === state && !OWN_CONDITION.has(part.id));
    if (parts.length === 0) return null;
    const words = parts.map((part) =>
      [part.summary[language], part.action?.[language]].filter(Boolean).join(' — '),
    );
    return {
      id: `part-${state}`,
      mark: state === 'down' ? 'critical' : 'medium',
      severity: state === 'down' ? 'critical' : 'medium',
      since: null,
      values: { parts: words.join(' · ') },
    };
  };
  return [condition('down'), condition('degraded')];
}
