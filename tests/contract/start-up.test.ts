import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../server/platform/sqlite/index.ts';
import { folderOfTest, temporaryFolder } from '../support/folder.ts';
import { aif, CLI, type CommandResult } from '../support/aif.ts';
import { listeningPorts, TELLS_LISTENERS, withChildren } from '../support/listening.ts';
import { rest } from '../support/station-clients.ts';
import { startStationProcess, type StationOptions, type StationProcess } from '../support/station-process.ts';

/** What keeps a station from starting is said with what to do, by exit code 1, and changes nothing. */
const start = (folder: string, ...more: string[]) => aif(['serve', '--data', folder, ...more]);

const quiet = JSON.stringify({ demoPlant: false });
function folderWith(config: string = quiet): string {
  const folder = folderOfTest();
  writeFileSync(join(folder, 'config.json'), config);
  return folder;
}

async function running(options: StationOptions = {}) {
  const station = await startStationProcess(options);
  onTestFinished(() => station.close());
  return station;
}

/** One for the tests that leave a station as it is; its folder was there before, open to be read. */
const keptFolder = temporaryFolder();
let kept: StationProcess;
beforeAll(async () => {
  writeFileSync(join(keptFolder.path, 'config.json'), quiet);
  chmodSync(keptFolder.path, 0o755);
  kept = await startStationProcess({ data: keptFolder.path });
});
afterAll(async () => {
  await kept.close();
  keptFolder.remove();
});

function refused({ code, stdout, stderr }: CommandResult, errorCode: string): string {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  // One line that begins with our code: no stack, no second failure behind it.
  const told = stderr.split('\n').find((line) => line !== '' && !line.startsWith('{'));
  expect(told).toMatch(new RegExp(`^aif: ${errorCode}: `));
  expect(stderr).not.toMatch(/^ +at /m);
  return stderr;
}

describe('config.json', () => {
  it.each([
    ['an unknown setting', { colour: 'red' }, ['"colour"', 'unknown setting', 'mqttUrl', 'logLevel']],
    ['a value of a list', { logLevel: 'loud' }, ['"logLevel"', '"debug"', '"info"', '"warn"', '"error"']],
    ['another scheme', { mqttUrl: 'http://broker' }, ['"mqttUrl"', 'mqtt://']],
    ['no address', { http: '8080' }, ['"http"', 'HOST:PORT']],
    ['a port there is not', { http: '127.0.0.1:70000' }, ['"http"', '65535']],
    ['a text for a switch', { demoPlant: 'yes' }, ['"demoPlant"', 'true or false']],
    ['a port of the broker there is not', { mqttUrl: 'mqtt://broker:99999' }, ['"mqttUrl"', '65535']],
    ['no topic filter', { mqttTopics: ['aif/v1/#', 'plc/#/temperature'] }, ['"mqttTopics.1"', '#']],
    ['two faults', { demoPlant: 1, lang: 'fr' }, ['"demoPlant"', '"lang"']],
  ])('with %s stops the start and names it', async (_what, config, parts) => {
    const folder = folderWith(JSON.stringify(config));
    const told = refused(await start(folder), 'CONFIG_INVALID');
    for (const part of [...parts, 'config.json']) expect(told).toContain(part);
    expect(readdirSync(folder)).toEqual(['config.json']);
  });

  it.each([
    ['mqttCaFile', { mqttCaFile: '/nowhere/ca.pem' }],
    ['mqttKeyFile', { mqttCertFile: CLI }],
  ])('%s: a file of the broker that is not there stops the start', async (name, settings) => {
    const folder = folderWith(JSON.stringify({ mqttUrl: 'mqtts://127.0.0.1:9', ...settings }));
    expect(refused(await start(folder), 'CONFIG_INVALID')).toContain(`CONFIG_INVALID: ${name}: `);
  });

  it('may begin with a byte order mark', async () => {
    const told = refused(await start(folderWith('\uFEFF{"colour":"red"}\r\n')), 'CONFIG_INVALID');
    expect(told).toContain('"colour"');
  });

  it.each([
    ['no JSON', '{"demoPlant": fals', 'is not JSON'],
    ['a list', '[]', 'one JSON object'],
    ['nothing', '', 'is not JSON'],
  ])('that holds %s is said to be so', async (_what, text, message) => {
    expect(refused(await start(folderWith(text)), 'CONFIG_INVALID')).toContain(message);
  });
});

describe('environment', () => {
  const env = (variables: Record<string, string>) =>
    aif(['serve', '--data', folderWith()], { env: variables });

  it('wins over the file, the command line over both', async () => {
    const folder = folderWith(JSON.stringify({ demoPlant: false, logLevel: 'error', http: '127.0.0.1:1' }));
    const station = await running({ data: folder, env: { AIF_LOG_LEVEL: 'info', AIF_HTTP: '127.0.0.1:2' } });
    expect(station.log()).toContain('station ready');
    expect(station.http).not.toMatch(/:[12]$/);
  });

  it.each([
    [{ AIF_LOG_LEVEL: 'loud' }, ['AIF_LOG_LEVEL', '"logLevel"', '"debug"']],
    [{ AIF_LANG: 'fr' }, ['AIF_LANG', '"lang"', '"ko"']],
    [{ AIF_HTTP: 'localhost' }, ['AIF_HTTP', 'HOST:PORT']],
    [{ AIF_MQTT_ULR: 'mqtt://broker' }, ['AIF_MQTT_ULR', 'AIF_MQTT_URL']],
  ])('%j stops the start and says what is allowed', async (variables, parts) => {
    const told = refused(await env(variables as Record<string, string>), 'CONFIG_INVALID');
    for (const part of parts) expect(told).toContain(part);
  });

  it('never tells the secret in a faulty setting', async () => {
    const secret = 'planted-5up3r-secret';
    const told = refused(await env({ AIF_MQTT_URL: `http://user:${secret}@broker` }), 'CONFIG_INVALID');
    expect(told).not.toContain(secret);
  });

  it('never writes the broker’s password to the log, nor shows it', async () => {
    const secret = 'planted-5up3r-secret';
    const station = await running({
      mqtt: `mqtt://operator:${secret}@127.0.0.1:9`,
      env: { AIF_LOG_LEVEL: 'debug' },
    });
    const metrics = await rest(station, 'GET', '/metrics');
    expect(station.log()).not.toContain(secret);
    expect(String(metrics.body)).not.toContain(secret);
    const doctor = await aif(['doctor', '--data', station.folder, '--json'], {
      env: { AIF_MQTT_URL: `mqtt://operator:${secret}@127.0.0.1:9` },
    });
    expect(doctor.stdout + doctor.stderr).not.toContain(secret);
    expect(readFileSync(join(station.folder, 'station.json'), 'utf8')).not.toContain(secret);
    await station.stop();
    expect(station.log()).not.toContain(secret);
  });
});

describe('places', () => {
  it('a taken port is said to be so', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const folder = folderWith();
    const result = await aif(['serve', '--data', folder, '--http', `127.0.0.1:${port}`]);
    const told = refused(result, 'CONFIG_INVALID');
    expect(told).toContain(`127.0.0.1:${port} is taken`);
    // Nothing is left that would keep the next start away.
    await (await running({ data: folder })).stop();
  });

  it('an address of another machine is said to be so', async () => {
    const result = await aif(['serve', '--data', folderWith(), '--http', '192.0.2.1:0']);
    expect(refused(result, 'CONFIG_INVALID')).toContain('is not an address of this machine');
  });

  it('a data folder below a file, or of another user, is told to be unwritable', async () => {
    const file = join(folderOfTest(), 'file');
    writeFileSync(file, '');
    expect(refused(await start(join(file, 'data')), 'DATA_FOLDER_READ_ONLY')).toContain('--data');
  });

  it('a read-only data folder is told to be unwritable', async ({ skip }) => {
    const isRoot = process.getuid?.() === 0;
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    if (isRoot && spawnSync('setpriv', ['--version']).error !== undefined)
      skip('not run: setpriv is missing');
    const folder = folderWith();
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    const result = await aif(['serve', '--data', folder], isRoot ? { prefix: asNobody } : {});
    expect(refused(result, 'DATA_FOLDER_READ_ONLY')).toContain(folder);
    expect(readdirSync(folder)).toEqual(['config.json']);
  });

  it('a folder that was there keeps its permissions; what is written is for its user alone', () => {
    const { folder } = kept;
    expect(statSync(folder).mode & 0o777).toBe(0o755);
    for (const name of readdirSync(folder).filter((entry) => entry !== 'config.json')) {
      expect({ name, mode: statSync(join(folder, name)).mode & 0o077 }).toEqual({ name, mode: 0 });
    }
  });

  it('a new folder is closed to others', async () => {
    const folder = join(folderOfTest(), 'a', 'b');
    await running({ data: folder });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('a folder too deep for a socket’s path works all the same', async () => {
    const folder = join(folderOfTest(), 'd'.repeat(90), 'e'.repeat(60));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), quiet);
    const station = await running({ data: folder });
    expect(existsSync(station.ready.socket)).toBe(true);
    const judged = await aif([
      'judge',
      '--data',
      folder,
      '--ruleset',
      'defect-rate',
      '--input',
      '{"defect_count":8,"production_count":100}',
    ]);
    expect(judged.stdout).toContain('HIGH_DEFECT');
  });

  it('a --socket that is too long is told its limit', async () => {
    const socket = join(folderOfTest(), 's'.repeat(120));
    expect(refused(await start(folderWith(), '--socket', socket), 'CONFIG_INVALID')).toContain('103 bytes');
  });

  it('a --socket that is a file, or in no folder, is refused; the file stays', async () => {
    const file = join(folderOfTest(), 'notes.txt');
    writeFileSync(file, 'mine');
    const told = refused(await start(folderWith(), '--socket', file), 'CONFIG_INVALID');
    expect(told).toContain('is there already and no socket');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const nowhere = await start(folderWith(), '--socket', '/nowhere/station.sock');
    expect(refused(nowhere, 'CONFIG_INVALID')).toContain('/nowhere/station.sock cannot be made');
  });

  it('a data folder where none can be made is told so and does not try for ever', async ({ skip }) => {
    if (!existsSync('/proc/self')) skip('there is no /proc here');
    expect(refused(await start('/proc/aif-test'), 'DATA_FOLDER_READ_ONLY')).toContain('/proc/aif-test');
    // The one for compiled code is made in it first, where the environment names no other.
    const own = { env: { NODE_COMPILE_CACHE: '' } };
    const inside = await aif(['serve', '--data', '/proc/self/fdinfo'], own);
    expect(refused(inside, 'DATA_FOLDER_READ_ONLY')).toContain('/proc/self/fdinfo');
  });
});

describe('a second instance', () => {
  it('is told who holds the folder, from the first moment on, and the first goes on', async () => {
    const told = refused(await start(kept.folder), 'DATA_FOLDER_LOCKED');
    expect(told).toContain(`process ${kept.ready.pid} (running since `);
    expect((await rest(kept, 'GET', '/readyz')).status).toBe(200);
    // It still owns its socket and its station file.
    const judged = await aif(['doctor', '--data', kept.folder, '--json']);
    expect(judged.stdout).toContain(`"pid": ${kept.ready.pid}`);
  });

  it('comes up at once after the first was killed, whatever files that left', async () => {
    const station = await running({ data: folderWith() });
    const { socket, pid } = station.ready;
    await station.kill();
    expect(existsSync(socket)).toBe(true);
    const next = await running({ data: station.folder });
    expect(next.ready.pid).not.toBe(pid);
    expect(next.token).not.toBe(station.token);
    expect((await rest(next, 'GET', '/readyz')).status).toBe(200);
  });
});

describe('the database', () => {
  const contents = (folder: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, 'station.db')))
      .digest('hex');

  it('of a newer program is refused and left as it is, to the byte', async () => {
    const folder = folderWith();
    expect((await aif(['migrate', 'up', '--data', folder])).code).toBe(0);
    const database = openConnection(join(folder, 'station.db'), { readonly: false });
    database.exec(
      `INSERT INTO schema_migration VALUES ('29990101_0000__from_the_future', 'x', 0); PRAGMA wal_checkpoint(TRUNCATE)`,
    );
    database.close();
    const before = contents(folder);
    for (const args of [
      ['serve', '--data', folder],
      ['migrate', 'up', '--data', folder],
      [
        'rules',
        'import',
        join(import.meta.dirname, '../../server/contexts/rules/shipped/defect-rate'),
        '--data',
        folder,
      ],
    ]) {
      expect(refused(await aif(args), 'DATABASE_NEWER')).toContain('29990101_0000__from_the_future');
    }
    expect(contents(folder)).toEqual(before);
  });

  it('that is no database is refused and left as it is', async () => {
    const folder = folderWith();
    writeFileSync(join(folder, 'station.db'), 'this is a letter to a friend, not a database\n'.repeat(200));
    const before = contents(folder);
    for (const command of [['serve'], ['migrate', 'up'], ['migrate', 'verify'], ['migrate', 'history']])
      expect(refused(await aif([...command, '--data', folder]), 'STORE_UNAVAILABLE')).toContain('station.db');
    expect(contents(folder)).toEqual(before);
  });
});

describe('the ready line and the end', () => {
  it('prints one line on standard output and serves what it says', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(kept.ready).toEqual({
      ready: true,
      role: 'station',
      http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      socket: join(kept.folder, 'station.sock'),
      tokenFile: join(kept.folder, 'token'),
      pid: expect.any(Number) as number,
      version,
    });
  });

  it.skipIf(!TELLS_LISTENERS)('opens no TCP port unless asked, nor does the demo plant', async () => {
    const station = await running({ data: folderWith('{"demoPlant":true}'), http: null });
    expect(station.ready.http).toBeNull();
    await expect.poll(() => withChildren(station.pid).length, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(withChildren(station.pid).flatMap(listeningPorts)).toEqual([]);
    // It is seen where one was asked for.
    expect(listeningPorts(kept.pid)).toEqual([Number(new URL(kept.http).port)]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it within 5 s, all answered judgments kept',
    async (signal) => {
      const folder = folderWith();
      const station = await running({ data: folder });
      const answered: string[] = [];
      let isEnding = false;
      const input = { defect_count: 1, production_count: 100 };
      const ask = async () => {
        for (;;) {
          const answer = await rest(station, 'POST', '/api/v1/judgment/execute', {
            rulesetId: 'defect-rate',
            input,
            useCache: false,
          }).catch((error: unknown) => {
            if (isEnding) return null;
            throw error;
          });
          if (answer?.status !== 200) return;
          answered.push((answer.body as { id: string }).id);
        }
      };
      const asking = Promise.all([ask(), ask(), ask(), ask()]);
      while (answered.length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
      isEnding = true;
      const ended = await station.stop(signal);
      expect(ended).toMatchObject({ code: 0, signal: null });
      expect(ended.afterMs).toBeLessThan(5_000);
      await asking;
      expect(existsSync(join(folder, 'station.json'))).toBe(false);
      expect(existsSync(station.ready.socket)).toBe(false);
      const database = new Database(join(folder, 'station.db'), { readonly: true });
      const stored = new Set(database.prepare('SELECT id FROM judgment').pluck().all());
      database.close();
      expect(answered.filter((id) => !stored.has(id))).toEqual([]);
    },
  );

  it('--until-stdin-closes ends with the process that started it', async () => {
    const station = await running({ args: ['--until-stdin-closes'] });
    expect((await station.endInput()).code).toBe(0);
  });

  it('--until-stdin-closes ends where the start fails, although its input stays open', async () => {
    const data = folderOfTest();
    writeFileSync(join(data, 'config.json'), '{ broken');
    await expect(startStationProcess({ data, args: ['--until-stdin-closes'] })).rejects.toThrow(
      /ended with 1.*config\.json/s,
    );
  });
});
