import { writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEdgeConnection } from '../../server/demo-plant/edge-connection.ts';
import type { Tag } from '../../shared/contract/data-hub.ts';
import type { Source, SourceChange } from '../../shared/contract/sources.ts';
import { DATA_TYPE } from '../../shared/sparkplug/payload.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';
import { rowsOfStation } from '../support/stored-samples.ts';

/** Pausing the two sources that share the embedded broker, through the doors that people and publishers use. */
const OWN = 's/a/l/e/t';
const EDGE = 'plant/sparkplug/gateway/press-1/temperature';
const STATE = 'spBv1.0/STATE/station-7';

const open: { close(): Promise<unknown> }[] = [];
let folder: ReturnType<typeof temporaryFolder>;
let station: StationProcess;
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(
    join(folder.path, 'config.json'),
    JSON.stringify({ demoPlant: false, sparkplugHostId: 'station-7' }),
  );
  station = await startStationProcess({ data: folder.path });
});
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  await station.stop();
  folder.remove();
});

async function killAndStart(): Promise<void> {
  await station.kill();
  station = await startStationProcess({ data: folder.path });
}
async function connect(): Promise<MqttClient> {
  const client = await connectToEmbeddedBroker(folder.path);
  client.on('error', () => {});
  open.push({ close: () => client.endAsync(true) });
  return client;
}
async function ask<T>(method: 'GET' | 'POST', path: string): Promise<T> {
  const answer = await station.call(method, `/api/v1${path}`);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as T;
}
const sourceOf = (id: string) => ask<Source>('GET', `/sources/${id}`);
const lastOf = async (path: string) => {
  const answer = await station.call('GET', `/api/v1/tags/${encodeURIComponent(path)}`);
  return answer.status === 200 ? (answer.body as Tag).last : null;
};
const storedOf = () =>
  rowsOfStation<{ value: number }>(
    join(folder.path, 'station.db'),
    'SELECT value FROM sample ORDER BY at',
  ).map(({ value }) => value);
const changesOf = async (id: string) =>
  (await ask<{ items: SourceChange[] }>('GET', `/sources/${id}/changes`)).items;
const sourcesPart = async () => {
  const { parts } = await ask<{
    parts: { id: string; state: string; summary: { ko: string; en: string } }[];
  }>('GET', '/health');
  return parts.find(({ id }) => id === 'sources');
};

/** Sends a value with QoS 1; `told` once the station has acknowledged it. */
function send(client: MqttClient, v: number): { readonly sent: Promise<unknown>; isTold: boolean } {
  const payload = JSON.stringify({ v, t: Date.now(), seq: v });
  const state = { isTold: false };
  const sent = client.publishAsync(`aif/v1/${OWN}`, payload, { qos: 1 }).then(
    () => (state.isTold = true),
    () => {},
  );
  return {
    sent,
    get isTold() {
      return state.isTold;
    },
  };
}

it('a paused embedded broker leaves publishers unanswered, over a kill too; resumed, each value is there once', async () => {
  const before = await connect();
  await send(before, 1).sent;
  const paused = await ask<Source>('POST', '/sources/broker/pause');
  expect(paused).toMatchObject({ state: 'paused', paused: { by: expect.any(String) as string } });
  expect(paused.pauseMeans?.en).toMatch(/Senders wait/);
  const unanswered = send(before, 2);
  // What another source brings meanwhile comes in: the pause is of this one alone.
  await fetch(`${station.http}/api/v1/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${station.token}`, 'content-type': 'application/x-ndjson' },
    body: JSON.stringify({ tag: 's/a/l/e/http', v: 100, t: Date.now() }),
  });
  expect(storedOf()).toEqual([1, 100]);
  expect(unanswered.isTold).toBe(false);
  expect(await ask('GET', '/health')).toMatchObject({ broker: { state: 'paused' } });
  expect(await sourcesPart()).toMatchObject({
    state: 'degraded',
    summary: { en: 'Paused: Embedded MQTT broker' },
  });

  await killAndStart();
  expect(unanswered.isTold).toBe(false);
  expect(await sourceOf('broker')).toMatchObject({
    state: 'paused',
    paused: paused.paused,
    counters: { received: 1 },
  });
  const after = await connect();
  // Not acknowledged, so its publisher sends it again, and goes on.
  const again = [send(after, 2), send(after, 3)];
  await ask('POST', '/sources/broker/test').catch(() => {});
  expect(again.map(({ isTold }) => isTold)).toEqual([false, false]);
  expect(await ask<Source>('POST', '/sources/broker/resume')).toMatchObject({
    state: 'connected',
    paused: null,
  });
  await Promise.all(again.map(({ sent }) => sent));
  expect(storedOf().toSorted((a, b) => a - b)).toEqual([1, 2, 3, 100]);
  expect(await sourceOf('broker')).toMatchObject({ counters: { received: 3, stored: 3, duplicate: 0 } });
  expect(await sourcesPart()).toMatchObject({ state: 'ok' });
  const changes = await changesOf('broker');
  expect(changes.map(({ action }) => action)).toEqual(['resumed', 'tested', 'paused']);
  expect(changes.at(-1)).toMatchObject({ by: paused.paused?.by, at: paused.paused?.at });
});

it('a paused Sparkplug source says it is offline and its tags become stale, over a kill too; own topics go on', async () => {
  const states: string[] = [];
  const listen = async () => {
    const client = await connect();
    client.on('message', (_topic, payload) =>
      states.push(String((JSON.parse(String(payload)) as { online: boolean }).online)),
    );
    await client.subscribeAsync(STATE, { qos: 1 });
    return client;
  };
  const edge = () => {
    const opened = openEdgeConnection({
      identity: {
        group: 'plant',
        node: 'gateway',
        devices: new Map([['press-1', [{ name: 'temperature', datatype: DATA_TYPE.Double }]]]),
      },
      connect: (options) =>
        new mqtt.MqttClient(() => createConnection(join(folder.path, 'mqtt.sock')), {
          reconnectPeriod: 0,
          ...options,
        }),
      log: { info: () => {}, warn: () => {} },
      now: () => Date.now(),
    });
    open.push({ close: () => opened.client.endAsync(true) });
    return opened;
  };
  const say = (node: ReturnType<typeof edge>, value: number) =>
    node.publish('press-1', [{ name: 'temperature', value, quality: 192, at: Date.now() }]);

  const own = await listen();
  const first = edge();
  await eventually(async () => expect(await lastOf(EDGE)).not.toBeNull());
  say(first, 10);
  await eventually(async () => expect(await lastOf(EDGE)).toMatchObject({ value: 10, quality: 192 }));
  const paused = await ask<Source>('POST', '/sources/sparkplug/pause');
  await eventually(() => expect(states.at(-1)).toBe('false'));
  await eventually(async () => expect(await lastOf(EDGE)).toMatchObject({ value: null, quality: 500 }));
  const { received } = (await sourceOf('sparkplug')).counters;
  say(first, 11);
  await send(own, 1).sent;
  expect(await lastOf(EDGE)).toMatchObject({ value: null });
  expect(await sourcesPart()).toMatchObject({ state: 'degraded', summary: { ko: '일시 중지: Sparkplug B' } });

  await killAndStart();
  states.length = 0;
  const later = await listen();
  const second = edge();
  await send(later, 2).sent;
  expect(await sourceOf('sparkplug')).toMatchObject({
    state: 'paused',
    paused: paused.paused,
    counters: { received },
  });
  expect(await lastOf(EDGE)).toMatchObject({ value: null, quality: 500 });
  expect(states).not.toContain('true');

  await ask('POST', '/sources/sparkplug/resume');
  await eventually(() => expect(states.at(-1)).toBe('true'));
  await eventually(async () => {
    say(second, 12);
    expect(await lastOf(EDGE)).toMatchObject({ value: 12, quality: 192 });
  });
  expect(await sourceOf('sparkplug')).toMatchObject({ state: 'connected', paused: null });
  expect((await changesOf('sparkplug')).map(({ action }) => action)).toEqual(['resumed', 'paused']);
});
