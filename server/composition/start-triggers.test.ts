import { expect, it } from 'vitest';
import { judgmentListQuerySchema } from '../../shared/contract/judgment.ts';
import { openTestCore } from '../../tests/support/test-core.ts';
import { eventually } from '../../tests/support/eventually.ts';

const EQUIPMENT = 'site/area/line/machine';
const WATCHED = {
  id: 'watched',
  source: '#{ verdict: "OK" }',
  inputs: [{ name: 'x', type: 'number', tag: '*/*/*/*/x' }],
  manifest: { trigger: { kind: 'change', debounceMs: 0 } },
};

it('what comes in before the end is judged, what is committed after it by nobody', async () => {
  const station = await openTestCore();
  try {
    await station.add(WATCHED);
    const { triggers, judgments } = station.triggers();
    await station.value(`${EQUIPMENT}/x`, 1);
    const { hub } = station.core;
    const receive = (value: number) =>
      new Promise<void>((resolve) => {
        const payload = new TextEncoder().encode(JSON.stringify({ v: value, t: (station.now += 1_000) }));
        const message = {
          source: 'broker',
          payload,
          receivedAt: station.now,
          retained: false,
          delivery: null,
        };
        void hub.receive({ topic: `aif/v1/${EQUIPMENT}/x`, ...message, committed: () => resolve() });
      });
    const before = receive(2);
    const closing = triggers.close();
    await before;
    await closing;
    await receive(3);
    await eventually(() => expect(judgments.length).toBeGreaterThanOrEqual(2));
    await station.core.pool.close();
    await receive(4);
    await hub.settled();
    const { items } = await station.core.judgment.list(
      judgmentListQuerySchema.parse({ rulesetId: 'watched' }),
    );
    expect(items.map(({ verdict, evidence }) => [verdict, evidence[0]?.value])).toEqual([
      ['OK', 2],
      ['OK', 1],
    ]);
  } finally {
    await station.close();
  }
});
