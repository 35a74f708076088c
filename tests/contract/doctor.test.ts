import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { aif } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';
import { mosquittoMissing, startMosquitto } from '../support/mosquitto.ts';
import { HEALTH_PARTS, HEALTH_STATES, type Health, type HealthPart } from '../../shared/contract/health.ts';
import { startStationProcess, type StationOptions, type StationProcess } from '../support/station-process.ts';
import { eventually } from '../support/eventually.ts';

interface Told {
  readonly from: 'station' | 'folder';
  readonly items: readonly HealthPart[];
}

async function told(folder: string, env: Record<string, string> = {}): Promise<Told> {
  const { stdout, code } = await aif(['doctor', '--data', folder, '--json'], { env });
  const answer = JSON.parse(stdout) as Told;
  expect(code).toBe(answer.items.some(({ state }) => state === 'degraded' || state === 'down') ? 1 : 0);
  return answer;
}

/** What the doctor says of a folder, by part. */
async function findings(folder: string, env: Record<string, string> = {}) {
  const { items } = await told(folder, env);
  return Object.fromEntries(items.map((item) => [item.id, item])) as Record<string, HealthPart>;
}

const healthOf = async (station: StationProcess) =>
  (await station.call('GET', '/api/v1/health')).body as Health;
/** What does not change from one moment to the next. */
const sayings = (parts: readonly HealthPart[]) =>
  parts.map(({ id, state, summary, action }) => ({ id, state, summary, action }));
const text = (said: string | RegExp) =>
  (typeof said === 'string' ? expect.stringContaining(said) : expect.stringMatching(said)) as string;

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

describe('beside a running station the doctor says what Health says', () => {
  it('the same parts, states and sentences, whatever the environment here is', async () => {
    const { from, items } = await told(shared.folder, OTHER);
    expect(from).toBe('station');
    expect(sayings(items)).toEqual(sayings((await healthOf(shared)).parts));
    expect(items.map(({ id }) => id)).toEqual(Object.keys(HEALTH_PARTS));
    expect(items.find(({ id }) => id === 'server')?.figures).toMatchObject({ pid: shared.pid });
  });

  it('how long its start took, point by point', async () => {
    const { start } = await findings(shared.folder);
    expect(start).toMatchObject({ state: 'ok', summary: { en: text(/^Ready after \d+\.\d s$/) } });
    const names = ['programMs', 'settingsMs', 'codeMs', 'coreMs', 'brokerMs', 'readyMs'];
    expect(Object.keys(start?.figures ?? {})).toEqual(names);
    const times = names.map((name) => Number(start?.figures[name]));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
  });

  it.each(['ko', 'en'] as const)('in %s, as AIF_LANG asks for', async (language) => {
    const { stdout } = await aif(['doctor', '--data', shared.folder], { env: { AIF_LANG: language } });
    for (const { id, state, summary, action } of (await healthOf(shared)).parts) {
      const line = stdout.split('\n').find((one) => one.includes(` ${HEALTH_PARTS[id][language]} `));
      expect(line).toContain(HEALTH_STATES[state][language]);
      expect(line).toContain(summary[language]);
      if (action !== undefined) expect(stdout).toContain(`→ ${action[language]}`);
    }
  });

  it.skipIf(mosquittoMissing !== null)('a broker that it has reached', async () => {
    const mosquitto = await startMosquitto();
    onTestFinished(() => mosquitto.close());
    const station = await running({ mqtt: mosquitto.url });
    await eventually(async () =>
      expect((await findings(station.folder)).broker).toMatchObject({ state: 'ok' }),
    );
    const { settings, broker } = await findings(station.folder, OTHER);
    expect(settings?.summary.en).toContain(`mqttUrl ${mosquitto.url} (AIF_MQTT_URL)`);
    expect(broker?.figures).toMatchObject({ url: mosquitto.url });
  });

  it('a broker that it cannot reach, and why', async () => {
    const secret = 'planted-5up3r-secret';
    const station = await running({ mqtt: `mqtt://operator:${secret}@127.0.0.1:9` });
    const { items } = await told(station.folder);
    expect(items.find(({ id }) => id === 'broker')).toMatchObject({
      state: 'down',
      summary: { en: text('The broker cannot be reached') },
      action: { en: text(/./) },
      figures: { url: 'mqtt://127.0.0.1:9' },
    });
    expect(sayings(items)).toEqual(sayings((await healthOf(station)).parts));
    expect(JSON.stringify(items)).not.toContain(secret);
  });

  it('settings that count only from its next start, or would keep it from starting', async () => {
    const write = (settings: object) =>
      writeFileSync(join(shared.folder, 'config.json'), JSON.stringify({ demoPlant: false, ...settings }));
    onTestFinished(() => write({}));
    write({ lang: 'en' });
    expect((await findings(shared.folder)).settings).toMatchObject({
      state: 'ok',
      summary: { en: text('lang en (file)') },
      action: { en: text('restart') },
    });
    write({ lang: 'fr' });
    expect((await findings(shared.folder)).settings).toMatchObject({
      state: 'degraded',
      summary: { en: text('"lang"') },
      action: { en: text('next start') },
    });
  });

  it('what its folder tells where it does not answer, and that', async () => {
    process.kill(shared.pid, 'SIGSTOP');
    onTestFinished(() => void process.kill(shared.pid, 'SIGCONT'));
    const { from, items } = await told(shared.folder);
    expect(from).toBe('folder');
    expect(items.find(({ id }) => id === 'server')).toMatchObject({
      state: 'down',
      summary: { en: `Process ${shared.pid} runs, but does not answer` },
      action: { en: text('end process') },
    });
    expect(items.find(({ id }) => id === 'store')).toMatchObject({ state: 'ok' });
  });

  it.each([
    [
      'that it is there, of one that does not tell more',
      404,
      { code: 'NOT_FOUND', title: 'x', type: 'x', status: 404 },
    ],
    ['that it is there, of one that tells it otherwise', 200, { health: 'good' }],
  ])('%s', async (_what, status, answer) => {
    const folder = await earlierStation(status, answer);
    const { from, items } = await told(folder);
    expect(from).toBe('folder');
    expect(items.find(({ id }) => id === 'server')).toMatchObject({
      state: 'ok',
      summary: { en: text('version 0.0.1') },
      action: { en: text('aif of that version') },
    });
  });

  it('what an earlier version tells, with parts and states of its own', async () => {
    const said = { ko: '증기 정상', en: 'Steam is fine' };
    const part = { id: 'boiler', state: 'glowing', summary: said, action: said };
    const folder = await earlierStation(200, { version: '0.0.1', parts: [part] });
    const { stdout: json } = await aif(['doctor', '--data', folder, '--json']);
    expect(JSON.parse(json)).toMatchObject({ from: 'station', items: [part] });
    const { stdout } = await aif(['doctor', '--data', folder], { env: { AIF_LANG: 'en' } });
    expect(stdout).toMatch(/^glowing +boiler +Steam is fine\n +→ Steam is fine\n$/);
  });
});

/** A folder in which a station of another version answers so when it is asked how it is. */
async function earlierStation(status: number, answer: object): Promise<string> {
  const folder = folderOfTest();
  const socket = join(folder, 'station.sock');
  const earlier: Server = createServer((request, response) => {
    if (request.url === '/healthz') return response.end('{"alive":true}');
    return response.writeHead(status).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => earlier.listen(socket, resolve));
  onTestFinished(() => void earlier.close());
  const station = {
    ...{ pid: process.pid, startedAt: '', version: '0.0.1' },
    ...{ socket, http: null, tokenFile: null, mqtt: null },
  };
  writeFileSync(join(folder, 'station.json'), JSON.stringify(station));
  return folder;
}

/** Overwrites what stands in the middle of a file. */
function damage(file: string): void {
  const handle = openSync(file, 'r+');
  const { size } = statSync(file);
  for (let at = 8_192; at + 64 < size; at += 4_096) writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, at);
  closeSync(handle);
}

describe('without a running station', () => {
  it('the doctor says what a start with this environment would find, and changes nothing', async () => {
    const folder = folderOfTest();
    const { from, items } = await told(folder, OTHER);
    expect(from).toBe('folder');
    const found = Object.fromEntries(items.map((item) => [item.id, item]));
    expect(found.server).toMatchObject({ state: 'absent', figures: { folder } });
    expect(found.settings?.summary.en).toBe(
      'Not as by default: mqttUrl mqtt://127.0.0.1:1 (AIF_MQTT_URL), logLevel error (AIF_LOG_LEVEL)',
    );
    expect(found.broker).toMatchObject({ state: 'down', figures: { url: 'mqtt://127.0.0.1:1' } });
    expect(found.store).toMatchObject({ state: 'absent' });
    expect(found.rules).toMatchObject({ state: 'ok' });
    expect((await findings(folder)).broker).toMatchObject({ state: 'absent' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a killed one is not running; its store and its newest backup are read from end to end', async () => {
    const station = await running();
    const { folder } = station;
    expect((await aif(['backup', 'create', '--data', folder])).code).toBe(0);
    await station.kill();
    expect(existsSync(join(folder, 'station.json'))).toBe(true);
    const well = await findings(folder);
    expect(well.server).toMatchObject({ state: 'absent' });
    expect(well.store).toMatchObject({ state: 'ok', summary: { en: text('read from end to end') } });
    expect(well.backups).toMatchObject({ state: 'ok', summary: { en: text('newest was read') } });

    const name = readdirSync(join(folder, 'backups')).find((file) => file.endsWith('.db'));
    const copy = join(folder, 'backups', String(name));
    copyFileSync(copy, join(folder, 'kept'));
    damage(copy);
    expect((await findings(folder)).backups).toMatchObject({
      state: 'degraded',
      summary: { en: text('cannot be used') },
      action: { en: text('aif backup create') },
    });
    copyFileSync(join(folder, 'kept'), copy);
    damage(join(folder, 'station.db'));
    expect((await findings(folder)).store).toMatchObject({
      state: 'down',
      summary: { en: text('The store is damaged') },
      action: { en: text('aif backup restore newest') },
    });

    // What the next start has put right stands in Health until the one after.
    const recovered = await startStationProcess({ data: folder });
    onTestFinished(() => recovered.close());
    expect((await findings(folder)).store).toMatchObject({
      state: 'degraded',
      summary: { en: text('The store was damaged at the start') },
      action: { en: text(/damaged files are in .*quarantine/) },
    });
  });
});
