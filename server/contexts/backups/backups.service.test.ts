import { expect, it } from 'vitest';
import type { Backup } from '../../../shared/contract/backups.ts';
import { ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import { createLogger } from '../../platform/log.ts';
import { createBackupsService } from './index.ts';
import type { BackupThread } from './ports.ts';

const MINUTE = 60_000;
const GIB = 1024 ** 3;

/** A station with a clock of the test's own; minutes go by with `minute`. */
function station({ at = '03:30' as string | null, startedAt = new Date(2026, 0, 15, 12).getTime() } = {}) {
  let now = startedAt;
  let look = () => {};
  const items: Backup[] = [];
  const state = { free: 10 * GIB, fails: false, restarts: 0 };
  const real = globalThis.setInterval;
  globalThis.setInterval = ((callback: () => void) => {
    look = callback;
    return { unref: () => undefined };
  }) as unknown as typeof setInterval;
  const thread: BackupThread = {
    copy({ name, kind }) {
      if (state.fails)
        return Promise.reject(new ReasonError('CONFLICT', reason('backupDamaged', { detail: 'x' })));
      items.unshift({
        name,
        kind,
        createdAt: new Date(now).toISOString(),
        bytes: 1,
        sha256: '',
        schema: '',
        version: '',
      });
      return Promise.resolve();
    },
    verify: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const service = createBackupsService({
    files: {
      folder: '/b',
      list: () => [...items],
      remove: (name) =>
        void items.splice(
          items.findIndex((one) => one.name === name),
          1,
        ),
      removeUnfinished: () => {},
      freeBytes: () => state.free,
      neededBytes: () => GIB,
      quarantineBytes: () => 0,
    },
    thread,
    notes: { ask: () => {}, last: () => null },
    at,
    keep: { days: 2, weeks: 0 },
    now: () => now,
    log: createLogger('error'),
    onChange: () => {},
    restart: () => (state.restarts += 1),
  });
  service.start();
  globalThis.setInterval = real;
  return {
    ...{ service, items, state },
    async minutes(count: number) {
      for (let minute = 0; minute < count; minute += 1) {
        now += MINUTE;
        look();
        // What a copy of this test does takes no longer than this.
        for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
      }
    },
    kinds: () =>
      items.map(({ kind, createdAt }) => `${kind} ${new Date(createdAt).toTimeString().slice(0, 5)}`),
  };
}

it('a station that was off at its time of day makes the backup ten minutes after its start, once', async () => {
  const { minutes, kinds } = station();
  await minutes(9);
  expect(kinds()).toEqual([]);
  await minutes(120);
  expect(kinds()).toEqual(['scheduled 12:10']);
});

it('makes one a day and keeps by its rule', async () => {
  const { minutes, kinds } = station({ startedAt: new Date(2026, 0, 15, 3).getTime() });
  await minutes(4 * 24 * 60);
  expect(kinds()).toEqual(['scheduled 03:30', 'scheduled 03:30']);
});

it('none is made where none is scheduled, except by hand', async () => {
  const { minutes, kinds, service } = station({ at: null });
  await minutes(48 * 60);
  expect(kinds()).toEqual([]);
  service.create();
  await minutes(1);
  expect(kinds()).toHaveLength(1);
  expect(service.state().nextAt).toBe(null);
});

it('a failure is told with its cause, tried again after an hour, and forgotten once one is made', async () => {
  const { minutes, kinds, service, state } = station();
  state.fails = true;
  await minutes(11);
  expect(service.state().lastFailure?.reason.code).toBe('backupDamaged');
  state.fails = false;
  await minutes(50);
  expect(kinds()).toEqual([]);
  await minutes(15);
  expect(kinds()).toEqual(['scheduled 13:10']);
  expect(service.state().lastFailure).toBe(null);
});

it('does not fill the disk: where a copy has no room it says how much is wanted', async () => {
  const { minutes, items, service, state } = station();
  state.free = GIB;
  await minutes(11);
  expect(items).toEqual([]);
  expect(service.state().lastFailure?.reason).toEqual(
    reason('backupNoSpace', { free: '1024 MiB', needed: '1280 MiB' }),
  );
});

it('a restore asks for a start anew only after the backup was found whole', async () => {
  const { minutes, items, service, state } = station({ at: null });
  service.create();
  await minutes(1);
  await expect(
    service.restore({ name: 'station-20200101T000000Z', reason: 'x' }, 'kim'),
  ).rejects.toMatchObject({
    reason: { code: 'backupMissing' },
  });
  expect(state.restarts).toBe(0);
  await service.restore({ name: items[0]?.name ?? '', reason: 'x' }, 'kim');
  expect(state.restarts).toBe(1);
});
