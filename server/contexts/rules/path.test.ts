import { expect, it } from 'vitest';
import type { RulePath } from '../../../shared/contract/rule-path.ts';
import { createVersionPaths } from './path.ts';
import type { ScriptCompiler } from './ports.ts';

const MANIFEST = {
  id: 'limit',
  name: { ko: '한계', en: 'limit' },
  inputs: [{ name: 'value', type: 'number' }],
  trigger: { kind: 'request' },
  verdicts: { OK: 'normal' },
};

it('tells of a version how it runs and compiles it once, of whatever else again', async () => {
  const asked: string[] = [];
  const compiler: ScriptCompiler = {
    compile(source) {
      asked.push(source);
      const path: RulePath = { kind: 'compiled' };
      const facts = { inputs: [], verdicts: [], warnings: [], rules: [] };
      return Promise.resolve(
        source === 'faulty' ? { ok: false, diagnostics: [] } : { ok: true, facts, path },
      );
    },
  };
  const pathOf = createVersionPaths(compiler);
  const version = (hash: string, source: string) => pathOf({ hash, manifest: MANIFEST, source });
  expect(await version('a', 'one')).toEqual({ kind: 'compiled' });
  expect(await version('a', 'one')).toEqual({ kind: 'compiled' });
  expect(await version('b', 'faulty')).toBeNull();
  expect(await version('b', 'faulty')).toBeNull();
  expect(await version('c', 'two')).toEqual({ kind: 'compiled' });
  expect(asked).toEqual(['one', 'faulty', 'two']);
});
