import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { ReadyLine } from '../../server/composition/station.ts';
import { CLI, environmentOf } from './aif.ts';
import { temporaryFolder } from './folder.ts';
import { serverWithout, type GuardRemoval } from './server-without.ts';

export type { GuardRemoval } from './server-without.ts';

/** Generous: how fast a start is gets measured where it matters, not by giving up here. */
const READY_WITHIN_MS = 60_000;
const END_WITHIN_MS = 30_000;
const IDLE_CLOSED: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET']);

export interface StationOptions {
  /** Data folder that outlives the station; without it a temporary one goes with it. */
  readonly data?: string;
  /** `HOST:PORT`; default any free port on loopback, null for no TCP. */
  readonly http?: string | null;
  /** A broker; without it that of `config.json`, or the embedded one. */
  readonly mqtt?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Another program than the shipped one. */
  readonly program?: string;
  /** Guards to run without, so that a fault test can prove it would notice; then it is the server's sources that run. */
  readonly withoutGuards?: readonly GuardRemoval[];
  /** A program and its arguments that runs the station's, such as a recorder (`disk-record.ts`). */
  readonly under?: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly afterMs: number;
}

/** A real station server, a process of its own. */
export interface StationProcess {
  readonly pid: number;
  readonly folder: string;
  readonly ready: ReadyLine;
  /** From its start to its ready line. */
  readonly readyAfterMs: number;
  readonly token: string;
  /** `http://127.0.0.1:PORT` */
  readonly http: string;
  /** Over the station's socket. Rejects when the connection breaks. */
  call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }>;
  /** What it has written to standard error so far. */
  log(): string;
  /** Ends it by a signal and waits. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  kill(): Promise<Ended>;
  /** Closes its standard input and waits for its end. */
  endInput(): Promise<Ended>;
  /** Ends it if it still runs, and removes its folder if that was temporary. */
  close(): Promise<void>;
}

/** Starts a station and waits for its ready line. Rejects with its standard error where it ends instead. */
export async function startStationProcess(options: StationOptions = {}): Promise<StationProcess> {
  const own = options.data === undefined ? temporaryFolder() : undefined;
  const folder = options.data ?? own?.path ?? '';
  if (own !== undefined) writeFileSync(`${folder}/config.json`, JSON.stringify({ demoPlant: false }));
  const { withoutGuards = [] } = options;
  const program = withoutGuards.length === 0 ? (options.program ?? CLI) : await serverWithout(withoutGuards);
  const startedAt = performance.now();
  const child = spawnStation(program, folder, options);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const agent = new Agent({ keepAlive: true });
  const end = async (signal: NodeJS.Signals | null) => {
    const ended = await endOf(child, signal);
    agent.destroy();
    return ended;
  };
  const close = async () => {
    await end('SIGKILL');
    own?.remove();
  };
  try {
    const ready = await readyLine(child, () => stderr);
    return {
      pid: child.pid ?? 0,
      folder,
      ready,
      readyAfterMs: performance.now() - startedAt,
      token: readFileSync(ready.tokenFile, 'utf8').trim(),
      http: ready.http ?? '',
      call: (method, path, body) => call(agent, ready.socket, method, path, body),
      log: () => stderr,
      stop: (signal = 'SIGTERM') => end(signal),
      kill: () => end('SIGKILL'),
      endInput() {
        child.stdin?.end();
        return end(null);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function spawnStation(program: string, folder: string, options: StationOptions): ChildProcess {
  const { http = '127.0.0.1:0', mqtt, env, args = [], under = [] } = options;
  const address = http === null ? [] : ['--http', http];
  const [command = '', ...rest] = [...under, process.execPath, program, 'serve', '--data', folder];
  return spawn(command, [...rest, ...address, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environmentOf(folder, { ...(mqtt === undefined ? {} : { AIF_MQTT_URL: mqtt }), ...env }),
  });
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
      reject(new Error(`the station ended with ${code}: ${stderr()}`));
    });
  });
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals | null): Promise<Ended> {
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

function call(
  agent: Agent,
  socketPath: string,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = text === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, agent, path, method, headers, timeout: 20_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString('utf8');
        try {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(answer) as unknown });
        } catch {
          resolve({ status: response.statusCode ?? 0, body: answer });
        }
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer within 20 s')));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The station closes idle connections; on a busy machine that is noticed only when the next request is written.
      const isIdleClosed = sent.reusedSocket && IDLE_CLOSED.has(error.code ?? '');
      if (isIdleClosed) resolve(call(agent, socketPath, method, path, body));
      else reject(error);
    });
    sent.end(text);
  });
}
