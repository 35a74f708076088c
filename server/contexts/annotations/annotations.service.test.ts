import { afterAll, beforeAll, expect, it } from 'vitest';
import { annotationInputSchema } from '../../../shared/contract/annotations.ts';
import { temporaryFolder } from '../../../tests/support/folder.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import { migrateUp, openStore, type SqliteStore } from '../../platform/sqlite/index.ts';
import { createAnnotationsService, createSqliteAnnotationStore, type AnnotationsService } from './index.ts';

const NOON = Date.UTC(2026, 6, 14, 12);
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(NOON + hours * HOUR).toISOString();
const TAG = 's/a/l/press-1/temperature';
const folder = temporaryFolder();
let store: SqliteStore;
let service: AnnotationsService;
let now = NOON;
let changes = 0;

beforeAll(() => {
  const file = `${folder.path}/station.db`;
  migrateUp(file, MIGRATIONS, 0);
  store = openStore(file);
  service = createAnnotationsService({
    store: createSqliteAnnotationStore(store),
    now: () => now,
    onChange: () => (changes += 1),
  });
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

const texts = async (from: number, to: number): Promise<string[]> =>
  (await service.list({ from: at(from), to: at(to) })).items.map(({ text }) => text);
const write = (id: string, from: number, to: number, text: string, by = 'kim') =>
  service.save(annotationInputSchema.parse({ id, from: at(from), to: at(to), text, tags: [TAG] }), by);

it('finds what touches a window, at its ends and around it too, oldest first', async () => {
  await write('long', -10, 10, '  정비 기간 ');
  await write('point', 1, 1, 'bearing changed');
  await write('later', 5, 6, 'trial');
  expect(await texts(1, 2)).toEqual(['정비 기간', 'bearing changed']);
  expect(await texts(6, 7)).toEqual(['정비 기간', 'trial']);
  expect(await texts(11, 12)).toEqual([]);
  expect(changes).toBe(3);
});

it('keeps when it was written and says who changed it last', async () => {
  now += HOUR;
  const changed = await write('point', 1, 2, 'bearing and seal changed', 'lee');
  expect(changed).toMatchObject({ by: 'lee', createdAt: at(0), updatedAt: at(1), to: at(2), tags: [TAG] });
  expect(await texts(1, 1)).toEqual(['정비 기간', 'bearing and seal changed']);
});

it('is gone when deleted, back when saved again, and says whether there was anything', async () => {
  expect(await service.remove('later')).toEqual({ deleted: true });
  expect(await service.remove('later')).toEqual({ deleted: false });
  expect(await texts(5, 6)).toEqual(['정비 기간']);
  await write('later', 5, 6, 'trial');
  expect(await texts(5, 6)).toEqual(['정비 기간', 'trial']);
});

it('refuses an end before the start, an empty text and a text without end', () => {
  const refused = (fields: object) =>
    annotationInputSchema.safeParse({ id: 'x', from: at(1), to: at(2), text: 't', tags: [], ...fields })
      .success;
  expect([
    refused({}),
    refused({ to: at(0) }),
    refused({ text: '  ' }),
    refused({ text: 'x'.repeat(2_001) }),
  ]).toEqual([true, false, false, false]);
});
