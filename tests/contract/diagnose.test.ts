import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { diagnosticsSchema, DIAGNOSTIC_KINDS } from '../../shared/contract/diagnostics.ts';
import { aif } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';
import { Leavings } from '../support/planted-secret.ts';
import { startStationProcess } from '../support/station-process.ts';

/** Files of an archive by name, read from their own headers; each must be as its checksum says. */
function filesOf(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50;) {
    const [packed, nameLength] = [archive.readUInt32LE(at + 18), archive.readUInt16LE(at + 26)];
    const begin = at + 30 + nameLength;
    const contents = inflateRawSync(archive.subarray(begin, begin + packed));
    expect(crc32(contents)).toBe(archive.readUInt32LE(at + 14));
    files.set(archive.toString('utf8', at + 30, begin), contents.toString('utf8'));
    at = begin + packed;
  }
  return files;
}

/** Runs `aif diagnose` both ways; gives the texts of the archive by name. */
async function diagnose(
  folder: string,
  options: { readonly env?: Record<string, string>; readonly args?: readonly string[] } = {},
) {
  const place = folderOfTest();
  const { args = [], env = {} } = options;
  const run = async (name: string) => {
    const file = join(place, name);
    const said = await aif(['diagnose', '--data', folder, '--out', file, ...args], { env });
    expect(said).toMatchObject({ code: 0, stderr: '', stdout: `${file}\n` });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    return readFileSync(file);
  };
  const json = diagnosticsSchema.parse(JSON.parse((await run('a.json')).toString('utf8')));
  const files = filesOf(await run('a.zip'));
  expect([...files.keys()]).toEqual(json.sections.map(({ name }) => name));
  const kinds = Object.keys(DIAGNOSTIC_KINDS).filter((kind) => kind !== 'log');
  expect(json.sections.map(({ kind }) => kind).filter((kind) => kind !== 'log')).toEqual(kinds);
  return { json, files, text: (name: string) => files.get(name) ?? '' };
}

const SECRETS = {
  address: 'address-Kd8+canary/17',
  passwordFile: 'passwordfile-canary-52',
  environment: 'sk-environment-canary-83',
  log: 'log-canary-29-and-more',
  bearer: 'bearer-canary-64-and-more',
};

/** A folder with secrets wherever a station may have them, and a log in which somebody wrote some. */
function folderWithSecrets() {
  const folder = folderOfTest();
  const passwordFile = join(folderOfTest(), 'password');
  writeFileSync(passwordFile, `${SECRETS.passwordFile}\n`, { mode: 0o600 });
  const log = join(folderOfTest(), 'plc.log');
  const lines = [
    'first line',
    `{"password":"${SECRETS.log}","port":1883}`,
    `GET /x authorization: Bearer ${SECRETS.bearer}`,
    `connect mqtt://operator:${SECRETS.address}@127.0.0.1:9 failed`,
    `somebody pasted ${SECRETS.passwordFile} here`,
    `-----BEGIN PRIVATE KEY-----\n${Buffer.from('key-canary-31'.repeat(9)).toString('base64')}\n-----END PRIVATE KEY-----`,
    'last line',
  ];
  writeFileSync(log, `${lines.join('\n')}\n`);
  const config = {
    demoPlant: false,
    mqttUrl: `mqtt://operator:${encodeURIComponent(SECRETS.address)}@127.0.0.1:9`,
    mqttUser: 'operator',
    mqttPasswordFile: passwordFile,
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return { folder, log, config, env: { AIF_OPENAI_API_KEY: SECRETS.environment } };
}

function secretsIn(files: ReadonlyMap<string, string>, folder: string): string[] {
  const leavings = new Leavings();
  for (const [name, text] of files) leavings.add(name, text);
  const own = ['token', 'secrets.key'].flatMap((name) => {
    const file = join(folder, name);
    return statSync(file, { throwIfNoEntry: false }) === undefined ? [] : [readFileSync(file, 'utf8').trim()];
  });
  return [...Object.values(SECRETS), ...own, 'key-canary-31'].flatMap((secret) => leavings.placesOf(secret));
}

it('has all that helps of a running station and no secret', async () => {
  const { folder, log, env } = folderWithSecrets();
  const station = await startStationProcess({ data: folder, env: { ...env, AIF_LOG_LEVEL: 'debug' } });
  onTestFinished(() => station.close());
  await station.call('POST', '/api/v1/judgment/execute', { rulesetId: 'no-such', input: {} });
  const { json, files, text } = await diagnose(folder, { env, args: ['--log', log] });
  expect(json.from).toBe('station');
  expect(text('about.txt')).toMatch(new RegExp(`^pid +${station.pid}$`, 'm'));
  expect(text('findings.txt')).toContain('The broker cannot be reached');
  expect(text('findings.txt')).toContain('브로커에 연결할 수 없습니다');
  // Its own settings, not those of whoever asks.
  expect(text('settings.txt')).toMatch(/^logLevel +"debug" +\(AIF_LOG_LEVEL\)$/m);
  expect(text('settings.txt')).toMatch(/^mqttUrl .*operator:\*\*\*@127\.0\.0\.1:9/m);
  expect(text('integrity.txt')).toMatch(/quick_check of .*station\.db:\nok\n/);
  expect(text('integrity.txt')).toMatch(/__\w+ +applied /);
  expect(text('folder.txt')).toContain('station.db');
  expect(text('metrics.txt')).toMatch(/^aif_broker_connected 0$/m);
  expect(text('metrics.txt')).toMatch(/^freeBytes +\d+$/m);
  expect(text('logs/running-station.log')).toContain('"msg":"station ready"');
  expect(text('logs/1-plc.log')).toContain('last line');
  expect(secretsIn(files, folder)).toEqual([]);
  const { body } = await station.call('GET', '/api/v1/diagnostics');
  const own = diagnosticsSchema.parse(body).sections;
  expect(secretsIn(new Map(own.map(({ name, lines }) => [name, lines.join('\n')])), folder)).toEqual([]);
});

it('is made without a station, of a damaged store, with settings that are wrong, and of no folder at all', async () => {
  const { folder, config, env } = folderWithSecrets();
  const station = await startStationProcess({ data: folder });
  await station.kill();
  const handle = openSync(join(folder, 'station.db'), 'r+');
  for (let at = 100; at < 40_000; at += 1_000) writeSync(handle, Buffer.alloc(100, 0xa5), 0, 100, at);
  closeSync(handle);
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, logLevel: 'loud' }));
  const { json, files, text } = await diagnose(folder, { env });
  expect(json.from).toBe('folder');
  expect(text('findings.txt')).toMatch(/Down +Settings .*logLevel/);
  expect(text('findings.txt')).toMatch(/Down +Store .*damaged/);
  expect(text('settings.txt')).toContain('logLevel');
  expect(text('integrity.txt')).toContain('damaged');
  expect(text('folder.txt')).toContain('station.db');
  expect(secretsIn(files, folder)).toEqual([]);

  writeFileSync(join(folder, 'config.json'), `{"mqttUrl":"mqtt://operator:${SECRETS.address}@h",`);
  expect(secretsIn((await diagnose(folder, { env })).files, folder)).toEqual([]);

  const nothing = await diagnose(join(folderOfTest(), 'not-there'));
  expect(nothing.text('findings.txt')).toContain('Made at the first start');
});

it('takes the last lines of the app’s logs, and says what it cannot read', async () => {
  const config = folderOfTest();
  const logs = join(config, 'ai-factory-decision-engine', 'logs');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, 'shell.log'), `${'x'.repeat(99)}\n`.repeat(20_000));
  writeFileSync(join(logs, 'station.log'), 'one\ntwo\n');
  const missing = join(config, 'missing.log');
  const { text } = await diagnose(folderOfTest(), {
    env: { XDG_CONFIG_HOME: config },
    args: ['--log', missing],
  });
  expect(text('logs/app-station.log')).toBe('one\ntwo\n');
  expect(text('logs/app-shell.log').trimEnd().split('\n')).toHaveLength(2_000);
  expect(text('logs/1-missing.log')).toContain(`${missing} cannot be read: ENOENT`);
});

it('refuses another kind of file, and says when it cannot be written', async () => {
  expect(await aif(['diagnose', '--out', 'x.txt'])).toMatchObject({ code: 2, stdout: '' });
  const gone = join(folderOfTest(), 'gone', 'x.zip');
  const { code, stderr } = await aif(['diagnose', '--data', folderOfTest(), '--out', gone]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^aif: .*cannot be written.*no such/i);
});
