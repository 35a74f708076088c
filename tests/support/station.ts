import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import type { ReadyLine } from '../../server/composition/station.ts';
import { temporaryFolder } from './folder.ts';

const CLI = new URL('../../server/entry/cli.ts', import.meta.url).pathname;
const READY_WITHIN_MS = 20_000;
const END_WITHIN_MS = 10_000;

export interface StationOptions {
  /** Data folder that outlives the station; without it a temporary one goes with it. */
  readonly folder?: string;
  /** `HOST:PORT`; default any free port on loopback, null for no TCP. */
  readonly http?: string | null;
  /** A broker; without it the embedded one. */
  readonly mqtt?: string;
  /** The simulator on the embedded broker; off unless asked for. */
  readonly demoPlant?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** A real station server, a process of its own. */
export interface StationProcess {
  readonly folder: string;
  readonly ready: ReadyLine;
  readonly token: string;
  /** `http://127.0.0.1:PORT` */
  readonly http: string;
  /** What it has written to standard error so far. */
  log(): string;
  /** Ends it by a signal and waits; SIGTERM unless told otherwise. */
  end(signal?: NodeJS.Signals): Promise<Ended>;
  /** Closes its standard input and waits for its end. */
  endInput(): Promise<Ended>;
  /** Ends it if it still runs, and removes its folder if that was temporary. */
  close(): Promise<void>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly afterMs: number;
}

/** The environment of a started program: nothing of the tests' own settings comes through. */
function environment(folder: string, env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, TMPDIR, USER } = process.env;
  return { PATH, HOME: folder, ...(TMPDIR ? { TMPDIR } : {}), ...(USER ? { USER } : {}), ...env };
}

/** Starts a station and waits for its ready line. Rejects with its standard error where it ends instead. */
export async function startStation(options: StationOptions = {}): Promise<StationProcess> {
  const own = options.folder === undefined ? temporaryFolder() : undefined;
  const folder = options.folder ?? own?.path ?? '';
  if (own !== undefined) {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ demoPlant: options.demoPlant ?? false }));
  }
  const http = options.http === undefined ? '127.0.0.1:0' : options.http;
  const args = [CLI, 'serve', '--data', folder, ...(http === null ? [] : ['--http', http])];
  const child = spawn(process.execPath, [...args, ...(options.args ?? [])], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environment(folder, {
      ...(options.mqtt === undefined ? {} : { AIF_MQTT_URL: options.mqtt }),
      ...options.env,
    }),
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  try {
    const ready = await readyLine(child, () => stderr);
    return {
      folder,
      ready,
      token: readFileSync(ready.tokenFile, 'utf8').trim(),
      http: ready.http ?? '',
      log: () => stderr,
      end: (signal) => endOf(child, signal),
      endInput() {
        child.stdin.end();
        return endOf(child, null);
      },
      async close() {
        await endOf(child, 'SIGKILL');
        own?.remove();
      },
    };
  } catch (error) {
    await endOf(child, 'SIGKILL');
    own?.remove();
    throw error;
  }
}

function readyLine(child: ChildProcess, stderr: () => string): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time: ${stderr()}`)), READY_WITHIN_MS);
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (!stdout.includes('\n')) return;
      clearTimeout(timer);
      resolve(JSON.parse(stdout.slice(0, stdout.indexOf('\n'))) as ReadyLine);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with code ${code}: ${stderr()}`));
    });
  });
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals | null = 'SIGTERM'): Promise<Ended> {
  const startedAt = performance.now();
  if (child.exitCode === null && child.signalCode === null) {
    const closed = new Promise((resolve) => child.once('close', resolve));
    if (signal !== null) child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    await closed;
    clearTimeout(timer);
  }
  return { code: child.exitCode, signal: child.signalCode, afterMs: performance.now() - startedAt };
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `aif` with arguments and waits for its end. */
export function aif(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly prefix?: readonly string[] } = {},
): Promise<CommandResult> {
  const [program = process.execPath, ...programArguments] = [
    ...(options.prefix ?? []),
    process.execPath,
    CLI,
    ...args,
  ];
  const home = temporaryFolder();
  const child = spawn(program, programArguments, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(home.path, options.env),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      home.remove();
      resolve({ code, stdout, stderr });
    });
  });
}

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

/** One REST call with the station's token. */
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
