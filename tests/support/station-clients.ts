import { createConnection } from 'node:net';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import type { StationProcess } from './station-process.ts';

/** A client of a station's embedded broker. */
export function connectToEmbeddedBroker(folder: string): Promise<MqttClient> {
  const client = new mqtt.MqttClient(() => createConnection(join(folder, 'mqtt.sock')), {
    reconnectPeriod: 0,
  });
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('error', reject);
  });
}

/** One REST call over TCP with the station's token. */
export async function rest(
  station: Pick<StationProcess, 'http' | 'token'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; type: string; body: unknown }> {
  const response = await fetch(`${station.http}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${station.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    type,
    body: type.includes('json') ? (JSON.parse(text) as unknown) : text,
  };
}
