import { describe, expect, it } from 'vitest';
import { mergeMappings } from '../../../../../shared/util/merge-mappings.ts';
import {
  copyOf,
  linesOf,
  moved,
  nameFor,
  newMapping,
  readMappingsFile,
  recordOf,
  unsortedPath,
  writeMappingsFile,
} from './draft.ts';

describe('draft of the topic mappings', () => {
  const a = newMapping([], 'A');
  const b = newMapping([a], 'B');

  it('gives every mapping an id of its own', () => {
    expect([a.id, b.id, copyOf([a, b], a).id]).toEqual(['mapping', 'mapping-2', 'mapping-3']);
  });

  it('moves a mapping, and not beyond the ends', () => {
    expect(moved([a, b], b.id, -1)).toEqual([b, a]);
    expect(moved([a, b], a.id, -1)).toEqual([a, b]);
    expect(moved([a, b], b.id, 1)).toEqual([a, b]);
  });

  it('writes a file that it reads again, and puts it beside what is there', () => {
    const changed = { ...b, name: 'B changed' };
    const c = newMapping([a, b], 'C');
    const read = readMappingsFile(writeMappingsFile([changed, c]));
    if ('errors' in read) throw new Error(JSON.stringify(read.errors));
    expect(mergeMappings([a, b], read.file.mappings)).toEqual({
      mappings: [a, changed, c],
      added: 1,
      replaced: 1,
    });
  });

  it.each([
    ['no JSON', /JSON/],
    ['{"format":"aif-topic-mappings/1"}', /mappings: /],
    ['{"format":"other","mappings":[]}', /format: /],
    ['{"format":"aif-topic-mappings/1","mappings":[{"id":"X"}]}', /mappings\.0\.id: small letters/],
  ])('says what is wrong with %s', (text, message) => {
    const read = readMappingsFile(text);
    const errors = 'errors' in read ? read.errors : [];
    expect(errors.map(({ path, message: said }) => `${path}: ${said}`).join('\n')).toMatch(message);
  });

  it('names a mapping after what its topics share', () => {
    expect(nameFor('/plc/{line}/{equipment}/io/{tag...}')).toBe('plc/io');
    expect(nameFor('{tag}')).toBe('{tag}');
  });

  it('says where the tags of a short path come', () => {
    expect(unsortedPath(a.tag)).toBe('unsorted/-/{line}/{equipment}/{tag}');
    expect(unsortedPath('{tag}')).toBe('unsorted/-/-/-/{tag}');
    expect(unsortedPath('s/a/l/e/t')).toBeNull();
  });

  it('reads lines of name and value as they are written', () => {
    expect(recordOf('GOOD = 192\n\n BAD=0\nx')).toEqual({ GOOD: '192', BAD: '0', x: '' });
    expect(recordOf(linesOf({ GOOD: 192 }))).toEqual({ GOOD: '192' });
    expect(recordOf('a = $.b[?=1]')).toEqual({ a: '$.b[?=1]' });
  });
});
