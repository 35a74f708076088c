import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MOST_OF_DRAFT } from '../../shared/contract/ruleset-desk.ts';
import { aif } from '../support/aif.ts';
import { windowOf } from '../support/desk-client.ts';
import { eventually } from '../support/eventually.ts';
import { folderOfTest } from '../support/folder.ts';
import { rest } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

/** The rule desk as windows, programs and the command line see it. */
let station: StationProcess;
let desk: ReturnType<typeof windowOf>;
beforeAll(async () => {
  station = await startStationProcess();
  desk = windowOf(station);
});
afterAll(async () => {
  void desk.close();
  await station.close();
});

const NAME = { ko: '오븐', en: 'Oven' };
const get = (path: string) => rest(station, 'GET', `/api/v1/rulesets/${path}`);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing refused',
    (error: unknown) => {
      if (!(error instanceof TRPCClientError)) throw error;
      return (error.data as { app: { code: string; said?: { code: string } } }).app;
    },
  );

it('a version saved at the desk is listed by REST with who, what for and what judged when', async () => {
  const { rules } = desk;
  const { revision } = await rules.desk.begin.mutate({ id: 'oven', name: NAME });
  await rules.desk.saveVersion.mutate({ id: 'oven', revision, comment: 'first' });
  await rules.desk.activate.mutate({ id: 'oven', version: 1, active: null, reason: 'trial' });
  expect(await get('oven/versions')).toMatchObject({
    status: 200,
    body: { items: [{ version: 1, state: 'active', comments: [{ text: 'first' }], testCount: 3 }] },
  });
  expect(await get('oven/activations')).toMatchObject({
    body: { items: [{ version: 1, fromVersion: null, reason: 'trial', failedTests: 0 }] },
  });
  expect(await get('no-such/versions')).toMatchObject({ status: 404, body: { code: 'RULESET_NOT_FOUND' } });
  expect((await get('press-thermal/activations')).body).toMatchObject({ items: [{ version: 1 }] });
});

it('refuses by code what the contract does not allow and what has changed meanwhile', async () => {
  const { rules } = desk;
  const { texts, revision, baseVersion } = await rules.desk.draft.query({ id: 'oven' });
  const draft = { id: 'oven', revision, baseVersion, texts, history: null };
  const tooLong = { ...texts, source: 'x'.repeat(MOST_OF_DRAFT.source + 1) };
  expect(await refusal(rules.desk.saveDraft.mutate({ ...draft, texts: tooLong }))).toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  expect(await refusal(rules.desk.saveDraft.mutate({ ...draft, revision: 1 }))).toMatchObject({
    code: 'CONFLICT',
    said: { code: 'draftChanged' },
  });
  expect(await refusal(rules.desk.begin.mutate({ id: 'oven', name: NAME }))).toMatchObject({
    code: 'CONFLICT',
    said: { code: 'rulesetThere' },
  });
  const activate = { id: 'oven', version: 1, active: 7, reason: '' };
  expect(await refusal(rules.desk.activate.mutate(activate))).toMatchObject({
    code: 'CONFLICT',
    said: { code: 'otherIsActive' },
  });
  expect(await refusal(rules.desk.remove.mutate({ id: 'oven' }))).toMatchObject({
    said: { code: 'rulesetHasJudged' },
  });
});

it('what the command line exports, changes and imports is seen at the desk, and the other way round', async () => {
  const folder = join(folderOfTest(), 'oven');
  const data = ['--data', station.folder];
  expect(await aif(['rules', 'export', 'oven', folder, ...data])).toMatchObject({ code: 0 });
  const bundle = join(folderOfTest(), 'oven.json');
  expect(await aif(['rules', 'export', 'oven', bundle, ...data])).toMatchObject({ code: 0 });
  const { texts } = await desk.rules.desk.draft.query({ id: 'oven' });
  writeFileSync(join(folder, 'rules.rhai'), `${texts.source}// from the repository\n`);
  expect(await aif(['rules', 'import', folder, '--activate', ...data])).toMatchObject({ code: 0 });
  await eventually(async () =>
    expect((await desk.rules.desk.activations.query({ id: 'oven' })).items).toMatchObject([
      { version: 2, fromVersion: 1, reason: 'aif rules import --activate' },
      { version: 1 },
    ]),
  );
  const lines = (await desk.rules.desk.list.query()).items;
  expect(lines.find(({ id }) => id === 'oven')).toMatchObject({ newestVersion: 2, activeVersion: 2 });
  // The same again is the version that is there.
  const again = await aif(['rules', 'import', bundle, ...data]);
  expect(again.stdout).toContain('oven@1 retired (was there already)');
});

it('what is activated on the command line against the checker stands with the activation, there and at the desk', async () => {
  const folder = join(folderOfTest(), 'oven');
  const data = ['--data', station.folder];
  await aif(['rules', 'export', 'oven', folder, ...data]);
  const { texts } = await desk.rules.desk.draft.query({ id: 'oven' });
  const never = 'if value > 80.0 && value < 60.0 { print("never"); }';
  writeFileSync(join(folder, 'rules.rhai'), `${never}\n${texts.source}`);
  const { code, stderr } = await aif(['rules', 'import', folder, '--activate', ...data]);
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('NEVER_TRUE') as string,
  });
  const told = await aif(['rules', 'activations', 'oven', ...data]);
  expect(told.stdout.split('\n')[0]).toMatch(/v2 → v3 .* 1 finding accepted \(NEVER_TRUE\)$/);
  const { items } = JSON.parse((await aif(['rules', 'activations', 'oven', '--json', ...data])).stdout) as {
    items: unknown[];
  };
  expect(items).toHaveLength(3);
  expect(await get('oven/activations')).toMatchObject({ body: { items } });
  expect(await aif(['rules', 'activations', 'no-such', ...data])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('RULESET_NOT_FOUND') as string,
  });
});

it.each([
  ['too large', ' '.repeat(4_000_001), 'larger than'],
  ['no JSON', '{"ruleset":', 'is not JSON'],
  ['no bundle', '[]', 'a bundle is a JSON object'],
])('a bundle that is %s is refused with what to do', async (_what, text, message) => {
  const file = join(folderOfTest(), 'bundle.json');
  writeFileSync(file, text);
  const { code, stderr } = await aif(['rules', 'import', file, '--data', station.folder]);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(message) as string });
});

it('what the tests of a draft show is worked out beside judging, asked for by its key, cancelled, and refused for a faulty draft', async () => {
  const { rules } = desk;
  const { texts } = await rules.desk.draft.query({ id: 'defect-rate' });
  const order = { id: 'defect-rate', texts, mutate: true };
  const { key } = await rules.tests.start.mutate(order);
  await eventually(async () => expect((await rules.tests.analysis.query({ key })).state).toBe('done'));
  const { coverage, mutation } = await rules.tests.analysis.query({ key });
  expect([coverage?.covered, mutation?.noticed]).toEqual([6, expect.any(Number)]);
  const { key: next } = await rules.tests.start.mutate(order);
  expect((await rules.tests.cancel.mutate({ key: next })).state).toBe('cancelled');
  const faulty = { ...order, texts: { ...texts, source: '#{' } };
  expect(await refusal(rules.tests.start.mutate(faulty))).toMatchObject({ code: 'RULESET_INVALID' });
  expect(await refusal(rules.tests.analysis.query({ key: 999 }))).toMatchObject({ code: 'NOT_FOUND' });
});

it('tells which inputs get another verdict from the draft than from a version, in a thread beside', async () => {
  const { rules } = desk;
  const { texts, revision, baseVersion } = await rules.desk.draft.query({ id: 'bearing-vibration' });
  const moved = texts.manifest.replace('"group_2_rigid_bc": 2.8', '"group_2_rigid_bc": 3.1');
  expect(moved).not.toBe(texts.manifest);
  const draft = { id: 'bearing-vibration', revision, baseVersion, history: null };
  await rules.desk.saveDraft.mutate({ ...draft, texts: { ...texts, manifest: moved } });
  const asked = { id: 'bearing-vibration', before: 1, after: 'draft' } as const;
  const { key } = await rules.meanings.start.mutate(asked);
  const diff = await eventually(async () => {
    const now = await rules.meanings.get.query({ key });
    expect(now.state).toBe('done');
    return now;
  });
  expect(diff.report).toMatchObject({
    basis: { kind: 'exact' },
    changes: [{ part: 'parameter', name: 'group_2_rigid_bc', before: '2.8', after: '3.1' }],
    regions: [{ from: { verdict: 'ZONE_C' }, to: { verdict: 'ZONE_B' }, together: [] }],
  });
  const [witness] = diff.report?.regions[0]?.witnesses ?? [];
  const judged = await rest(station, 'POST', '/api/v1/judgment/execute', {
    rulesetId: 'bearing-vibration',
    input: Object.fromEntries(Object.entries(witness?.input ?? {}).filter(([, value]) => value !== null)),
  });
  expect(judged.body).toMatchObject({ verdict: 'ZONE_C' });
  const none = await refusal(rules.meanings.start.mutate({ ...asked, before: 99 }));
  expect(none).toMatchObject({ code: 'RULESET_NOT_FOUND' });
  expect(await refusal(rules.meanings.get.query({ key: 999 }))).toMatchObject({ code: 'NOT_FOUND' });
  const searched = { id: 'press-thermal', before: 1, after: 'draft' } as const;
  const other = await rules.desk.draft.query({ id: 'press-thermal' });
  const { revision: stand, baseVersion: base } = other;
  const cooler = other.texts.manifest.replace('"watch_temperature": 72', '"watch_temperature": 74');
  const changed = { ...other.texts, manifest: cooler };
  await rules.desk.saveDraft.mutate({
    ...{ id: 'press-thermal', revision: stand, baseVersion: base, history: null },
    texts: changed,
  });
  const long = await rules.meanings.start.mutate({ ...searched, budgetMs: 60_000 });
  expect(await rules.meanings.cancel.mutate(long)).toMatchObject({ state: 'cancelled', report: null });
});
