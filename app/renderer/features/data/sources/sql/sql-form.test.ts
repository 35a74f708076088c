import { expect, it } from 'vitest';
import type { SqlSource } from '../../../../../../shared/contract/sql-sources.ts';
import { formOf, previewOf, settingsOf, withMachine, withShape } from './sql-form.ts';

const SETTINGS: SqlSource['settings'] = {
  name: 'MES',
  connection: {
    kind: 'mysql',
    host: 'mes.plant.example',
    port: 3307,
    database: 'mes',
    user: 'reader',
    tls: { ca: '-----BEGIN CERTIFICATE-----' },
  },
  query: 'SELECT * FROM log',
  mapping: {
    time: { column: 'at', format: 'time', zone: 'Asia/Seoul', twice: 'first' },
    values: { shape: 'long', tag: 'tag', value: 'value', type: 'number', equipment: null },
    quality: null,
    watermark: { column: 'id', overlap: 10 },
  },
  start: { from: 'value', value: '17' },
  everySeconds: 5,
  timeLimitSeconds: 8,
  rowsPerPoll: 1_000,
};
const source = { id: 'sql-1', settings: SETTINGS } as SqlSource;

it('gives back the settings it was made of', () => {
  expect(settingsOf(formOf(source))).toEqual({ settings: SETTINGS });
});

it('names the fields that are not right, and tries nothing before there is something to be tried', () => {
  const found = settingsOf({ ...formOf(source), host: 'http://x', everySeconds: '0.5', name: ' ' });
  expect(found).toEqual({ faults: new Set(['name', 'host', 'everySeconds']) });
  expect(previewOf(formOf(null), null, false)).toBeNull();
});

it('sends no password where the known one is meant', () => {
  expect(previewOf(formOf(source), 'sql-1', false)).toMatchObject({ id: 'sql-1', mapping: SETTINGS.mapping });
  expect(previewOf(formOf(source), 'sql-1', true)).not.toHaveProperty('password');
  expect(previewOf({ ...formOf(source), password: 'x' }, 'sql-1', true)).toMatchObject({ password: 'x' });
  expect(previewOf(formOf(source), null, true)).toMatchObject({ password: '' });
});

it('turns a table of one value a row into one of a column for each tag', () => {
  const wide = withShape(SETTINGS.mapping, 'wide', ['id', 'at', 'p 1', 'p2']);
  expect(wide.values).toMatchObject({
    columns: [{ column: 'p 1', tag: 'database/area/line/machine/p_1' }, { column: 'p2' }],
  });
  expect(withShape(wide, 'long', ['id', 'at', 'p 1', 'p2']).values).toMatchObject({
    tag: 'p 1',
    value: 'p2',
  });
  if (wide.values.shape !== 'wide') throw new Error('no column for each tag');
  expect(withMachine(wide.values, 'a/b/c/d').columns.map(({ tag }) => tag)).toEqual([
    'a/b/c/d/p_1',
    'a/b/c/d/p2',
  ]);
});
