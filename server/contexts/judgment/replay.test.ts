import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlant } from '../../demo-plant/domain/plant.ts';
import { createTransmission } from '../../demo-plant/domain/transmission.ts';
import { judgmentListQuerySchema, type Judgment } from '../../../shared/contract/judgment.ts';
import { openTestCore, type TestCore } from '../../../tests/support/test-core.ts';

const REQUESTS = Number(process.env['AIF_TEST_REPLAYS'] ?? 400);

/** Judgments made by the real store, hub, triggers and rule workers, read again from disk and replayed. */
let station: TestCore;
beforeAll(async () => {
  station = await openTestCore();
});
afterAll(() => station.close());

async function all(): Promise<Judgment[]> {
  const found: Judgment[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await station.core.judgment.list(
      judgmentListQuerySchema.parse({ limit: 500, ...(cursor === undefined ? {} : { cursor }) }),
    );
    found.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return found;
  }
}

/** Lets the demo plant run on the hub, second by second, with faults of machines and of transmission. */
async function runPlant(seconds: number): Promise<void> {
  const plant = createPlant({ seed: 7, site: 'demo', startMs: station.now, utcOffsetMinutes: 540 });
  const transmit = createTransmission({
    ...{ site: 'demo', seed: 7 },
    severity: (equipment, fault) => plant.faults.severity(equipment, fault),
  });
  const { core } = station;
  const { settle } = station.triggers();
  for (let second = 0; second < seconds; second += 1) {
    if (second === 20) startFaults(plant);
    station.pass(1_000);
    for (const { topic, payload } of transmit(plant.step(1), station.now)) {
      void core.hub.receive({
        ...{ source: 'broker', topic, payload: Buffer.from(payload), receivedAt: station.now },
        ...{ retained: false, delivery: null, committed: () => undefined },
      });
    }
    await settle();
  }
}

/** Whatever a machine can have of them; the others are refused. */
function startFaults(plant: ReturnType<typeof createPlant>): void {
  for (const { path, possibleFaults } of plant.state(1).equipment)
    for (const fault of possibleFaults)
      plant.apply(
        { action: 'start', fault, equipment: path.split('/').at(-1) ?? '', severity: 1 },
        plant.clockMs(),
      );
}

const EVERYTHING = {
  id: 'everything',
  source: `
    fn twice(v) { v * 2.0 }
    if text == "과열" || text.len() > 20 { throw "refused: " + text; }
    let seen = \`\${x} \${y ?? "none"} \${flag} \${text}\`;
    for i in 0..3 { if x > i * 10.0 { seen += "."; } }
    let verdict = switch text { "a" => "OK", "b" => { if twice(x) > 1e6 { "BAD" } else { "OK" } }, _ => "BAD" };
    if y != () && y == 7.0 { verdict = "NOT " + "DECLARED"; }
    if x < -1e9 { let n = 0; while true { n += 1; } }
    #{ verdict: verdict, confidence: if flag { 0.1 + 0.2 } else { 1.0 / 3.0 }, reasons: [seen, #{ ko: "이유", en: "why" }] }`,
  inputs: [
    { name: 'x', type: 'number' },
    { name: 'y', type: 'number', optional: true },
    { name: 'flag', type: 'boolean' },
    { name: 'text', type: 'text' },
  ],
  manifest: { limits: { operations: 2_000, deadlineMs: 5_000 } },
};

const input = fc.record(
  {
    x: fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(-0, 0, 10, 1e7, 5e-324, 1.7e308),
    ),
    y: fc.oneof(fc.constantFrom(null, 7, -0), fc.double({ noNaN: true, noDefaultInfinity: true })),
    flag: fc.boolean(),
    text: fc.oneof(fc.constantFrom('a', 'b', '과열', 'e\u0301', '\ud800'), fc.string({ unit: 'binary' })),
  },
  { requiredKeys: ['flag'] },
);

describe('every stored judgment, made again from what is stored', () => {
  it('comes out the same: of the demo plant with its faults, and of requests with any inputs', async () => {
    await runPlant(80);
    await station.add(EVERYTHING);
    await fc.assert(
      fc.asyncProperty(input, async (sent) => {
        const { holdCause } = await station.execute({ rulesetId: 'everything', input: sent });
        // Else errors in a row would keep it from running.
        if (holdCause === 'RULE_SUSPENDED') station.pass(61_000);
      }),
      { numRuns: REQUESTS },
    );
    await station.reopen();
    const judgments = await all();
    const held = new Set<string | undefined>();
    let repeated = 0;
    for (const { id, holdCause } of judgments) {
      const { outcome, differences, judgment } = await station.core.judgment.replay(id);
      held.add(holdCause);
      if (outcome === 'circumstance') expect(judgment.holdCause).toBe('RULE_SUSPENDED');
      else {
        expect({ id, outcome, differences }).toEqual({ id, outcome: 'same', differences: [] });
        repeated += 1;
      }
    }
    expect(repeated).toBeGreaterThan(REQUESTS);
    expect([...held]).toEqual(
      expect.arrayContaining([undefined, 'INPUT_MISSING', 'RULE_ERROR', 'RULE_LIMIT']),
    );
  }, 240_000);
});

describe('a judgment that says otherwise than its version does', () => {
  /** Stores another body in place of a judgment's own, unpacked as before bodies were packed. */
  async function alter(judgment: Judgment, change: Partial<Judgment>) {
    await station.core.store.write(
      [
        {
          sql: 'UPDATE judgment_record SET dictionary = NULL, body = ? WHERE id = ?',
          parameters: [
            JSON.stringify({ ...judgment, ...change }),
            new Uint8Array(Buffer.from(judgment.id.replaceAll('-', ''), 'hex')),
          ],
        },
      ],
      { durability: 'full' },
    );
    return station.core.judgment.replay(judgment.id);
  }
  const judged = () =>
    station.execute({ rulesetId: 'defect-rate', input: { defect_count: 8, production_count: 100 } });

  it('is told field by field', async () => {
    const judgment = await judged();
    const [first, ...rest] = judgment.trace;
    const altered = await alter(judgment, {
      verdict: 'NORMAL',
      trace: [{ ...first, fired: first?.fired !== true } as Judgment['trace'][number], ...rest],
      confidence: { ...judgment.confidence, claimed: 0.9500000000000001 },
    });
    expect(altered.outcome).toBe('different');
    expect(altered.differences.map(({ field }) => field)).toEqual(['verdict', 'claimed', 'trace.0']);
    expect(altered.differences[1]).toEqual({
      field: 'claimed',
      stored: '0.9500000000000001',
      replayed: '0.95',
    });
  });

  it('has other inputs than those stored: they are what counts', async () => {
    const judgment = await judged();
    const evidence = judgment.evidence.map((entry) =>
      entry.name === 'defect_count' ? { ...entry, value: 0 } : entry,
    );
    const { outcome, replayed } = await alter(judgment, { evidence });
    expect([outcome, replayed?.verdict]).toEqual(['different', 'NORMAL']);
  });

  it('cannot be repeated where an input or the version is not known any more', async () => {
    const judgment = await judged();
    const without = await alter(judgment, { evidence: judgment.evidence.slice(1) });
    expect([without.outcome, without.why?.en]).toEqual([
      'incomplete',
      `nothing is stored of these inputs: ${judgment.evidence[0]?.name}`,
    ]);
    const other = await alter(judgment, { ruleset: { ...judgment.ruleset, hash: 'another' } });
    expect(other.outcome).toBe('incomplete');
  });

  it('names the line in which the script ended in an error, and why', async () => {
    await station.add({
      id: 'divides',
      source: 'let whole = x.to_int();\nlet share = 7 / whole;\n#{ verdict: "OK" }',
    });
    const replayOf = async (x: number) => {
      const { id } = await station.execute({ rulesetId: 'divides', input: { x } });
      return station.core.judgment.replay(id);
    };
    expect(await replayOf(0)).toMatchObject({
      outcome: 'same',
      fault: { line: 2, reason: { code: expect.any(String) } },
    });
    expect(await replayOf(1)).toMatchObject({ outcome: 'same', fault: null });
  });

  it('names the lines that did not run, and each condition', async () => {
    const source = `let high = 5.0;
if x > high {
  return #{ verdict: "BAD" };
} else if x < 0.0 {
  high = 1.0;
}
#{ verdict: "OK" }`;
    await station.add({ id: 'lines', source });
    const replayOf = async (x: number) => {
      const { id } = await station.execute({ rulesetId: 'lines', input: { x } });
      return station.core.judgment.replay(id);
    };
    expect((await replayOf(7)).linesNotReached).toEqual([5, 7]);
    expect((await replayOf(1)).linesNotReached).toEqual([3, 5]);
    expect((await replayOf(-1)).linesNotReached).toEqual([3]);
    expect((await replayOf(1)).rules.map(({ line, source: text }) => [line, text])).toEqual([
      [2, 'x > high'],
      [4, 'x < 0.0'],
    ]);
  });
});
