import { afterEach, expect, it } from 'vitest';
import type { Source, SourceChange, SourceTest } from '../../shared/contract/sources.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { eventually } from '../support/eventually.ts';

const TOPIC = 'aif/v1/s/a/l/e/t';
const open: BrokerStation[] = [];
afterEach(async () => {
  for (const station of open.splice(0)) await station.close();
});

async function openStation(): Promise<BrokerStation> {
  const station = await openBrokerStation();
  open.push(station);
  return station;
}

async function ask<T>(
  station: BrokerStation,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await station.station.call(method, `/api/v1/sources${path}`, body);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as T;
}

const sourceOf = (station: BrokerStation) => ask<Source>(station, 'GET', '/broker');
const valuesOf = (station: BrokerStation) =>
  station.rows<{ value: number }>('SELECT value FROM sample ORDER BY at').map(({ value }) => value);

async function send(station: BrokerStation, ...values: number[]): Promise<void> {
  for (const v of values)
    await station.publisher.publishAsync(TOPIC, JSON.stringify({ v, t: Date.now(), seq: v }), { qos: 1 });
}

it('a paused broker keeps what comes, over a restart too; resumed, everything is there once', async () => {
  const station = await openStation();
  await send(station, 1, 2, 3);
  await eventually(() => expect(valuesOf(station)).toEqual([1, 2, 3]));
  expect(await sourceOf(station)).toMatchObject({
    state: 'connected',
    kind: 'broker',
    counters: { received: 3, stored: 3, refused: 0 },
  });

  expect(await ask<Source>(station, 'POST', '/broker/pause')).toMatchObject({ state: 'paused' });
  await send(station, 4, 5);
  await station.restart();
  await send(station, 6);
  const health = await station.station.call('GET', '/api/v1/health');
  expect(health.body).toMatchObject({
    broker: { state: 'paused' },
    parts: expect.arrayContaining([expect.objectContaining({ id: 'sources', state: 'degraded' })]) as unknown,
  });
  expect(await sourceOf(station)).toMatchObject({
    state: 'paused',
    paused: { by: expect.any(String) as string },
    counters: { received: 3 },
  });
  expect(valuesOf(station)).toEqual([1, 2, 3]);

  await ask<Source>(station, 'POST', '/broker/resume');
  await eventually(() => expect(valuesOf(station)).toEqual([1, 2, 3, 4, 5, 6]));
  await eventually(async () =>
    expect(await sourceOf(station)).toMatchObject({
      state: 'connected',
      paused: null,
      counters: { stored: 6, gap: 0 },
    }),
  );
  const { items } = await ask<{ items: SourceChange[] }>(station, 'GET', '/broker/changes');
  expect(items.map(({ action }) => action)).toEqual(['resumed', 'paused']);
  expect(items[0]?.detail).toMatchObject({ pausedSeconds: expect.any(Number) as number });
});

it('a test really looks at the broker, and says what it found or why it cannot', async () => {
  const station = await openStation();
  const sending = setInterval(() => void send(station, Date.now() % 1_000), 100);
  try {
    const found = await ask<SourceTest>(station, 'POST', '/broker/test');
    expect(found).toMatchObject({ ok: true, samples: [TOPIC] });
    expect(found.summary.en).toMatch(/connected in \d+ ms; \d+ messages of 1 topics within 2 s/);
  } finally {
    clearInterval(sending);
  }
  await station.broker.stop();
  const failed = await ask<SourceTest>(station, 'POST', '/broker/test');
  expect(failed).toMatchObject({ ok: false, samples: [] });
  await station.broker.start();
  const { items } = await ask<{ items: SourceChange[] }>(station, 'GET', '/broker/changes');
  expect(items.map(({ action, detail }) => [action, detail['ok']])).toEqual([
    ['tested', false],
    ['tested', true],
  ]);
});

it('an unknown source and limits out of range are refused with what there is', async () => {
  const station = await openStation();
  const unknown = await station.station.call('POST', '/api/v1/sources/nope/pause');
  expect(unknown).toMatchObject({ status: 404, body: { code: 'SOURCE_NOT_FOUND' } });
  const wrong = await station.station.call('POST', '/api/v1/sources/broker/limits', {
    perSecond: 0,
    keptUnreadable: 1_000,
  });
  expect(wrong).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  expect(await sourceOf(station)).toMatchObject({ limits: { perSecond: null, keptUnreadable: 1_000 } });
});
