import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAuthority, makeCertificate, opensslMissing } from '../../../tests/support/certificates.ts';
import { mosquittoMissing, startMosquitto, type Mosquitto } from '../../../tests/support/mosquitto.ts';
import type { BrokerSettings } from './connect-options.ts';
import { connectToBroker } from './connection.ts';
import type { BrokerConnection } from './types.ts';
import { eventually } from '../../../tests/support/eventually.ts';

const quiet = { info: () => {}, warn: () => {} };
const open: BrokerConnection[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-security-'));
});
afterEach(async () => {
  for (const connection of open.splice(0)) await connection.close();
  rmSync(folder, { recursive: true });
});

function connect(url: string, settings: Partial<BrokerSettings>, topics = ['aif/v1/#']): BrokerConnection {
  const connection = connectToBroker({
    url,
    settings: { mqttProtocol: '5', ...settings },
    topics,
    dataFolder: folder,
    onMessage: (message) => void message.committed(),
    log: quiet,
  });
  open.push(connection);
  return connection;
}

async function stateOf(connection: BrokerConnection, state: string): Promise<string | undefined> {
  await eventually(() => expect(connection.state()).toMatchObject({ state }));
  if (state !== 'connected') await eventually(() => expect(connection.state().lastError).toBeDefined());
  return connection.state().lastError;
}

describe.skipIf(mosquittoMissing ?? opensslMissing)('a broker with TLS and client certificates', () => {
  let broker: Mosquitto;
  const file = (name: string) => join(broker.folder, name);
  beforeAll(async () => {
    broker = await startMosquitto({
      scheme: 'mqtts',
      prepare(at) {
        makeAuthority(at, 'plant');
        makeAuthority(at, 'other');
        makeCertificate(at, 'plant', 'broker', '127.0.0.1');
        makeCertificate(at, 'plant', 'station', 'station');
        makeCertificate(at, 'other', 'stranger', 'stranger');
      },
      config: [
        'cafile {folder}/plant.pem',
        'certfile {folder}/broker.pem',
        'keyfile {folder}/broker.key',
        'require_certificate true',
      ],
    });
  });
  afterAll(() => broker.close());

  it.each(['3.1.1', '5'] as const)(
    'lets the station in with its certificate (MQTT %s)',
    async (mqttProtocol) => {
      const connection = connect(broker.url, {
        mqttProtocol,
        mqttCaFile: file('plant.pem'),
        mqttCertFile: file('station.pem'),
        mqttKeyFile: file('station.key'),
      });
      await stateOf(connection, 'connected');
    },
  );

  it('is not trusted without its authority, and says which setting is missing', async () => {
    const connection = connect(broker.url, {
      mqttCertFile: file('station.pem'),
      mqttKeyFile: file('station.key'),
    });
    expect(await stateOf(connection, 'reconnecting')).toMatch(
      /not signed by a known authority: set mqttCaFile/,
    );
  });

  it('is not trusted under another name', async () => {
    const url = broker.url.replace('127.0.0.1', 'localhost');
    const connection = connect(url, {
      mqttCaFile: file('plant.pem'),
      mqttCertFile: file('station.pem'),
      mqttKeyFile: file('station.key'),
    });
    expect(await stateOf(connection, 'reconnecting')).toMatch(/for another host name/);
  });

  it.each([
    ['no certificate', {}],
    ['a certificate of another authority', { mqttCertFile: 'stranger.pem', mqttKeyFile: 'stranger.key' }],
  ])('keeps out a station with %s, and says why', async (_name, files) => {
    const settings = Object.fromEntries(Object.entries(files).map(([name, value]) => [name, file(value)]));
    const connection = connect(broker.url, { mqttCaFile: file('plant.pem'), ...settings });
    expect(await stateOf(connection, 'reconnecting')).toMatch(/client certificate/);
  });
});

describe.skipIf(mosquittoMissing)('a broker with users', () => {
  let broker: Mosquitto;
  beforeAll(async () => {
    broker = await startMosquitto({
      anonymous: false,
      prepare(at) {
        for (const user of ['station', 'plant'])
          spawnSync('mosquitto_passwd', [
            ...(user === 'station' ? ['-c'] : []),
            '-b',
            join(at, 'users'),
            user,
            `${user}-pw`,
          ]);
        writeFileSync(
          join(at, 'acl'),
          'user station\ntopic read aif/v1/#\nuser plant\ntopic write aif/v1/#\n',
        );
      },
      config: ['password_file {folder}/users', 'acl_file {folder}/acl'],
    });
  });
  afterAll(() => broker.close());

  function passwordFile(password: string): string {
    const file = join(folder, 'password');
    writeFileSync(file, `${password}\n`, { mode: 0o600 });
    return file;
  }

  it.each(['3.1.1', '5'] as const)(
    'lets the station in with user and password (MQTT %s)',
    async (mqttProtocol) => {
      const got: string[] = [];
      const connection = connectToBroker({
        url: broker.url,
        settings: { mqttProtocol, mqttUser: 'station', mqttPasswordFile: passwordFile('station-pw') },
        topics: ['aif/v1/#'],
        dataFolder: folder,
        onMessage(message) {
          got.push(message.topic);
          message.committed();
          return undefined;
        },
        log: quiet,
      });
      open.push(connection);
      await stateOf(connection, 'connected');
      const plant = await mqtt.connectAsync(broker.url, { username: 'plant', password: 'plant-pw' });
      await plant.publishAsync('aif/v1/s/a/l/e/t', '1', { qos: 1 });
      await eventually(() => expect(got).toEqual(['aif/v1/s/a/l/e/t']));
      await plant.endAsync();
    },
  );

  it.each(['3.1.1', '5'] as const)(
    'refuses a wrong password, visibly, and lets in when it is right (MQTT %s)',
    async (mqttProtocol) => {
      const file = passwordFile('wrong');
      const connection = connect(broker.url, { mqttProtocol, mqttUser: 'station', mqttPasswordFile: file });
      expect(await stateOf(connection, 'refused')).toMatch(/does not let us in|user or password/);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(connection.state().state).toBe('refused');
      const right = connect(broker.url, {
        mqttProtocol,
        mqttUser: 'station',
        mqttPasswordFile: passwordFile('station-pw'),
      });
      await stateOf(right, 'connected');
    },
  );
});

describe('a broker that limits subscriptions', () => {
  let url: string;
  let close: () => Promise<void>;
  let limit: (subscription: { topic: string; qos: 0 | 1 | 2 }) => { topic: string; qos: 0 | 1 | 2 } | null;
  beforeAll(async () => {
    // Mosquitto's own access lists grant every subscription and then deliver nothing.
    const broker = await Aedes.createBroker({
      authorizeSubscribe: (_client, subscription, callback) => callback(null, limit(subscription)),
    });
    const server = createServer((socket) => broker.handle(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = async () => {
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    };
  });
  afterAll(() => close());

  it('is shown with the topics it refuses', async () => {
    limit = (subscription) => (subscription.topic === 'secret/#' ? null : subscription);
    const connection = connect(url, { mqttProtocol: '3.1.1' }, ['aif/v1/#', 'secret/#']);
    expect(await stateOf(connection, 'refused')).toBe('the broker does not let us subscribe to secret/#');
  });
});
