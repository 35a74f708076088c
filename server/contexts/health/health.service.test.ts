import { expect, it } from 'vitest';
import { healthSchema, type Health } from '../../../shared/contract/health.ts';
import type { Source } from '../../../shared/contract/sources.ts';
import { createHealthService, type HealthFacts } from './index.ts';

const GIB = 1024 ** 3;
const well: HealthFacts = {
  version: '1.2.3',
  role: 'station',
  mode: { mode: 'normal' },
  startedAt: '2026-01-02T03:04:05.678Z',
  counters: { received: 5, stored: 5, duplicate: 0, late: 0, unreadable: 0, filtered: 0, gap: 0 },
  broker: {
    url: 'mqtt://b',
    embedded: false,
    state: 'connected',
    since: '2026-01-02T03:04:05.678Z',
    protocol: '5',
  },
  sources: [],
  store: { lastError: null, oldestWriteMs: 0, logBytes: 0, figures: {} },
  rules: { workers: 2, suspended: [], figures: {} },
  disk: { freeBytes: 50 * GIB, totalBytes: 100 * GIB, databaseBytes: 1 },
  history: null,
  backups: {
    folder: '/data/backups',
    items: [],
    quarantineBytes: 0,
    running: null,
    lastFailure: null,
    nextAt: '2026-01-03T03:30:00.000Z',
    restored: null,
  },
  demoPlant: { wanted: false, running: false },
  server: { pid: 1 },
};

function source(change: Partial<Source>): Source {
  return {
    id: 'http',
    kind: 'http',
    name: { ko: 'HTTP 수신', en: 'HTTP in' },
    address: null,
    state: 'connected',
    since: '2026-01-01T00:00:00.000Z',
    paused: null,
    pauseMeans: null,
    canTest: false,
    lastError: null,
    lastReceivedAt: null,
    counters: { ...well.counters, refused: 0 },
    waiting: 0,
    rates: [],
    limits: { perSecond: null, keptUnreadable: 1_000, names: 16_000 },
    names: { tags: 0, topics: 0, refused: 0, refusedAt: null },
    limitedSince: null,
    behindSince: null,
    ...change,
  };
}

async function healthOf(change: Partial<HealthFacts> = {}): Promise<Health> {
  const service = createHealthService(
    () => ({ ...well, ...change }),
    () => Date.UTC(2026, 0, 2),
    () => undefined,
  );
  return healthSchema.parse(await service.get());
}

it('names every part once, with nothing to do where all is well', async () => {
  const { parts, ready, at } = await healthOf();
  expect(parts.map((part) => part.id)).toEqual([
    'server',
    'broker',
    'sources',
    'store',
    'rules',
    'disk',
    'backups',
    'demo-plant',
  ]);
  expect(parts.filter((part) => part.action !== undefined)).toEqual([]);
  expect({ ready, at }).toEqual({ ready: true, at: '2026-01-02T00:00:00.000Z' });
});

const broker = (state: HealthFacts['broker']['state']) => ({
  broker: { ...well.broker, state, lastError: 'no way' },
});
it.each<[string, Partial<HealthFacts>, string, string, boolean]>([
  ['a broker out of reach', broker('reconnecting'), 'broker', 'down', true],
  ['a broker that is paused', broker('paused'), 'broker', 'degraded', true],
  ['a source that is paused', { sources: [source({ state: 'paused' })] }, 'sources', 'degraded', true],
  ['a source that fails', { sources: [source({ state: 'failing' })] }, 'sources', 'degraded', true],
  [
    'a source its limit holds back',
    { sources: [source({ limitedSince: '2026-01-01T23:00:00.000Z' })] },
    'sources',
    'degraded',
    true,
  ],
  ['a broker that refuses', broker('refused'), 'broker', 'down', true],
  [
    'a session the broker had forgotten',
    { broker: { ...well.broker, sessionLost: { count: 1, at: '2026-01-01T23:00:00.000Z' } } },
    'broker',
    'degraded',
    true,
  ],
  ['a store that fails', { store: { ...well.store, lastError: 'SQLITE_FULL' } }, 'store', 'down', false],
  ['a disk that is slow', { store: { ...well.store, oldestWriteMs: 1_200 } }, 'store', 'degraded', true],
  ['a log that cannot be cut', { store: { ...well.store, logBytes: GIB } }, 'store', 'degraded', true],
  ['no rule worker', { rules: { workers: 0, suspended: [], figures: {} } }, 'rules', 'down', false],
  ['a suspended rule', { rules: { workers: 2, suspended: ['hot'], figures: {} } }, 'rules', 'degraded', true],
  ['little disk', { disk: { ...well.disk, freeBytes: 1.9 * GIB } }, 'disk', 'degraded', true],
  ['no disk', { disk: { ...well.disk, freeBytes: 0.1 * GIB } }, 'disk', 'down', false],
  ['a demo plant that ended', { demoPlant: { wanted: true, running: false } }, 'demo-plant', 'down', true],
])('%s is told in both languages with what to do', async (_what, change, id, state, isReady) => {
  const { parts, ready } = await healthOf(change);
  const abnormal = parts.filter((part) => part.state === 'down' || part.state === 'degraded');
  expect(abnormal.map((part) => [part.id, part.state])).toEqual([[id, state]]);
  const [part] = abnormal;
  expect(part?.summary.ko).toMatch(/[가-힣]/);
  expect(part?.action?.ko).toMatch(/[가-힣]/);
  expect(part?.action?.en).toMatch(/\w/);
  expect(ready).toBe(isReady);
});

it('says why the broker is away', async () => {
  const { parts } = await healthOf(broker('refused'));
  expect(parts[1]?.summary.en).toContain('no way');
});
