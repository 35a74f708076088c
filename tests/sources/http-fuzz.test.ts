import { expect, it } from 'vitest';
import { createHttpIn } from '../../server/contexts/sources/index.ts';
import type { SourceInlet } from '../../server/contexts/sources/index.ts';
import { openTestHub } from '../support/test-hub.ts';
import { createRandom } from '../support/random.ts';

/**
 * Random and mutated lines through HTTP in into a real store. AIF_TEST_FUZZ sets how many; a million takes some minutes.
 */
const COUNT = Number(process.env.AIF_TEST_FUZZ ?? 10_000);
const BATCH = 1_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const NEWLINE = 10;

const random = createRandom(Number(process.env.AIF_TEST_SEED ?? 31));
const below = (limit: number) => Math.floor(random() * limit);

const SEEDS = [
  '{"tag":"s/a/l/e/t","v":96.2,"t":1795410002000,"q":192,"seq":17}',
  '{"tag":"s/a/l/e/온도","v":"자동","t":"2026-11-23T05:00:01.000Z"}',
  '{"equipment":"s/a/l/e","t":1795410002000,"seq":18,"values":{"temperature":96.5,"running":true,"mode":null}}',
  '{"tag":"s/a/l/e","v":1}',
  '{"tag":["s"],"v":{"v":{}}}',
  '{"equipment":"s/a/l/e","values":[]}',
  '{"__proto__":{"tag":"s/a/l/e/t"},"v":1e999}',
  '[[[[[[[[',
].map((line) => Buffer.from(line));

/** Bits turned, bytes put in, taken out or doubled, cut short; some with nothing of a line at all. */
function mutated(): number[] {
  if (random() < 0.15) return Array.from({ length: below(200) }, () => below(256));
  const bytes = [...(SEEDS[below(SEEDS.length)] as Buffer)];
  for (let change = below(6); change > 0; change -= 1) {
    const at = below(bytes.length + 1);
    const kind = below(5);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    else if (kind === 1) bytes.splice(at, 0, below(256), below(256));
    else if (kind === 2) bytes.splice(at, 1 + below(4));
    else if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + below(40)));
    else bytes.length = at;
  }
  return bytes;
}

it(
  `${COUNT} random and mutated lines: each batch is answered, and every value counted`,
  { timeout: Math.max(120_000, COUNT) },
  async () => {
    const test = await openTestHub({ limits: { tags: 2_000, topics: 500 } });
    try {
      const { hub } = test;
      const http = createHttpIn({
        hub,
        now: () => NOW,
        address: () => '',
        knock: () => Promise.resolve(200),
      });
      const inlet: SourceInlet = {
        receive: () => undefined,
        turnAway: () => {},
        changed: () => {},
        receiveTogether: (messages, receipt) =>
          hub.receiveTogether({
            source: 'http',
            messages: messages.map((message) => ({ ...message, source: 'http' })),
            ...(receipt === undefined ? {} : { receipt }),
          }),
      };
      await http.start(inlet);
      let [answered, unreadable] = [0, 0];
      for (let sent = 0; sent < COUNT; sent += BATCH) {
        const body = Buffer.from(Array.from({ length: BATCH }, () => [...mutated(), NEWLINE]).flat());
        const answer = await http.ingest(body, sent % 3 === 0 ? `key-${sent}` : undefined);
        expect(answer.received).toBe(answer.stored + answer.duplicate + answer.unreadable + answer.filtered);
        answered += answer.received;
        unreadable += answer.unreadable;
      }
      expect(hub.sources.state('http')?.counters.received).toBe(answered);
      expect(hub.sources.state('http')?.counters.unreadable).toBe(unreadable);
      expect(hub.counters().received).toBe(answered);
      expect(answered).toBeGreaterThan(COUNT * 0.9);
      expect(unreadable).toBeGreaterThan(COUNT / 10);
    } finally {
      await test.close();
    }
  },
);
