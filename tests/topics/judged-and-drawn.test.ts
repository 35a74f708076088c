import { afterEach, expect, it } from 'vitest';
import { topicMappingSchema } from '../../shared/contract/topic-mappings.ts';
import { eventually } from '../support/eventually.ts';
import { NOON, openTestCore, type TestCore } from '../support/test-core.ts';

const TAG = 'busan/press/L2/press-1/temperature';
const MAPPING = topicMappingSchema.parse({
  id: 'plc',
  name: 'PLC',
  pattern: 'plc/{line}/{equipment}/{tag}',
  tag: 'busan/press/{line}/{equipment}/{tag}',
  payload: { form: 'json', values: ['@.value'], time: { path: '@.ts', format: 'epochSeconds' } },
});

let test: TestCore;
afterEach(() => test.close());

const payload = (value: number, at: number) =>
  new TextEncoder().encode(JSON.stringify({ value, ts: at / 1_000 }));

it("a value of the plant's own topic is judged by the rules of its tag, and drawn on its trend", async () => {
  test = await openTestCore();
  await test.core.hub.mappings.save({ mappings: [MAPPING], baseVersion: 0 }, 'kim');
  const { judgments, settle } = test.triggers();
  const receive = (value: number, at: number) =>
    new Promise<void>((resolve) => {
      void test.core.hub.receive({
        source: 'broker',
        topic: 'plc/L2/press-1/temperature',
        payload: payload(value, at),
        receivedAt: at,
        retained: false,
        delivery: null,
        committed: () => resolve(),
      });
    });
  await receive(20, NOON);
  await settle();
  test.pass(5_000);
  await receive(96.5, NOON + 5_000);
  await settle();
  test.pass(1_000);
  // The shipped rule of bearing temperatures is bound to every machine that has one.
  const hot = () => judgments.filter(({ verdict }) => verdict === 'OVERHEAT');
  await eventually(() => expect(hot()).toMatchObject([{ context: { equipment: 'busan/press/L2/press-1' } }]));
  const drawn = await test.core.hub.samples(TAG, {
    from: new Date(NOON).toISOString(),
    to: new Date(NOON + 5_000).toISOString(),
    points: 100,
  });
  expect(drawn.items.map(({ value }) => value)).toEqual([20, 96.5]);
});
