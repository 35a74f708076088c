import { afterEach, beforeEach } from 'vitest';
import { tagPatchSchema, type TagPatch } from '../../shared/contract/tags.ts';
import { openTestHub, type TestHub } from './test-hub.ts';

export const ACTOR = { id: 'station', name: '김하나' };

/** A message's value as publishers send it. */
export interface Sent {
  readonly v: number | string | boolean | null;
  readonly t: number;
  readonly q?: number;
}

/** The hub of the test that runs. */
export let test: TestHub;
let names = 0;

/** Opens a hub before each test of a file, and closes it afterwards. */
export function withHub(): void {
  beforeEach(async () => {
    test = await openTestHub();
  });
  afterEach(() => test.close());
}

export const newPath = () => `s/a/l/e/tag${(names += 1)}`;

/** A tag with a value at `test.now - 3_600_000`, thinned from then on. */
export async function thinned(storage: object, more: object = {}): Promise<string> {
  const path = newPath();
  await test.send(`aif/v1/${path}`, JSON.stringify({ v: 0, t: test.now - 3_600_000 }));
  await test.hub.patchTag(
    path,
    tagPatchSchema.parse({ ...more, storage: { mode: 'change', ...storage } }) as TagPatch,
    ACTOR,
  );
  return path;
}

export const send = (path: string, ...samples: Sent[]) =>
  test.send(`aif/v1/${path}`, JSON.stringify(samples));

export const rowsOf = async (path: string) => {
  const { id } = await test.hub.tagPlace(path);
  return test.rows<{ at: number; value: number | string; quality: number }>(
    `SELECT at, value, quality FROM sample WHERE tag_id = ${id} ORDER BY at, seq`,
  );
};

/** Stored values after the first, which every tag of these tests has. */
export const valuesOf = async (path: string) => (await rowsOf(path)).slice(1).map(({ value }) => value);

export const countersOf = async (path: string) => (await test.hub.tag(path)).counters;

/** Whether everything received is accounted for. */
export const adds = ({ received, stored, duplicate, unreadable, filtered }: Record<string, number>) =>
  received === (stored ?? 0) + (duplicate ?? 0) + (unreadable ?? 0) + (filtered ?? 0);

export const START = () => test.now - 3_000_000;

export const series = (values: readonly Sent['v'][], everyMs = 1_000): Sent[] =>
  values.map((v, index) => ({ v, t: START() + index * everyMs }));
