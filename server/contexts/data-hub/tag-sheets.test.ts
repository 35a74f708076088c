import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';
import { tagPatchSchema } from '../../../shared/contract/tags.ts';

const OLD = 's/a/l1/press-1/temp';
const NEW = 's/a/l2/press-7/temperature';
const ACTOR = { id: 'station', name: '김하나' };

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

const patch = (path: string, changes: object) =>
  test.hub.patchTag(path, tagPatchSchema.parse(changes), ACTOR);
const idOf = async (path: string) => (await test.hub.tagPlace(path)).id;
const send = (address: string, value: number) => test.send(`aif/v1/${address}`, String(value));

describe('a spreadsheet', () => {
  const lines = async () => (await test.hub.tagSheet()).text.replace('\ufeff', '').trimEnd().split('\r\n');

  it('comes back as it went out without a change, and brings changes in all at once', async () => {
    await send(OLD, 1);
    await send(NEW, 2);
    await patch(OLD, {
      unit: 'Cel',
      name: { ko: '=온도, "금형"' },
      range: { low: -40 },
      limits: { high: 80.5 },
    });
    const out = (await test.hub.tagSheet()).text;
    expect(await test.hub.previewTagSheet(out)).toMatchObject({ rows: 2, changed: 0, faultCount: 0 });
    const [heading, one, other] = await lines();
    expect(one).toContain(`"'=온도, ""금형"""`);
    const changed = [heading, one?.replace('Cel', 'K').replace(OLD, 's/a/l9/p/t'), other].join('\n');
    expect(await test.hub.previewTagSheet(changed)).toMatchObject({
      changed: 1,
      moved: 1,
      changes: [
        { row: 2, path: OLD, newPath: 's/a/l9/p/t', fields: [{ column: 'unit', from: 'Cel', to: 'K' }] },
      ],
    });
    expect((await test.hub.tag(OLD)).unit).toBe('Cel');
    const { change } = await test.hub.importTagSheet(changed, ACTOR);
    expect(change).toMatchObject({ kind: 'import', tags: 1, moved: 1 });
    expect(await test.hub.tag('s/a/l9/p/t')).toMatchObject({ unit: 'K', name: { ko: '=온도, "금형"' } });
    await test.hub.undoTagChange(change?.id ?? 0, ACTOR);
    expect((await test.hub.tag(OLD)).unit).toBe('Cel');
  });

  it('reads few columns, semicolons and decimal commas; an empty cell takes back', async () => {
    await send(OLD, 1);
    await patch(OLD, { unit: 'Cel' });
    const text = `path;unit;range_high\r\n${OLD};;150,5\r\n;;\r\n`;
    await test.hub.importTagSheet(text, ACTOR);
    expect(await test.hub.tag(OLD)).toMatchObject({ unit: null, range: { low: null, high: 150.5 } });
  });

  it('says what is wrong by row and column, and then changes nothing', async () => {
    await send(OLD, 1);
    await send(NEW, 1);
    const id = await idOf(OLD);
    const text = [
      'id,path,unit,range_low',
      `${id},${NEW},Cel,`,
      `999,x/x/x/x/x,,`,
      `,${NEW},rpm,abc`,
      `,no/such/tag/any/where,,`,
    ].join('\n');
    const { faults } = await test.hub.previewTagSheet(text);
    expect(faults.map(({ row, column, reason }) => `${row} ${column} ${reason?.code}`)).toEqual([
      '2 path tagPlaceTaken',
      '3 id sheetUnknownTag',
      '4 unit sheetUnitMeant',
      '4 range_low sheetNoNumber',
      '5 path sheetUnknownTag',
    ]);
    await expect(test.hub.importTagSheet(text, ACTOR)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await test.hub.tag(OLD)).unit).toBeNull();
    expect(await test.hub.previewTagSheet('a,b\n1,2')).toMatchObject({ faultCount: 3 });
    await expect(test.hub.previewTagSheet('id,path\n"x')).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });
});
