import { expect, it } from 'vitest';
import type { IncomingMessage } from './domain/batch.ts';
import type { CommittedSamples } from './domain/batch-samples.ts';
import { derivedAddress, type TagRegistry } from './domain/tags/registry.ts';
import { DerivedEngine, type DerivedEngineOptions } from './derived-engine.ts';

const [SIGNAL, SLOW, AFTER, OTHER] = [1, 2, 3, 4];
const PATHS: Readonly<Record<string, number>> = { signal: SIGNAL, slow: SLOW, other: OTHER };

/** Samples of one tag, as a commit announces them. */
function samplesOf(path: string, source: string, times: readonly number[]): CommittedSamples {
  const all = times.map((at) => ({ path, source, at, value: at, quality: 192, late: false, receivedAt: at }));
  return { of: () => all } as unknown as CommittedSamples;
}

it('a source whose samples wait for a slow derived tag is behind, until they are worked out', async () => {
  let finish: () => void = () => {};
  const held = new Promise<void>((resolve) => (finish = resolve));
  const tags = {
    tagAtPlace: (path: string) => (PATHS[path] === undefined ? undefined : { id: PATHS[path] }),
    tagWith: (id: number) => ({ id, last: null, newestAt: -Infinity }),
  } as unknown as TagRegistry;
  const engine: DerivedEngine = new DerivedEngine({
    memory: { tags },
    store: {},
    now: () => 0,
    expressions: {
      check: () => Promise.resolve(null),
      evaluate: async () => {
        await held;
        return { ok: true, value: 1 };
      },
    },
    receive({ content, committed }: IncomingMessage) {
      for (const { path, at } of content?.readings ?? [])
        if (path === derivedAddress(SLOW)) engine.committed(samplesOf('slow', 'derived', [at ?? 0]));
      committed?.({} as never);
      return undefined;
    },
  } as unknown as DerivedEngineOptions);
  engine.run(SLOW, { kind: 'expression', expression: 'x', inputs: [{ name: 'x', tagId: SIGNAL }] });
  engine.committed(samplesOf('signal', 'gateway', [1]));
  expect(engine.isBehind('other')).toBe(false);
  const inputs = [
    { name: 'y', tagId: OTHER },
    { name: 's', tagId: SLOW },
  ];
  const after = engine.run(AFTER, { kind: 'expression', expression: 'y + s', inputs });
  for (let at = 2; at < 7_000; at += 1) engine.committed(samplesOf('other', 'other', [at]));
  expect(after.waiting.length).toBeGreaterThan(6_900);
  expect(engine.isBehind('other')).toBe(true);
  finish();
  await engine.idle();
  expect(after.waiting).toEqual([]);
  expect(engine.isBehind('other')).toBe(false);
  await engine.close();
});
