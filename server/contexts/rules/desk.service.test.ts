import { rulesetManifestSchema } from '../../../shared/contract/rules.ts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import type { LiveEvent } from '../../../shared/contract/events.ts';
import {
  MOST_SET_ASIDE,
  saveDraftSchema,
  type RulesetDraft,
  type RulesetTexts,
  type SaveDraft,
} from '../../../shared/contract/ruleset-desk.ts';
import { rulesetOf } from '../../../tests/support/rulesets.ts';
import { openTestCore, type TestCore } from '../../../tests/support/test-core.ts';

let station: TestCore;
let events: LiveEvent[] = [];
beforeAll(async () => {
  station = await openTestCore();
  station.core.bus.on((event) => events.push(event));
});
afterAll(() => station.close());
beforeEach(() => void (events = []));

const desk = () => station.core.desk;
let count = 0;
const NAME = { ko: '새 규칙', en: 'New rule' };
const begin = () => desk().begin({ id: `desk-${(count += 1)}`, name: NAME }, 'kim');
const save = (draft: RulesetDraft, texts: Partial<RulesetTexts>, fields: Partial<SaveDraft> = {}) => {
  const { id, revision, baseVersion, history } = draft;
  const input = { id, revision, baseVersion, history, texts: { ...draft.texts, ...texts }, ...fields };
  station.pass(1_000);
  return desk().saveDraft(saveDraftSchema.parse(input), 'kim');
};
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};
/** A ruleset with version 1 active and version 2 as its draft. */
async function withTwoVersions() {
  const draft = await begin();
  const { id } = draft;
  await desk().saveVersion({ id, revision: draft.revision }, 'kim');
  await desk().activate(
    { id, version: 1, active: null, reason: '', acceptFailedTests: false, acceptFindings: false },
    'kim',
  );
  const now = await desk().draft(id);
  const { revision } = await save(now, { source: `${now.texts.source}// two\n` });
  await desk().saveVersion({ id, revision, comment: 'louder' }, 'lee');
  return id;
}

it('begins a ruleset that compiles, passes its tests, and judges as soon as it is activated', async () => {
  const draft = await begin();
  expect(draft).toMatchObject({ baseVersion: null, isChanged: true, problems: [], by: 'kim' });
  const trial = await desk().tryOut(draft.id, draft.texts);
  expect(trial.tests.map(({ passed }) => passed)).toEqual([true, true, true]);
  const { version } = await desk().saveVersion({ id: draft.id, revision: draft.revision }, 'kim');
  const activate = {
    id: draft.id,
    version,
    active: null,
    reason: 'first trial',
    acceptFailedTests: false,
    acceptFindings: false,
  };
  expect(await desk().activate(activate, 'lee')).toMatchObject({
    items: [{ version: 1, fromVersion: null, by: 'lee', reason: 'first trial', failedTests: 0 }],
  });
  expect(await station.execute({ rulesetId: draft.id, input: { value: 81 } })).toMatchObject({
    verdict: 'HIGH',
    ruleset: { version: 1 },
  });
  expect(await codeOf(desk().begin({ id: draft.id, name: NAME }, 'kim'))).toBe('CONFLICT');
});

it('tells of every ruleset how it runs over many rows: the version that judges', async () => {
  const draft = await begin();
  const { id } = draft;
  expect((await desk().paths()).items).not.toContainEqual(expect.objectContaining({ id }));
  await desk().saveVersion({ id, revision: draft.revision }, 'kim');
  expect((await desk().paths()).items).toContainEqual({ id, path: { kind: 'compiled' } });
  const closure = `let more = |v| v + 1.0;\n${draft.texts.source}`;
  const { revision } = await save(await desk().draft(id), { source: closure });
  await desk().saveVersion({ id, revision }, 'kim');
  // The newest, as none of them judges yet.
  expect((await desk().paths()).items).toContainEqual(
    expect.objectContaining({ id, path: expect.objectContaining({ code: 'CLOSURE' }) as object }),
  );
});

it('tells how a draft would run over many rows, and why not compiled', async () => {
  const draft = await begin();
  expect(await desk().path(draft.id)).toEqual({ path: { kind: 'compiled' } });
  const closure = `let more = |v| v + 1.0;\n${draft.texts.source}`;
  const { revision } = await save(draft, { source: closure });
  expect(await desk().path(draft.id)).toMatchObject({
    path: { kind: 'interpreter', code: 'CLOSURE', line: 1 },
  });
  await save({ ...draft, revision }, { source: 'let = ;' });
  expect(await desk().path(draft.id)).toEqual({ path: null });
});

it('keeps a draft as it was typed, and tells every problem with its place', async () => {
  const draft = await begin();
  const broken = { manifest: '{\n  "id": \n}', source: 'let = ;', tests: '[1,]' };
  const saved = await save(draft, broken, { history: '{"done":[]}' });
  expect(saved.problems.map(({ file, line, column }) => [file, line, column])).toEqual([
    ['ruleset.json', 3, 1],
    ['tests.json', 1, 4],
    ['rules.rhai', 1, 5],
  ]);
  expect(saved.problems[2]?.reason).toEqual({ code: 'scriptVariableNameMissing', parameters: {} });
  await station.reopen();
  station.core.bus.on((event) => events.push(event));
  expect(await desk().draft(draft.id)).toMatchObject({
    texts: broken,
    history: '{"done":[]}',
    revision: saved.revision,
  });
  const { problems } = await save(
    { ...draft, ...saved },
    {
      manifest: draft.texts.manifest.replace('"normal"', '"fine"').replace(draft.id, 'other-id'),
    },
  );
  expect(problems.map(({ file, path, line }) => ({ file, path, line }))).toEqual([
    { file: 'ruleset.json', path: 'verdicts.OK', line: 19 },
  ]);
  const other = draft.texts.manifest.replace(draft.id, 'other-id');
  const next = await desk().draft(draft.id);
  expect((await save(next, { manifest: other })).problems).toMatchObject([
    { path: 'id', reason: { code: 'rulesetOtherId' } },
  ]);
});

it('refuses the older of two windows, and nothing of either is lost', async () => {
  const draft = await begin();
  const first = await save(draft, { source: 'first' });
  expect(await codeOf(save(draft, { source: 'second' }))).toBe('CONFLICT');
  expect((await desk().draft(draft.id)).texts.source).toBe('first');
  await save({ ...draft, revision: first.revision }, { source: 'second' }, { setAside: true });
  const { items } = await desk().asides(draft.id);
  expect(items).toMatchObject([{ why: 'replaced', by: 'kim' }]);
  expect((await desk().aside(draft.id, items[0]?.key ?? 0)).texts.source).toBe('first');
  expect(events).toContainEqual({ type: 'ruleset.changed', id: draft.id, revision: first.revision });
});

it('discards to what the newest version says, gives it back, and an old revision never counts again', async () => {
  const id = await withTwoVersions();
  const before = await desk().draft(id);
  expect(before).toMatchObject({ baseVersion: 2, isChanged: false });
  const changed = await save(before, { source: 'thrown away' });
  expect(changed.isChanged).toBe(true);
  const { key } = await desk().discard({ id, revision: changed.revision }, 'kim');
  expect(await desk().draft(id)).toMatchObject({ revision: 0, baseVersion: 2, isChanged: false });
  expect(await codeOf(save({ ...before, ...changed }, { source: 'late' }))).toBe('CONFLICT');
  const kept = await desk().aside(id, key);
  expect(kept.texts.source).toBe('thrown away');
  const again = await save(await desk().draft(id), kept.texts);
  expect(again.revision).toBeGreaterThan(changed.revision);
  expect(await codeOf(desk().aside(id, key + 1_000))).toBe('NOT_FOUND');
});

it('keeps the newest drafts that were set aside', async () => {
  let draft = await begin();
  for (let number = 0; number <= MOST_SET_ASIDE; number += 1)
    draft = { ...draft, ...(await save(draft, { source: `// ${number}` }, { setAside: true })) };
  const { items } = await desk().asides(draft.id);
  expect(items).toHaveLength(MOST_SET_ASIDE);
  expect((await desk().aside(draft.id, items.at(-1)?.key ?? 0)).texts.source).toBe('// 0');
});

it('the same contents are the version that is there; what does not compile is none', async () => {
  const draft = await begin();
  const { id } = draft;
  await desk().saveVersion({ id, revision: draft.revision }, 'kim');
  const now = await desk().draft(id);
  const spaced = await save(now, { manifest: `\n${now.texts.manifest}` });
  expect(spaced.isChanged).toBe(false);
  const same = await desk().saveVersion({ id, revision: spaced.revision }, 'lee');
  expect(same).toMatchObject({ version: 1, isNew: false });
  const broken = await save(await desk().draft(id), { source: 'let = 1' });
  expect(await codeOf(desk().saveVersion({ id, revision: broken.revision }, 'kim'))).toBe('RULESET_INVALID');
  expect(await codeOf(desk().saveVersion({ id, revision: 5 }, 'kim'))).toBe('CONFLICT');
  expect((await desk().versions(id)).items).toHaveLength(1);
});

it('lists versions newest first with who brought them and what was said of them', async () => {
  const id = await withTwoVersions();
  const { items } = await desk().comment({ id, version: 1, text: 'ran all night' }, 'park');
  expect(items).toMatchObject([
    { version: 2, state: 'draft', by: 'lee', comments: [{ by: 'lee', text: 'louder' }], testCount: 3 },
    { version: 1, state: 'active', by: 'kim', comments: [{ by: 'park', text: 'ran all night' }] },
  ]);
  expect(await codeOf(desk().comment({ id, version: 9, text: 'x' }, 'park'))).toBe('RULESET_NOT_FOUND');
});

it('activates only over what was seen, and back again by one call; all of it stays on record', async () => {
  const id = await withTwoVersions();
  const put = (version: number, active: number | null, reason = '') =>
    desk().activate({ id, version, active, reason, acceptFailedTests: false, acceptFindings: false }, 'kim');
  expect(await codeOf(put(2, null))).toBe('CONFLICT');
  await put(2, 1, 'quieter night');
  expect(await codeOf(put(1, 1))).toBe('CONFLICT');
  await put(1, 2, 'too quiet');
  expect(
    (await desk().activations(id)).items.map(({ version, fromVersion }) => [version, fromVersion]),
  ).toEqual([
    [1, 2],
    [2, 1],
    [1, null],
  ]);
  expect((await station.execute({ rulesetId: id, input: { value: 1 } })).ruleset.version).toBe(1);
});

it('failing tests keep a version out unless they are accepted with a reason', async () => {
  const draft = await begin();
  const { id } = draft;
  const { revision } = await save(draft, { tests: draft.texts.tests.replace('"HIGH"', '"OK"') });
  const { version } = await desk().saveVersion({ id, revision }, 'kim');
  const put = (reason: string, acceptFailedTests: boolean) =>
    desk().activate({ id, version, active: null, reason, acceptFailedTests, acceptFindings: false }, 'kim');
  expect(await codeOf(put('in a hurry', false))).toBe('CONFLICT');
  expect(await codeOf(put('', true))).toBe('VALIDATION_FAILED');
  expect(await put('the test is of the old limit', true)).toMatchObject({ items: [{ failedTests: 1 }] });
});

it('a version in which the checker finds an error is activated only by somebody who says so', async () => {
  const draft = await begin();
  const { id } = draft;
  const { revision } = await save(draft, {
    source: `if value > 80.0 && value < 60.0 { print("never"); }\n${draft.texts.source}`,
  });
  const { version } = await desk().saveVersion({ id, revision }, 'kim');
  const put = (acceptFindings: boolean) =>
    desk().activate(
      { id, version, active: null, reason: '', acceptFailedTests: false, acceptFindings },
      'kim',
    );
  expect(await codeOf(put(false))).toBe('CONFLICT');
  expect(await put(true)).toMatchObject({ items: [{ version, findings: ['NEVER_TRUE'] }] });
  await station.reopen();
  expect(await desk().activations(id)).toMatchObject({ items: [{ version, findings: ['NEVER_TRUE'] }] });
});

it('a finding that was accepted with a reason in the manifest does not keep a version out', async () => {
  const draft = await begin();
  const { id } = draft;
  const source = `if value > 80.0 && value < 60.0 { print("never"); }\n${draft.texts.source}`;
  const manifest = rulesetManifestSchema.parse(JSON.parse(draft.texts.manifest));
  const { findings } = await desk().check(manifest, source);
  const errors = findings.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ code, line }) => [code, line])).toEqual([['NEVER_TRUE', 1]]);
  const accepted = errors.map(({ code, fingerprint }) => ({ code, fingerprint, reason: 'a trial' }));
  const texts = { source, manifest: JSON.stringify({ ...manifest, acceptedFindings: accepted }) };
  const { revision } = await save(draft, texts);
  const { version } = await desk().saveVersion({ id, revision }, 'kim');
  const activation = {
    id,
    version,
    active: null,
    reason: '',
    acceptFailedTests: false,
    acceptFindings: false,
  };
  expect(await desk().activate(activation, 'kim')).toMatchObject({ items: [{ version, findings: [] }] });
});

it('a retired ruleset judges no more, and its past stays', async () => {
  const id = await withTwoVersions();
  const retire = { id, active: 1, reason: 'line scrapped' };
  expect(await desk().retire(retire, 'kim')).toMatchObject({
    items: [{ version: null, fromVersion: 1, reason: 'line scrapped' }, { version: 1 }],
  });
  expect(await codeOf(station.execute({ rulesetId: id, input: { value: 1 } }))).toBe('RULESET_NOT_FOUND');
  expect(await codeOf(desk().retire(retire, 'kim'))).toBe('CONFLICT');
  const periods = (await station.core.rules.periods()).get(id);
  expect(periods).toMatchObject([{ version: 1, to: expect.any(Number) as number }]);
  expect(Number.isFinite(periods?.[0]?.to)).toBe(true);
});

it('deletes what never judged, and nothing else', async () => {
  const draft = await begin();
  await desk().saveVersion({ id: draft.id, revision: draft.revision }, 'kim');
  expect(await desk().remove(draft.id)).toEqual({ removed: true });
  expect(await codeOf(desk().draft(draft.id))).toBe('RULESET_NOT_FOUND');
  expect(await codeOf(desk().remove(draft.id))).toBe('RULESET_NOT_FOUND');
  expect(await codeOf(desk().remove(await withTwoVersions()))).toBe('CONFLICT');
  const { id } = await begin();
  await desk().saveVersion({ id, revision: (await desk().draft(id)).revision }, 'kim');
  await station.execute({ rulesetId: id, rulesetVersion: 1, input: { value: 1 } });
  expect(await codeOf(desk().remove(id))).toBe('CONFLICT');
});

it('lists rulesets with version, draft and where they are bound, also one that is only a draft', async () => {
  const { id } = await begin();
  const two = await withTwoVersions();
  await station.core.rules.import(rulesetOf({ id: 'imported', source: '#{ verdict: "OK" }' }), {
    activate: false,
  });
  const { items } = await desk().list();
  const line = (name: string) => items.find((item) => item.id === name);
  expect(line(id)).toMatchObject({
    name: NAME,
    newestVersion: null,
    activeVersion: null,
    draft: { by: 'kim' },
  });
  expect(line(two)).toMatchObject({
    newestVersion: 2,
    activeVersion: 1,
    wasActive: true,
    draft: { isChanged: false },
  });
  expect(line('imported')).toMatchObject({
    newestVersion: 1,
    activeVersion: null,
    wasActive: false,
    draft: null,
  });
  expect(line('press-thermal')).toMatchObject({
    activeVersion: 1,
    wasActive: true,
    draft: null,
    boundEquipment: [],
  });
});
