import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { configFileSchema } from '../../shared/contract/settings.ts';
import { createLogger } from '../platform/log.ts';
import type { BrokerConnection } from '../platform/mqtt/index.ts';
import type { BrokerState } from '../../shared/contract/data-hub.ts';
import { brokerState } from './broker.ts';
import type { Core } from './core.ts';
import { connectSparkplugHost, splitTopics } from './sparkplug-connection.ts';

/** A broker that notes what it is sent, to the byte, and says yes to everything. */
interface NotingBroker {
  readonly server: Server;
  readonly url: string;
  readonly packets: { readonly type: number; readonly flags: number; readonly body: Buffer }[];
  readonly sockets: Socket[];
}

const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;
const STATE = 'spBv1.0/STATE/station-7';

function answer(socket: Socket, type: number, flags: number, body: Buffer, isFive: boolean): void {
  if (type === CONNECT) socket.write(Buffer.from(isFive ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]));
  if (type === SUBSCRIBE)
    socket.write(
      Buffer.from(
        isFive ? [0x90, 4, body[0] ?? 0, body[1] ?? 0, 0, 1] : [0x90, 3, body[0] ?? 0, body[1] ?? 0, 1],
      ),
    );
  if (type === PUBLISH && (flags & 0x06) !== 0) {
    const at = 2 + body.readUInt16BE(0);
    socket.write(Buffer.from([0x40, 2, body[at] ?? 0, body[at + 1] ?? 0]));
  }
}

async function openNotingBroker(isFive: boolean): Promise<NotingBroker> {
  const packets: NotingBroker['packets'][number][] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    let waiting = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (;;) {
        let size = 0;
        let at = 1;
        for (let shift = 0; at < waiting.length; shift += 7) {
          const byte = waiting[at++] ?? 0;
          size |= (byte & 0x7f) << shift;
          if (byte < 0x80) break;
        }
        if (waiting.length < 2 || waiting.length < at + size) return;
        const [type, flags] = [(waiting[0] ?? 0) >> 4, (waiting[0] ?? 0) & 0x0f];
        const body = Buffer.from(waiting.subarray(at, at + size));
        packets.push({ type, flags, body });
        answer(socket, type, flags, body, isFive);
        waiting = waiting.subarray(at + size);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, packets, sockets };
}

let broker: NotingBroker | undefined;
let connection: BrokerConnection | undefined;
afterEach(async () => {
  await connection?.close();
  for (const socket of broker?.sockets ?? []) socket.destroy();
  broker?.server.close();
});

function hubStub() {
  const sparkplug = { connected: vi.fn(), disconnected: vi.fn(), onRebirthWanted: () => () => {} };
  return { sparkplug, core: { hub: { receive: () => undefined, sparkplug } } as unknown as Core };
}

function connect(protocol: '3.1.1' | '5', url: string) {
  const { core, sparkplug } = hubStub();
  connection = connectSparkplugHost({
    core,
    config: configFileSchema.parse({ mqttProtocol: protocol, sparkplugHostId: 'station-7' }),
    dataFolder: '/nowhere',
    log: createLogger('error'),
    inlet: {
      receive: () => undefined,
      receiveTogether: () => undefined,
      turnAway: () => {},
      changed: () => {},
    },
    url,
    topics: ['spBv1.0/#'],
  });
  return sparkplug;
}

/** The JSON that stands in a packet, behind a packet identifier that may have a brace of its own. */
function stateIn(body: Buffer): { online: boolean; timestamp: number } {
  const text = body.toString('latin1');
  const from = text.indexOf('{"');
  return JSON.parse(text.slice(from, text.indexOf('}', from) + 1)) as ReturnType<typeof stateIn>;
}

it.each(['3.1.1', '5'] as const)(
  'MQTT %s: a new session, a will of QoS 1 and retained, then the subscription, then STATE as the first message',
  async (protocol) => {
    broker = await openNotingBroker(protocol === '5');
    const { packets } = broker;
    const sparkplug = connect(protocol, broker.url);
    await expect.poll(() => packets.length, { timeout: 5_000 }).toBe(3);
    expect(packets.map(({ type }) => type)).toEqual([CONNECT, SUBSCRIBE, PUBLISH]);
    const [hello, , state] = packets;
    const flags = hello?.body[7] ?? 0;
    // Clean session, will, will QoS 1, will retained: MQTT 3.1.1 and 5.0, section 3.1.2.3.
    expect(flags & 0x02).toBe(0x02);
    expect(flags & 0x3c).toBe(0x2c);
    if (protocol === '5') {
      // Properties: session expiry interval (0x11) of 0 seconds.
      const properties = hello?.body.subarray(11, 11 + (hello.body[10] ?? 0));
      expect(properties?.subarray(0, 5)).toEqual(Buffer.from([0x11, 0, 0, 0, 0]));
    }
    const will = stateIn(hello?.body ?? Buffer.alloc(0));
    expect(hello?.body.toString('latin1')).toContain(STATE);
    expect(will.online).toBe(false);
    expect(Math.abs(will.timestamp - Date.now())).toBeLessThan(10_000);
    // QoS 1 and retain.
    expect((state?.flags ?? 0) & 0x07).toBe(0x03);
    expect(state?.body.toString('latin1')).toContain(STATE);
    expect(stateIn(state?.body ?? Buffer.alloc(0))).toEqual({ online: true, timestamp: will.timestamp });
    expect(sparkplug.connected).toHaveBeenCalledTimes(1);

    // The next connection is dated anew, its birth too.
    await new Promise((resolve) => setTimeout(resolve, 5));
    broker.sockets[0]?.destroy();
    await expect.poll(() => packets.length, { timeout: 5_000 }).toBe(6);
    expect(sparkplug.disconnected).toHaveBeenCalledTimes(1);
    const again = stateIn(packets[3]?.body ?? Buffer.alloc(0));
    expect(again.timestamp).toBeGreaterThan(will.timestamp);
    expect(stateIn(packets[5]?.body ?? Buffer.alloc(0))).toEqual({ ...again, online: true });
  },
);

it('trouble of the Sparkplug connection is seen in the state of the broker', () => {
  const well: BrokerState = {
    url: 'mqtt://broker',
    embedded: false,
    state: 'connected',
    since: '2026-11-23T12:00:00.000Z',
    protocol: '5',
  };
  const away: BrokerState = { ...well, state: 'reconnecting', lastError: 'away' };
  const refused: BrokerState = { ...well, state: 'refused', lastError: 'no rights for spBv1.0/#' };
  expect(brokerState([well])).toEqual(well);
  expect(brokerState([well, well])).toEqual(well);
  expect(brokerState([well, { ...well, state: 'connecting' }])).toEqual(well);
  expect(brokerState([away, refused])).toEqual(away);
  expect(brokerState([well, refused])).toEqual({ ...well, lastError: 'Sparkplug: no rights for spBv1.0/#' });
});

it('Sparkplug filters have a connection of their own', () => {
  expect(splitTopics(['aif/v1/#', 'spBv1.0/#', 'plc/+', 'spBv1.0/G/#'])).toEqual({
    own: ['aif/v1/#', 'plc/+'],
    sparkplug: ['spBv1.0/#', 'spBv1.0/G/#'],
  });
});
