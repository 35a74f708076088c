import { request as httpRequest } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderOfTest } from '../support/folder.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

const MOST_WAITING = 32;

let station: StationProcess;
beforeAll(async () => {
  station = await startStationProcess({
    http: '0.0.0.0:0',
    env: { AIF_HOSTS: 'Station-7.plant.example, 192.0.2.7:8443' },
  });
});
afterAll(() => station.close());

const portOf = ({ http }: StationProcess) => new URL(http).port;

function statusOf(host: string, origin?: string, of = station): Promise<{ status: number; text: string }> {
  const headers = {
    host,
    authorization: `Bearer ${of.token}`,
    ...(origin === undefined ? {} : { origin }),
  };
  return new Promise((resolve, reject) => {
    const options = { hostname: '127.0.0.1', port: portOf(of), path: '/api/v1/rulesets', headers };
    const call = httpRequest(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    call.on('error', reject).end();
  });
}

describe('the setting hosts', () => {
  it('names are answered to, without a port also with the listener’s own', async () => {
    for (const host of [
      'station-7.plant.example',
      'STATION-7.plant.example',
      `station-7.plant.example:${portOf(station)}`,
      '192.0.2.7:8443',
      `127.0.0.1:${portOf(station)}`,
      `localhost:${portOf(station)}`,
    ]) {
      expect([host, (await statusOf(host)).status]).toEqual([host, 200]);
    }
  });

  it('nothing else is, and the answer says which setting to use', async () => {
    for (const host of [
      'station-8.plant.example',
      'x.station-7.plant.example',
      'station-7.plant.example:1',
      'station-7.plant.example.evil.example',
      '192.0.2.7',
      `192.0.2.7:${portOf(station)}`,
      `0.0.0.0:${portOf(station)}`,
    ]) {
      const { status, text } = await statusOf(host);
      expect([host, status]).toEqual([host, 403]);
      expect(JSON.parse(text)).toMatchObject({
        code: 'FORBIDDEN_ORIGIN',
        detail: expect.stringMatching(/setting "hosts" \(AIF_HOSTS\)/) as string,
      });
    }
  });

  it('pages of that name may call, by TLS in front too; of others may not', async () => {
    const name = 'station-7.plant.example';
    expect((await statusOf(name, `https://${name}`)).status).toBe(200);
    expect((await statusOf(name, `http://${name}`)).status).toBe(200);
    expect((await statusOf(name, 'https://192.0.2.7:8443')).status).toBe(403);
    expect((await statusOf(name, `https://x.${name}`)).status).toBe(403);
    const own = `127.0.0.1:${portOf(station)}`;
    expect((await statusOf(own, `https://${own}`)).status).toBe(403);
  });

  it('listening everywhere without it is told in the log, and answers to loopback only', async () => {
    const bare = await startStationProcess({ http: '0.0.0.0:0' });
    try {
      expect(bare.log()).toContain('Set \\"hosts\\"');
      expect((await statusOf(`localhost:${portOf(bare)}`, undefined, bare)).status).toBe(200);
      expect((await statusOf('station-7.plant.example', undefined, bare)).status).toBe(403);
    } finally {
      await bare.close();
    }
    expect(station.log()).not.toContain('hosts');
  });

  it.each([
    ['a pattern', { AIF_HOSTS: '*.plant.example' }, '{}', /"hosts\.0" \(AIF_HOSTS\): .*no patterns/],
    ['an address with a scheme', {}, '{"hosts":["http://x"]}', /"hosts\.0" \(.*config\.json\)/],
    ['a text where a list belongs', {}, '{"hosts":"x"}', /"hosts" \(.*config\.json\)/],
  ])('%s stops the start with the name of the setting', async (_what, env, config, message) => {
    const folder = folderOfTest();
    writeFileSync(join(folder, 'config.json'), config);
    await expect(startStationProcess({ data: folder, env })).rejects.toThrow(message);
  });
});

describe('a socket without a token', () => {
  const open = async (options: { token?: string } = {}): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${portOf(station)}/trpc?connectionParams=1`);
    socket.on('error', () => {});
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    if (options.token !== undefined) {
      socket.send(JSON.stringify({ method: 'connectionParams', data: { token: options.token } }));
    }
    return socket;
  };
  const ended = (socket: WebSocket) =>
    new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now())));

  it(
    'ends after 5 s, also where it keeps talking; one with the token stays',
    { timeout: 60_000 },
    async () => {
      const entitled = await open({ token: station.token });
      const closed = ended(entitled).then(() => 'closed');
      const startedAt = performance.now();
      const silent = await open();
      const talking = await open();
      const talk = setInterval(() => talking.send('PING'), 200);
      const ends = await Promise.all([ended(silent), ended(talking)]);
      clearInterval(talk);
      for (const end of ends) {
        expect(end - startedAt).toBeGreaterThan(4_500);
        expect(end - startedAt).toBeLessThan(15_000);
      }
      const answer = new Promise<string>((resolve) =>
        entitled.once('message', (data: Buffer) => resolve(data.toString())),
      );
      entitled.send(JSON.stringify({ id: 1, method: 'query', params: { path: 'rules.list', input: {} } }));
      expect(await Promise.race([answer, closed])).toContain('"result"');
      entitled.terminate();
    },
  );

  it(
    'has room beside few others, and those with the token are not counted',
    { timeout: 60_000 },
    async () => {
      const entitled = await Promise.all(
        Array.from({ length: MOST_WAITING }, () => open({ token: station.token })),
      );
      const answers = entitled.map((socket) => new Promise((resolve) => socket.once('message', resolve)));
      for (const socket of entitled) {
        socket.send(JSON.stringify({ id: 1, method: 'query', params: { path: 'rules.list', input: {} } }));
      }
      await Promise.all(answers);
      const waiting = await Promise.all(Array.from({ length: MOST_WAITING }, () => open()));
      await expect(open()).rejects.toThrow('503');
      const [first] = waiting;
      if (first === undefined) throw new Error('no socket was opened');
      first.terminate();
      await expect
        .poll(() =>
          open({ token: station.token }).then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      for (const socket of [...entitled, ...waiting]) socket.terminate();
    },
  );
});
