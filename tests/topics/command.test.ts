import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TopicMappings } from '../../shared/contract/topic-mappings.ts';
import { aif } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';
import { startStationProcess } from '../support/station-process.ts';

const PLC = {
  id: 'plc',
  name: 'PLC',
  pattern: 'plc/{line}/{equipment}/{tag}',
  tag: 'busan/press/{line}/{equipment}/{tag}',
  payload: { form: 'text' },
};

function written(mappings: readonly object[], format = 'aif-topic-mappings/1'): string {
  const path = join(folderOfTest(), 'mappings.json');
  writeFileSync(path, JSON.stringify({ format, mappings }));
  return path;
}

describe('aif topics', () => {
  it('check names every fault by its place, and patterns that take topics from each other', async () => {
    const late = {
      ...PLC,
      id: 'late',
      pattern: 'plc/L1/{equipment}/{tag}',
      tag: 'busan/press/L1/{equipment}/{tag}',
    };
    const good = await aif(['topics', 'check', written([PLC, late])]);
    expect(good).toMatchObject({ code: 0 });
    expect(good.stdout).toMatch(
      /^ok .*\n +note: late: plc before it takes every topic of it, e\.g\. plc\/L1\//,
    );

    const bad = await aif([
      'topics',
      'check',
      written([{ ...PLC, pattern: 'plc/{line' }]),
      written([], 'other'),
    ]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/mappings\.0\.pattern: .*at character 5/);
    expect(bad.stdout).toMatch(/format: /);
  });

  it('imports into a store and into a running station, and exports what is in force', async () => {
    const data = folderOfTest();
    writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false }));
    const offline = await aif(['topics', 'import', written([PLC]), '--data', data]);
    expect(offline).toMatchObject({ code: 0, stdout: 'version 1: 1 added, 0 replaced, 1 in all\n' });

    const station = await startStationProcess({ data });
    try {
      const other = { ...PLC, id: 'other', pattern: 'other/{line}/{equipment}/{tag}' };
      const imported = await aif(['topics', 'import', written([other]), '--data', data]);
      expect(imported.stdout).toBe('version 2: 1 added, 0 replaced, 2 in all\n');
      const inForce = (await station.call('GET', '/api/v1/topic-mappings')).body as TopicMappings;
      expect(inForce.mappings.map(({ id }) => id)).toEqual(['plc', 'other']);

      const file = join(folderOfTest(), 'out.json');
      expect((await aif(['topics', 'export', file, '--data', data])).code).toBe(0);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
        format: 'aif-topic-mappings/1',
        mappings: inForce.mappings,
      });
      // The same again is no change: no version, and no line in the list of who changed what.
      const again = await aif(['topics', 'import', file, '--data', data]);
      expect(again.stdout).toBe('version 2: 0 added, 2 replaced, 2 in all\n');
      const replaced = await aif(['topics', 'import', written([other]), '--replace', '--data', data]);
      expect(replaced.stdout).toBe('version 3: 1 added, 0 replaced, 1 in all\n');
      const refused = await aif([
        'topics',
        'import',
        written([{ ...PLC, tag: 'a/b/c/d/e/f' }]),
        '--data',
        data,
      ]);
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.stderr).toMatch(/mappings\.1\.tag: 6 levels/);
    } finally {
      await station.close();
    }
  });
});
