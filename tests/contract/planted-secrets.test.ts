import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { aif } from '../support/aif.ts';
import { eventually } from '../support/eventually.ts';
import { folderOfTest } from '../support/folder.ts';
import { TELLS_LISTENERS } from '../support/listening.ts';
import { mosquittoMissing, startMosquitto } from '../support/mosquitto.ts';
import { Leavings } from '../support/planted-secret.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { READER, settingsFor, sqlDoor } from '../support/sql-station.ts';
import { connectToEmbeddedBroker, rest } from '../support/station-clients.ts';
import { startStationProcess, type StationOptions, type StationProcess } from '../support/station-process.ts';

/** A run of a station in a folder of its own, and all that it left there, in its log and in its answers. */
interface Run {
  readonly station: StationProcess;
  readonly leavings: Leavings;
  /** Ends it, `hard` as a crash does, and gathers what is left. */
  end(hard: boolean): Promise<void>;
}

async function runIn(home: string, options: StationOptions): Promise<Run> {
  const data = join(home, 'data');
  const temporary = join(home, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const station = await startStationProcess({
    ...options,
    data,
    env: { ...options.env, HOME: home, TMPDIR: temporary },
  });
  onTestFinished(() => station.close());
  const leavings = new Leavings();
  return {
    station,
    leavings,
    async end(hard) {
      leavings.addProcesses(station.pid);
      await tellEverything(station, leavings);
      if (hard) await station.stop('SIGABRT');
      else expect((await station.stop()).code).toBe(0);
      leavings.add('log', station.log());
      // All of it: data folder, home, temporary files, and whatever a crash has written beside them.
      leavings.addFolder(home);
    },
  };
}

/** Every answer that asks for nothing, what exports write, what the doctor says. */
async function tellEverything(station: StationProcess, leavings: Leavings): Promise<void> {
  const { body } = await rest(station, 'GET', '/api/v1/openapi.json');
  const { paths } = body as { paths: Record<string, { get?: object }> };
  const asked = Object.entries(paths).filter(([path, { get }]) => get !== undefined && !path.includes('{'));
  for (const path of ['/metrics', '/healthz', ...asked.map(([name]) => `/api/v1${name}`)])
    leavings.add('answers', JSON.stringify((await rest(station, 'GET', path)).body));
  for (const command of [['doctor', '--json'], ['doctor'], ['rules', 'list'], ['topics', 'export']]) {
    const { stdout, stderr } = await aif([...command, '--data', station.folder]);
    leavings.add(`aif ${command.join(' ')}`, stdout, stderr);
  }
  const bundle = join(folderOfTest(), 'diagnostics.json');
  await aif(['diagnose', '--data', station.folder, '--out', bundle]);
  leavings.add('aif diagnose', readFileSync(bundle));
}

/** Wrong tokens, the right one where it does not belong, and calls that fail with a secret in them. */
async function misuse(station: StationProcess, secret: string): Promise<void> {
  const { token } = station;
  await fetch(`${station.http}/api/v1/rulesets?token=${token}`);
  await fetch(`${station.http}/api/v1/rulesets`, { headers: { authorization: `Basic ${token}` } });
  for (const body of [{ password: secret }, { settings: { password: secret }, password: secret }, [secret]])
    await station.call('POST', '/api/v1/sql-sources', body);
  const settings = settingsFor({ host: '127.0.0.1', port: 9 }, 'postgres');
  await expect(sqlDoor(station).preview({ ...settings, password: secret })).rejects.toThrow(
    'VALIDATION_FAILED',
  );
  for (const mqttUrl of [`mqtt://user:${secret}@`, `http://user:${secret}@broker`])
    await station.call('PATCH', '/api/v1/settings', { mqttUrl });
}

const can = TELLS_LISTENERS && mosquittoMissing === null;
it.skipIf(!can)(
  `no secret is left anywhere by a station that used it, was refused with it and crashed (${mosquittoMissing ?? 'real broker'}, ${postgresMissing ?? 'real database'})`,
  { timeout: 240_000 },
  async () => {
    const home = folderOfTest();
    const secrets = {
      broker: 'broker-Gx7+canary/41c',
      brokerOnceWrong: 'broker-Wr0ng-canary-77',
      database: 'database-Hq2%canary:9d',
      databaseWrong: 'database-Wr0ng-canary-35',
    };
    const passwordFile = join(folderOfTest(), 'broker-password');
    const broker = await startMosquitto({
      anonymous: false,
      prepare: (at) =>
        void spawnSync('mosquitto_passwd', ['-c', '-b', join(at, 'users'), 'station', secrets.broker]),
      config: ['password_file {folder}/users'],
    });
    onTestFinished(() => broker.close());
    const database = postgresMissing === null ? await startPostgres() : null;
    if (database !== null) {
      onTestFinished(() => database.close());
      await database.run(`CREATE ROLE ${READER} LOGIN PASSWORD '${secrets.database}';
        CREATE TABLE log (id bigserial PRIMARY KEY, at timestamptz, tag text, value double precision);
        INSERT INTO log (at, tag, value) VALUES (now(), 'a', 1); GRANT SELECT ON log TO ${READER}`);
    }
    mkdirSync(join(home, 'data'));
    const config = {
      mqttUrl: broker.url,
      mqttUser: 'station',
      mqttPasswordFile: passwordFile,
      logLevel: 'debug',
    };
    writeFileSync(join(home, 'data', 'config.json'), JSON.stringify(config));

    writeFileSync(passwordFile, secrets.brokerOnceWrong, { mode: 0o600 });
    const refused = await runIn(home, {});
    await eventually(() => expect(refused.station.log()).toMatch(/password is wrong|does not let us in/));
    await refused.end(true);

    writeFileSync(passwordFile, secrets.broker, { mode: 0o600 });
    const run = await runIn(home, {});
    await eventually(async () => {
      const { body } = await rest(run.station, 'GET', '/metrics');
      expect(body).toMatch(/^aif_broker_connected 1$/m);
    });
    const door = sqlDoor(run.station);
    const place = database ?? { host: '127.0.0.1', port: 9 };
    const { id } = await door.add(settingsFor(place, 'postgres'), secrets.database);
    const other = await door.add(settingsFor(place, 'postgres', { name: 'wrong' }), secrets.databaseWrong);
    await eventually(async () => expect((await door.get(other.id)).reading.fault).not.toBeNull());
    if (database === null)
      await eventually(async () => expect((await door.get(id)).reading.fault).not.toBeNull());
    else await eventually(async () => expect((await door.get(id)).reading.rows).toBe(1));
    await door.change(other.id, {
      settings: settingsFor(place, 'postgres'),
      password: secrets.databaseWrong,
    });
    await misuse(run.station, secrets.databaseWrong);
    const key = readFileSync(join(home, 'data', 'secrets.key'), 'utf8').trim();
    await run.end(true);

    const found = (secret: string) => [
      ...refused.leavings.placesOf(secret),
      ...run.leavings.placesOf(secret),
    ];
    expect(run.leavings.places).toEqual(
      expect.arrayContaining([
        'answers',
        'log',
        'aif doctor',
        'aif diagnose',
        'data/station.db',
        'data/token',
      ]),
    );
    expect(Object.values(secrets).flatMap(found)).toEqual([]);
    // What has a place of its own stands there and nowhere else.
    expect(run.leavings.placesOf(run.station.token)).toEqual(['data/token']);
    expect(run.leavings.placesOf(key)).toEqual(['data/secrets.key']);
    expect(run.leavings.placesOf(Buffer.from(key, 'base64').toString('hex'))).toEqual([]);
  },
);

it.skipIf(!TELLS_LISTENERS)('what the station started gets no secret of its environment', async () => {
  const home = folderOfTest();
  const secrets = {
    AIF_OPENAI_API_KEY: 'sk-canary-5d1b77a0',
    PGPASSWORD: 'pg-canary-0a9e41',
    ELSE: 'else-canary-1f',
  };
  mkdirSync(join(home, 'data'));
  writeFileSync(join(home, 'data', 'config.json'), '{"logLevel":"debug","demoPlant":true}');
  const run = await runIn(home, { env: secrets });
  // The demo plant is a child, and speaks to a broker of the station.
  const client = await connectToEmbeddedBroker(run.station.folder);
  await new Promise<void>((resolve) => void client.subscribe('aif/v1/#').once('message', () => resolve()));
  await client.endAsync();
  await run.end(false);
  expect(run.leavings.places).toContain('environment of a child');
  for (const secret of Object.values(secrets))
    expect(run.leavings.placesOf(secret)).toEqual(['environment of the station']);
});

it('a secret is found in whatever form it stands', () => {
  const secret = 'planted+Secret/1';
  const folder = folderOfTest();
  const database = new Database(join(folder, 'a.db'));
  database.exec('CREATE TABLE t (a TEXT, b BLOB)');
  const insert = database.prepare('INSERT INTO t VALUES (?, ?)');
  insert.run('x', deflateSync(`{"deep":"${secret}"}`));
  database.close();
  const forms = {
    plain: `x${secret}x`,
    address: `p=${encodeURIComponent(secret)}`,
    hex: Buffer.from(`..${secret}`).toString('hex'),
    base64: Buffer.from(`user:${secret}:x`).toString('base64'),
    'base64, one further': Buffer.from(`user1:${secret}:x`).toString('base64'),
    'base64url, two further': Buffer.from(`user12:${secret}:x`).toString('base64url'),
    packed: deflateSync(secret.repeat(3)),
    wide: Buffer.from(secret, 'utf16le'),
  };
  for (const [name, content] of Object.entries(forms)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, 'clean'), 'planted secret');
  const leavings = new Leavings();
  leavings.addFolder(folder);
  expect(leavings.placesOf(secret)).toEqual(['a.db', ...Object.keys(forms)].sort());
});
