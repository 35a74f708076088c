import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { childrenOf } from '../support/children.ts';
import { windowOf } from '../support/desk-client.ts';
import { eventually } from '../support/eventually.ts';
import { fillStore } from '../support/filled-store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { importRuleset } from '../support/import-ruleset.ts';
import { longToCompare } from '../support/long-comparison.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';
import { threadsOf } from '../support/threads.ts';

const LONG_MS = 50_000;
const DAYS = 20;

const folder = temporaryFolder();
let station: StationProcess;
let desk: ReturnType<typeof windowOf>;

beforeAll(async () => {
  const samples = DAYS * 86_400;
  await fillStore(join(folder.path, 'station.db'), {
    ...{
      tags: ['s/a/l/mill/load', 's/a/l/mill/heat', 's/a/l/mill/flow'],
      samplesPerTag: samples,
      stepMs: 1_000,
    },
    start: Date.now() - 600_000 - samples * 1_000,
  });
  for (const version of longToCompare('long', ['load', 'heat', 'flow']))
    await importRuleset(folder.path, version);
  station = await startStationProcess({ data: folder.path });
  desk = windowOf(station);
});
afterAll(async () => {
  void desk?.close();
  await station?.close();
  folder.remove();
});

const threads = (name: string): number => threadsOf(station.pid, name);

const compare = () =>
  desk.rules.meanings.start.mutate({ id: 'long', before: 1, after: 2, budgetMs: LONG_MS });

it('a comparison that is cancelled ends its thread, and says so', async () => {
  expect(threads('meaning-worker')).toBe(0);
  const { key } = await compare();
  await eventually(async () => {
    expect(await desk.rules.meanings.get.query({ key })).toMatchObject({ state: 'running' });
    expect((await desk.rules.meanings.get.query({ key })).tried).toBeGreaterThan(0);
  });
  expect(threads('meaning-worker')).toBe(1);
  expect(await desk.rules.meanings.cancel.mutate({ key })).toMatchObject({
    state: 'cancelled',
    report: null,
  });
  await eventually(() => expect(threads('meaning-worker')).toBe(0));
  expect(await desk.rules.meanings.get.query({ key })).toMatchObject({ state: 'cancelled' });
});

it('one that is begun anew takes the place of the one under way', async () => {
  const first = await compare();
  const second = await compare();
  expect(await desk.rules.meanings.get.query(first)).toMatchObject({ state: 'cancelled' });
  await eventually(() => expect(threads('meaning-worker')).toBe(1));
  await desk.rules.meanings.cancel.mutate(second);
  await eventually(() => expect(threads('meaning-worker')).toBe(0));
});

it('rows that are being read for a count are let go when it is cancelled, and their process ends', async () => {
  const { manifest, source: script } = await desk.rules.version.query({ id: 'long', version: 2 });
  const others = childrenOf(station.pid).length;
  const { id, state } = await desk.whatIf.open.mutate({ rules: { manifest, source: script }, days: DAYS });
  expect(state).toBe('loading');
  await eventually(() => expect(childrenOf(station.pid)).toHaveLength(others + 1));
  expect(await desk.whatIf.close.mutate({ id })).toEqual({ closed: true });
  await eventually(() => expect(childrenOf(station.pid)).toHaveLength(others));
  await expect(desk.whatIf.get.query({ id })).rejects.toThrow('no longer');
});
