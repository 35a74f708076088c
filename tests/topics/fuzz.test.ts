import { expect, it } from 'vitest';
import { HubMemory } from '../../server/contexts/data-hub/domain/memory.ts';
import { compileAll } from '../../server/contexts/data-hub/domain/mapping/compile.ts';
import { NO_TAGS } from '../../server/contexts/data-hub/domain/tags/registry.ts';
import { topicMappingSchema } from '../../shared/contract/topic-mappings.ts';
import { FUZZ_COUNT, fuzzHub } from '../support/fuzz-hub.ts';
import { createRandom } from '../support/random.ts';

/**
 * Random and mutated payloads on mapped topics, through the whole way of deciding, up to what a transaction would
 * write.
 */
const NOW = Date.UTC(2026, 10, 28, 12);

const random = createRandom(Number(process.env.AIF_TEST_SEED ?? 31));
const below = (limit: number) => Math.floor(random() * limit);
const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T;

const { mappings } = compileAll(
  [
    { pattern: 'text/{line}/{tag}', tag: 'a/b/{line}/e/{tag}', payload: { form: 'text' } },
    {
      pattern: 'comma/{line}/{tag...}',
      tag: 'a/b/{line}/e/{tag}',
      payload: { form: 'text', numbers: 'comma' },
    },
    {
      pattern: 'json/{line}/{equipment}',
      tag: 'a/b/{line}/{equipment}/{name}',
      payload: {
        form: 'json',
        values: ['@.values.*', '@.v'],
        time: { path: '@.t', format: 'local', zone: 'Europe/Berlin' },
        quality: { path: '@.q', words: { GOOD: 192 }, otherwise: 0 },
        seq: '@.n',
      },
    },
    {
      pattern: 'list/#',
      tag: 'a/b/{line}/e/{name}',
      payload: {
        form: 'json',
        samples: '$[*]',
        values: ['@.d[*]'],
        value: '@@.v',
        name: '@@.n',
        fields: { line: '@.line' },
        time: { path: '@@.t', format: 'custom', custom: 'dd.MM.yyyy HH:mm:ss', zone: 'Asia/Seoul' },
      },
    },
  ].map((fields, index) => topicMappingSchema.parse({ id: `m${index}`, name: 'M', ...fields })),
);

const TOPICS = [
  'text/L1/temp',
  'text//temp',
  'comma/L1/a/b',
  'json/L1/press',
  'json/라인/압착',
  'list',
  'list/x/y',
  'unknown/x',
  `text/${'x'.repeat(500)}/t`,
];
const SEEDS = [
  '12.5',
  '-3,75',
  'RUNNING',
  '{"t":"2026-10-25T02:30:00","values":{"a":1,"b/c":true,"각":"x"},"q":"good","n":7}',
  '{"v":null,"q":500,"t":"2026-03-29 02:30:00"}',
  '[{"line":"L1","d":[{"n":"a","v":1,"t":"28.11.2026 10:00:00"},{"n":"b","v":"2"}]},{"line":2,"d":[]}]',
  '{"values":{"__proto__":1,"constructor":2,"a":{"b":[1,[2]]}}}',
  '[[[[[[[[[[1]]]]]]]]]]',
].map((text) => new TextEncoder().encode(text));

/** Bits turned, bytes put in, taken out or doubled, cut short; some with nothing of a payload at all. */
function mutated(): Uint8Array {
  if (random() < 0.1) return Uint8Array.from({ length: below(200) }, () => below(256));
  const bytes = [...oneOf(SEEDS)];
  for (let change = below(5); change > 0 && bytes.length > 0; change -= 1) {
    const at = below(bytes.length);
    const kind = below(6);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    else if (kind === 1)
      bytes.splice(at, 0, ...new TextEncoder().encode(oneOf(['{', '"', ']', ',1', '\\', '1e999', '\ud55c'])));
    else if (kind === 2) bytes.splice(at, 1 + below(4));
    else if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + below(40)));
    else if (kind === 4) bytes.length = at;
    else bytes[at] = 48 + below(10);
  }
  return Uint8Array.from(bytes);
}

it(`${FUZZ_COUNT} random and mutated payloads of mapped topics: each is read or counted as unreadable, in bounded time`, () => {
  expect(mappings).toHaveLength(4);
  const memory = new HubMemory({ tags: NO_TAGS, topics: [], deliveries: [], sources: [] });
  memory.useMappings(mappings);
  const { refused, slowestMs } = fuzzHub({
    memory,
    message: (sent) => ({
      source: 'broker',
      topic: oneOf(TOPICS),
      payload: mutated(),
      receivedAt: NOW + sent,
      retained: random() < 0.01,
      delivery: null,
    }),
    seen: ({ readings, faults }) => expect(readings.length + faults.length).toBeGreaterThan(0),
  });
  process.stderr.write(
    `slowest batch: ${slowestMs.toFixed(1)} ms, ${refused} of ${FUZZ_COUNT} with faults\n`,
  );
}, 1_800_000);
