import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { aif } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';
import { mosquittoMissing, startMosquitto } from '../support/mosquitto.ts';
import { startStationProcess, type StationOptions, type StationProcess } from '../support/station-process.ts';
import { eventually } from '../support/eventually.ts';

interface Finding {
  readonly part: string;
  readonly state: string;
  readonly detail: string;
  readonly action?: string;
}

/** What the doctor says of a folder, by part. */
async function findings(folder: string, env: Record<string, string> = {}) {
  const { stdout, code } = await aif(['doctor', '--data', folder, '--json'], { env });
  const { items } = JSON.parse(stdout) as { items: Finding[] };
  expect(code).toBe(items.some(({ state }) => state === 'faulty') ? 1 : 0);
  return Object.fromEntries(items.map((item) => [item.part, item])) as Record<string, Finding>;
}

async function running(options: StationOptions = {}) {
  const station = await startStationProcess(options);
  onTestFinished(() => station.close());
  return station;
}

/** A station of which several tests ask, one after another. */
let shared: StationProcess;
beforeAll(async () => {
  shared = await startStationProcess();
});
afterAll(() => shared.close());

/** The environment of whoever asks, which is not that of the station. */
const OTHER = { AIF_MQTT_URL: 'mqtt://127.0.0.1:1', AIF_LOG_LEVEL: 'error' };

describe('beside a running station the doctor says what that one uses', () => {
  it('the embedded broker, whatever the environment here says', async () => {
    const { settings, broker, station: found } = await findings(shared.folder, OTHER);
    expect(found).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining(`process ${shared.pid}`) as string,
    });
    expect(settings?.detail).toMatch(/^of the running station: .*demoPlant false \(file\)/);
    expect(settings?.detail).not.toContain('mqttUrl');
    expect(broker).toMatchObject({ state: 'ok' });
    expect(broker?.detail).toMatch(/^of the running station: .*embedded broker/);
  });

  it.skipIf(mosquittoMissing !== null)('a broker that it has reached', async () => {
    const mosquitto = await startMosquitto();
    onTestFinished(() => mosquitto.close());
    const station = await running({ mqtt: mosquitto.url });
    await eventually(async () =>
      expect((await findings(station.folder)).broker).toMatchObject({ state: 'ok' }),
    );
    const { settings, broker } = await findings(station.folder, OTHER);
    expect(settings?.detail).toContain(`mqttUrl ${mosquitto.url} (AIF_MQTT_URL)`);
    expect(broker?.detail).toContain(`${mosquitto.url}: Connected`);
  });

  it('a broker that it cannot reach, and why', async () => {
    const secret = 'planted-5up3r-secret';
    const station = await running({ mqtt: `mqtt://operator:${secret}@127.0.0.1:9` });
    const found = await findings(station.folder);
    expect(found.broker).toMatchObject({ state: 'faulty', action: expect.stringMatching(/./) as string });
    expect(found.broker?.detail).toContain('mqtt://127.0.0.1:9: The broker cannot be reached');
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('settings that count only from its next start, or would keep it from starting', async () => {
    const write = (settings: object) =>
      writeFileSync(join(shared.folder, 'config.json'), JSON.stringify({ demoPlant: false, ...settings }));
    onTestFinished(() => write({}));
    write({ lang: 'en' });
    const changed = (await findings(shared.folder)).settings;
    expect(changed).toMatchObject({ state: 'ok', action: expect.stringContaining('restart') as string });
    expect(changed?.detail).toContain('lang en (file)');
    write({ lang: 'fr' });
    const broken = (await findings(shared.folder)).settings;
    expect(broken).toMatchObject({
      state: 'faulty',
      action: expect.stringContaining('next start') as string,
    });
    expect(broken?.detail).toContain('"lang"');
  });

  it('nothing where it does not answer, and that', async () => {
    process.kill(shared.pid, 'SIGSTOP');
    onTestFinished(() => void process.kill(shared.pid, 'SIGCONT'));
    const found = await findings(shared.folder);
    expect(found.station).toMatchObject({
      state: 'faulty',
      action: expect.stringContaining('end process') as string,
    });
    expect(found.station?.detail).toBe(`process ${shared.pid} runs, but does not answer`);
    expect(found.settings?.detail).toMatch(/^of this environment/);
  });

  it('no more than an earlier version tells', async () => {
    const folder = folderOfTest();
    const socket = join(folder, 'station.sock');
    const earlier: Server = createServer((request, response) => {
      if (request.url === '/healthz') return response.end('{"alive":true}');
      const problem = { type: 'x', title: 'Not found', status: 404, code: 'NOT_FOUND' };
      return response.writeHead(404).end(JSON.stringify(problem));
    });
    await new Promise<void>((resolve) => earlier.listen(socket, resolve));
    onTestFinished(() => void earlier.close());
    const station = {
      pid: process.pid,
      startedAt: '',
      version: '0.0.1',
      socket,
      http: null,
      tokenFile: null,
      mqtt: null,
    };
    writeFileSync(join(folder, 'station.json'), JSON.stringify(station));
    const found = await findings(folder);
    expect(found.station?.detail).toMatch(/version 0\.0\.1 \(this program is version /);
    for (const part of ['settings', 'broker'])
      expect(found[part]).toMatchObject({
        state: 'absent',
        detail: expect.stringMatching(/^of the running station not known: /) as string,
      });
  });
});

describe('without a running station', () => {
  it('the doctor says what a start with this environment would find, and changes nothing', async () => {
    const folder = folderOfTest();
    const found = await findings(folder, OTHER);
    expect(found.station).toMatchObject({ state: 'absent' });
    expect(found.settings?.detail).toBe(
      'of this environment, for a start now: mqttUrl mqtt://127.0.0.1:1 (AIF_MQTT_URL), logLevel error (AIF_LOG_LEVEL)',
    );
    expect(found.broker).toMatchObject({ state: 'faulty' });
    expect(found.broker?.detail).toContain('mqtt://127.0.0.1:1: ');
    expect((await findings(folder)).broker).toMatchObject({ state: 'absent' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a killed one is not running', async () => {
    await shared.kill();
    expect(existsSync(join(shared.folder, 'station.json'))).toBe(true);
    expect((await findings(shared.folder)).station).toMatchObject({ state: 'absent' });
  });
});
