import { expect, it } from 'vitest';
import { rulesetManifestSchema } from '../../shared/contract/rules.ts';
import { rulesetOf } from '../../tests/support/rulesets.ts';
import { resourcePath } from '../platform/entry-url.ts';
import { createScriptChecker } from './check-thread.ts';

it('a check that a station’s end meets is refused as that, and so is one after it', async () => {
  const source = 'let n = 0; while n < 100000 { n += 1; } #{ verdict: if x > 10.0 { "BAD" } else { "OK" } }';
  const { manifest } = rulesetOf({ id: 'limit', source });
  const checker = createScriptChecker(resourcePath('rhaiWasm'));
  const judged = rulesetManifestSchema.parse(manifest);
  const under = [checker.check(judged, source), checker.check(judged, `${source} `)].map((check) =>
    check.then(
      () => 'done',
      (error: { code?: string }) => error.code,
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  await checker.close();
  const [first, second] = await Promise.all(under);
  expect([first, second]).toEqual([expect.stringMatching(/^(done|OVERLOADED)$/), 'OVERLOADED']);
  await expect(checker.run(judged, source, { x: 1 })).rejects.toMatchObject({ code: 'OVERLOADED' });
});
