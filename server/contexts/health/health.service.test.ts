import { expect, it } from 'vitest';
import type { Backup } from '../../../shared/contract/backups.ts';
import { healthSchema, type Health } from '../../../shared/contract/health.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import type { Source } from '../../../shared/contract/sources.ts';
import { createHealthService, type HealthFacts, type PartFacts } from './index.ts';

const GIB = 1024 ** 3;
const AT = '2026-01-02T03:04:05.678Z';
const counters = {
  ...{ received: 5, stored: 5, duplicate: 0, late: 0, unreadable: 0, filtered: 0, gap: 0 },
};
const brokerState = {
  ...{ url: 'mqtt://b', embedded: false, state: 'connected', since: AT, protocol: '5' },
} as HealthFacts['broker'];
const store = {
  kind: 'station',
  lastError: null,
  recovered: [],
  oldestWriteMs: 0,
  logBytes: 0,
  figures: {},
} as const;
const file = { kind: 'file', fault: null, wrongSteps: [], figures: {} } as const;
const settings = { changed: [], fault: null, isRunning: true, restartNeeded: false };
const disk = { freeBytes: 50 * GIB, totalBytes: 100 * GIB, databaseBytes: 1 };
const backups = {
  ...{ folder: '/data/backups', items: [], quarantineBytes: 0, running: null, lastFailure: null },
  ...{ nextAt: '2026-01-03T03:30:00.000Z', restored: null, isScheduled: true, verified: null },
};
const backup: Backup = {
  name: 'station-20260101T033000Z',
  kind: 'scheduled',
  createdAt: '2026-01-01T03:30:00.000Z',
  ...{ bytes: 1, sha256: 'a'.repeat(64), schema: 'x', version: '1' },
};
const well: PartFacts = {
  runtime: { program: '1.2.3', node: '24.0.0', nodeApi: 10 },
  server: { kind: 'running', version: '1.2.3', figures: { pid: 1 } },
  start: {
    phases: { ready: 950 },
    shellStartedAt: Date.UTC(2026, 0, 1),
    firstWindow: null,
    lastWindow: null,
  },
  settings,
  broker: { kind: 'station', state: brokerState, received: 5 },
  sources: [],
  store,
  rules: { kind: 'station', workers: 2, suspended: [], figures: {} },
  disk,
  history: null,
  backups,
  demoPlant: { wanted: false, running: false },
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
    counters: { ...counters, refused: 0 },
    waiting: 0,
    rates: [],
    limits: { perSecond: null, keptUnreadable: 1_000, names: 16_000 },
    names: { tags: 0, topics: 0, refused: 0, refusedAt: null },
    limitedSince: null,
    behindSince: null,
    ...change,
  };
}

const serviceOf = (change: Partial<PartFacts> = {}) =>
  createHealthService(
    () => ({
      ...{ version: '1.2.3', role: 'station', mode: { mode: 'normal' }, startedAt: AT },
      ...{ counters, broker: brokerState, found: { ...well, ...change } },
    }),
    () => Date.UTC(2026, 0, 2),
    () => undefined,
  );
const healthOf = async (change: Partial<PartFacts> = {}): Promise<Health> =>
  healthSchema.parse(await serviceOf(change).get());

it('names every part once, with nothing to do where all is well', async () => {
  const { parts, ready, at } = await healthOf();
  expect(parts.map((part) => part.id)).toEqual([
    ...['runtime', 'server', 'start', 'settings', 'broker', 'sources', 'store', 'rules', 'disk', 'backups'],
    'demo-plant',
  ]);
  expect(parts.filter((part) => part.action !== undefined)).toEqual([]);
  expect({ ready, at }).toEqual({ ready: true, at: '2026-01-02T00:00:00.000Z' });
});

const broker = (change: Partial<HealthFacts['broker']>): Partial<PartFacts> => ({
  broker: { kind: 'station', received: 5, state: { ...brokerState, lastError: 'no way', ...change } },
});
const wrongStep = (state: string): Partial<PartFacts> => ({
  store: { ...file, wrongSteps: [{ name: '20260101_0000__x', state }] },
});
const storeFault = (kind: 'space' | 'rights' | 'damage'): Partial<PartFacts> => ({
  store: { ...file, fault: { kind, detail: 'x' } },
});
it.each<[string, Partial<PartFacts>, string, string, boolean]>([
  ['an old Node', { runtime: { ...well.runtime, nodeApi: 9 } }, 'runtime', 'down', false],
  ['a process that is silent', { server: { kind: 'silent', pid: 7 } }, 'server', 'down', false],
  ['a setting that is wrong', { settings: { ...settings, fault: 'x' } }, 'settings', 'degraded', true],
  [
    'a setting that keeps it from starting',
    { settings: { ...settings, fault: 'x', isRunning: false } },
    'settings',
    'down',
    false,
  ],
  ['a broker out of reach', broker({ state: 'reconnecting' }), 'broker', 'down', true],
  [
    'a broker that does not answer',
    { broker: { kind: 'tried', url: 'x', fault: 'x' } },
    'broker',
    'down',
    true,
  ],
  ['a broker that is paused', broker({ state: 'paused' }), 'broker', 'degraded', true],
  ['a broker that refuses', broker({ state: 'refused' }), 'broker', 'down', true],
  [
    'a session the broker had forgotten',
    broker({ sessionLost: { count: 1, at: '2026-01-01T23:00:00.000Z' } }),
    'broker',
    'degraded',
    true,
  ],
  ['a source that is paused', { sources: [source({ state: 'paused' })] }, 'sources', 'degraded', true],
  ['a source that fails', { sources: [source({ state: 'failing' })] }, 'sources', 'degraded', true],
  [
    'a source its limit holds back',
    { sources: [source({ limitedSince: '2026-01-01T23:00:00.000Z' })] },
    'sources',
    'degraded',
    true,
  ],
  ['a store that fails', { store: { ...store, lastError: 'SQLITE_FULL' } }, 'store', 'down', false],
  ['a disk that is slow', { store: { ...store, oldestWriteMs: 1_200 } }, 'store', 'degraded', true],
  ['a log that cannot be cut', { store: { ...store, logBytes: GIB } }, 'store', 'degraded', true],
  [
    'a store that was recovered',
    {
      store: {
        ...store,
        recovered: [
          { damage: { detail: 'page 7', commits: 3 }, from: 'rows', quarantine: '/data/quarantine/1' },
        ],
      },
    },
    'store',
    'degraded',
    true,
  ],
  ['a file that is damaged', storeFault('damage'), 'store', 'down', false],
  ['a file of others', storeFault('rights'), 'store', 'down', false],
  ['a file on a full disk', storeFault('space'), 'store', 'down', false],
  ['a file of a newer program', wrongStep('unknown'), 'store', 'down', false],
  ['a file of an older program', wrongStep('pending'), 'store', 'degraded', true],
  [
    'no rule worker',
    { rules: { kind: 'station', workers: 0, suspended: [], figures: {} } },
    'rules',
    'down',
    false,
  ],
  [
    'a suspended rule',
    { rules: { kind: 'station', workers: 2, suspended: ['hot'], figures: {} } },
    'rules',
    'degraded',
    true,
  ],
  ['a broken rule engine', { rules: { kind: 'tried', fault: 'x', figures: {} } }, 'rules', 'down', false],
  ['little disk', { disk: { ...disk, freeBytes: 1.9 * GIB } }, 'disk', 'degraded', true],
  ['no disk', { disk: { ...disk, freeBytes: 0.1 * GIB } }, 'disk', 'down', false],
  [
    'a backup that cannot be used',
    { backups: { ...backups, items: [backup], verified: { reason: reason('backupChanged') } } },
    'backups',
    'degraded',
    true,
  ],
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
  const { parts } = await healthOf(broker({ state: 'refused' }));
  expect(parts.find(({ id }) => id === 'broker')?.summary.en).toContain('no way');
});

it('says that settings count from the next start, which is no fault', async () => {
  const { parts, ready } = await healthOf({ settings: { ...settings, restartNeeded: true } });
  expect(parts.find(({ id }) => id === 'settings')).toMatchObject({
    state: 'ok',
    action: { en: expect.stringContaining('restart') as string },
  });
  expect(ready).toBe(true);
});

it('tells how it came up, and its first window after the app', async () => {
  const service = serviceOf();
  const start = async () => (await service.get()).parts.find(({ id }) => id === 'start');
  expect(await start()).toMatchObject({
    state: 'ok',
    summary: { en: 'Ready after 0.9 s' },
    figures: { readyMs: 950 },
  });
  const opened = Date.UTC(2026, 0, 1) + 400;
  service.windowStarted({ openedAt: opened, codeMs: 150.4, frameMs: 800 });
  service.windowStarted({ openedAt: opened + 3_600_000, codeMs: 90, frameMs: 300 });
  expect(await start()).toMatchObject({
    summary: { en: 'Ready after 0.9 s, first useful frame 1.2 s after the app was opened' },
    figures: { readyMs: 950, pageCodeMs: 90, pageFrameMs: 300, appFrameMs: 1_200 },
  });
});

it('a window that comes up long after the app tells nothing of its start', async () => {
  const service = serviceOf();
  service.windowStarted({ openedAt: Date.UTC(2026, 0, 1) + 3_600_000, codeMs: 90, frameMs: 300 });
  const { parts } = await service.get();
  expect(parts.find(({ id }) => id === 'start')?.figures).not.toHaveProperty('appFrameMs');
});
