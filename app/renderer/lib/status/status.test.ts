import { describe, expect, it } from 'vitest';
import type { Health } from '../../../../shared/contract/health.ts';
import type { EquipmentState, Overview } from '../../../../shared/contract/judgment.ts';
import type { ConnectionState } from '../trpc/connection.ts';
import { conditionsOf } from './conditions.ts';
import { freshnessOf, markOfEquipment } from './freshness.ts';

const now = Date.parse('2026-01-01T00:10:00.000Z');
const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
const live: ConnectionState = {
  phase: 'live',
  since: 0,
  attempts: 0,
  heardAt: now,
  process: null,
  lastKnownAt: null,
};

const machine = (name: string, age: number | null, change: Partial<EquipmentState> = {}): EquipmentState => ({
  path: `s/a/l/${name}`,
  line: 'l',
  equipment: name,
  tagCount: 1,
  lastDataAt: age === null ? null : ago(age),
  lastReceivedAt: age === null ? null : ago(age),
  isRecorded: false,
  severity: 'normal',
  judgments: [],
  ...change,
});
const overview = (...equipment: EquipmentState[]): Overview => ({ at: ago(0), demoPlant: false, equipment });
const health = (change: Partial<Health> = {}): Health => ({
  at: ago(0),
  version: '1',
  role: 'station',
  startedAt: ago(60),
  ready: true,
  mode: { mode: 'normal' },
  counters: { received: 0, stored: 0, duplicate: 0, late: 0, unreadable: 0, filtered: 0, gap: 0 },
  broker: { url: 'mqtt://b', embedded: false, state: 'connected', since: ago(60), protocol: '5' },
  parts: [],
  ...change,
});
const ids = (known: Partial<Parameters<typeof conditionsOf>[0]>): string[] =>
  conditionsOf({
    connection: live,
    health: health(),
    overview: overview(),
    now,
    language: 'en',
    ...known,
  }).map(({ id }) => id);

describe('conditionsOf', () => {
  it('says at the start that what is shown is of the last run, at once and since when', () => {
    const starting = { ...live, phase: 'starting', since: now, lastKnownAt: now - 60_000 } as const;
    expect(
      conditionsOf({ connection: starting, health: undefined, overview: overview(), now, language: 'en' }),
    ).toMatchObject([{ id: 'server-last-known', mark: 'away', since: now - 60_000 }]);
  });

  it('says of a station in safe mode that it is, and nothing of signals it does not take', () => {
    const safe = health({
      mode: { mode: 'safe', reason: { code: 'safeMode', parameters: {} } },
      broker: { url: '', embedded: false, state: 'paused', since: ago(60), protocol: '5' },
    });
    expect(ids({ health: safe, overview: overview(machine('press-1', null)) })).toEqual(['safe-mode']);
  });

  it('says nothing while all is well', () => {
    expect(ids({ overview: overview(machine('m', 1)) })).toEqual([]);
  });

  it('tells server away, no data and stale apart', () => {
    const away: ConnectionState = { ...live, phase: 'away', since: now - 5_000, attempts: 3 };
    const old = overview(machine('m', 500), machine('n', null));
    expect(ids({ connection: away, overview: old })).toEqual(['server-away']);
    expect(ids({ overview: old })).toEqual(['no-data']);
    expect(ids({ overview: overview(machine('m', 500), machine('n', 1)) })).toEqual(['stale']);
    const recorded = machine('archive', 86_400, { isRecorded: true });
    expect(ids({ overview: overview(recorded, machine('n', 1)) })).toEqual([]);
    expect(ids({ overview: overview(recorded) })).toEqual([]);
  });

  it('names the broker, not the silence that follows from it', () => {
    const broken = health({
      broker: { ...health().broker, state: 'reconnecting', since: ago(40), lastError: 'ECONNREFUSED' },
    });
    const [condition, ...others] = conditionsOf({
      connection: live,
      health: broken,
      overview: overview(machine('m', 500)),
      now,
      language: 'en',
    });
    expect(others).toEqual([]);
    expect(condition).toMatchObject({
      id: 'broker-away',
      since: now - 40_000,
      values: { reason: 'ECONNREFUSED' },
    });
  });

  it('passes on what the parts say of themselves', () => {
    const parts: Health['parts'] = [
      {
        id: 'disk',
        state: 'degraded',
        summary: { ko: '디스크', en: 'Disk nearly full' },
        action: { ko: '비우기', en: 'Free space' },
        figures: {},
      },
      { id: 'store', state: 'down', summary: { ko: '저장소', en: 'Store failed' }, figures: {} },
      { id: 'broker', state: 'down', summary: { ko: '브로커', en: 'Broker' }, figures: {} },
    ];
    const conditions = conditionsOf({
      connection: live,
      health: health({ parts }),
      overview: overview(),
      now,
      language: 'en',
    });
    expect(conditions.map(({ id, values }) => [id, values['parts']])).toEqual([
      ['part-down', 'Store failed'],
      ['part-degraded', 'Disk nearly full — Free space'],
    ]);
  });

  it('tells a server that failed for good, with its last words', () => {
    const process = { state: 'failed', reason: 'DATABASE_NEWER', logTail: ['last line'] } as const;
    const connection: ConnectionState = {
      ...live,
      phase: 'away',
      since: 1,
      process: { ...process, logTail: ['last line'] },
    };
    expect(
      conditionsOf({ connection, health: undefined, overview: undefined, now, language: 'ko' }),
    ).toMatchObject([{ id: 'server-failed', detail: ['last line'], values: { reason: 'DATABASE_NEWER' } }]);
  });

  it('gives a start a moment before it speaks', () => {
    const starting: ConnectionState = { ...live, phase: 'starting', since: now - 400 };
    expect(ids({ connection: starting })).toEqual([]);
    expect(ids({ connection: { ...starting, since: now - 2_000 } })).toEqual(['server-starting']);
  });
});

describe('marks of a machine', () => {
  const judged = (severity: 'normal' | 'high', hold: boolean): EquipmentState['judgments'][number] => ({
    rulesetId: 'r',
    rulesetName: { ko: '', en: '' },
    judgmentId: 'j',
    verdict: 'X',
    severity,
    ...(hold ? { holdCause: 'INPUT_STALE' as const } : {}),
    at: ago(1),
  });

  it('never shows old values as normal', () => {
    expect(markOfEquipment(machine('m', 1), now)).toBe('normal');
    expect(markOfEquipment(machine('m', 31), now)).toBe('stale');
    expect(markOfEquipment(machine('m', null), now)).toBe('nodata');
    expect(freshnessOf(machine('m', 30), now)).toBe('fresh');
    const recorded = machine('archive', 86_400, { isRecorded: true });
    expect(freshnessOf(recorded, now)).toBe('recorded');
    expect(markOfEquipment(recorded, now)).toBe('unjudged');
    expect(markOfEquipment({ ...recorded, severity: 'high' }, now)).toBe('high');
  });

  it('puts the abnormal first, and holds apart from verdicts', () => {
    expect(
      markOfEquipment(machine('m', 500, { severity: 'high', judgments: [judged('high', false)] }), now),
    ).toBe('high');
    expect(
      markOfEquipment(machine('m', 1, { severity: 'high', judgments: [judged('high', true)] }), now),
    ).toBe('hold');
    const both = [judged('high', true), judged('high', false)];
    expect(markOfEquipment(machine('m', 1, { severity: 'high', judgments: both }), now)).toBe('high');
    expect(markOfEquipment(machine('m', 1, { severity: null }), now)).toBe('unjudged');
  });
});
