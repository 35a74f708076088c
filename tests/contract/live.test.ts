import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppRouter } from '../../server/trpc/router.ts';
import { liveEventSchema, type LiveEvent, type SampleBatch } from '../../shared/contract/events.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';
import { eventually } from '../support/eventually.ts';

let station: StationProcess;
beforeAll(async () => {
  station = await startStationProcess();
});
afterAll(() => station.close());

function connect() {
  const client = createWSClient({
    url: `ws+unix:${station.ready.socket}:/trpc`,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
  return { client, trpc: createTRPCClient<AppRouter>({ links: [wsLink({ client })] }) };
}

it('tells every window what happened by ids, and that the server lives', async () => {
  const windows = [connect(), connect()];
  const seen: LiveEvent[][] = [];
  for (const { trpc } of windows) {
    const events: LiveEvent[] = [];
    seen.push(events);
    await new Promise<void>((resolve) =>
      trpc.live.events.subscribe(undefined, {
        onStarted: () => resolve(),
        onData: (event) => events.push(liveEventSchema.parse(event)),
      }),
    );
  }
  const trpc = windows[0]?.trpc;
  const input = { defect_count: 8, production_count: 100 };
  const judgment = await trpc?.judgment.execute.mutate({ rulesetId: 'defect-rate', input });
  await trpc?.judgment.feedback.mutate({ id: judgment?.id ?? '', feedback: { agree: true } });
  for (const events of seen) {
    await eventually(() => expect(events.map(({ type }) => type)).toContain('heartbeat'));
    expect(events).toContainEqual({
      type: 'judgment.executed',
      id: judgment?.id,
      rulesetId: 'defect-rate',
      verdict: 'HIGH_DEFECT',
      severity: 'high',
      at: judgment?.at,
    });
    expect(events).toContainEqual({ type: 'judgment.feedback', id: judgment?.id });
  }
  await Promise.all(windows.map(({ client }) => client.close()));
});

it('sends samples of watched tags in batches, stops without acknowledgement and says what was skipped', async () => {
  const { client, trpc } = connect();
  const path = 'plant/area/line/machine/heat';
  const batches: SampleBatch[] = [];
  const started = new Promise<void>((resolve) =>
    trpc.live.samples.subscribe(
      { tags: [path] },
      { onStarted: () => resolve(), onData: (batch) => batches.push(batch as SampleBatch) },
    ),
  );
  await started;
  const broker = await connectToEmbeddedBroker(station.folder);
  let sent = 0;
  const publish = async () => {
    sent += 1;
    await broker.publishAsync(`aif/v1/${path}`, JSON.stringify({ v: sent, t: Date.now() }), { qos: 1 });
  };
  for (let batch = 1; batch <= 4; batch += 1) {
    await publish();
    await eventually(() => expect(batches).toHaveLength(batch));
  }
  expect(batches.map(({ value, skipped }) => [value, skipped])).toEqual(
    [1, 2, 3, 4].map((v) => [[v], false]),
  );
  await publish();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(batches).toHaveLength(4);
  await trpc.live.acknowledge.mutate({ stream: batches[0]?.stream ?? '', batch: 4 });
  await eventually(() => expect(batches).toHaveLength(5));
  expect(batches[4]?.skipped).toBe(true);
  await broker.endAsync();
  await client.close();
});
