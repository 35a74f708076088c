import { spawn, type ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';

/** A guard to take out of the running program, by source text; see `remove-guard.mjs`. */
export interface GuardRemoval {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface StationProcessOptions {
  readonly data: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly withoutGuards?: readonly GuardRemoval[];
}

export interface StationProcess {
  readonly pid: number;
  readonly readyAfterMs: number;
  readonly ready: { readonly socket: string; readonly http: string | null; readonly tokenFile: string };
  /** Over the station's socket. Rejects when the connection breaks. */
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  log(): string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const projectRoot = join(import.meta.dirname, '../..');

/** Starts a real station process and waits for its ready line. */
export async function startStationProcess(options: StationProcessOptions): Promise<StationProcess> {
  const startedAt = performance.now();
  const preload =
    options.withoutGuards === undefined ? [] : ['--import', join(import.meta.dirname, 'remove-guard.mjs')];
  const child = spawn(
    process.execPath,
    [...preload, join(projectRoot, 'server/entry/cli.ts'), 'serve', '--data', options.data],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...options.environment,
        AIF_TEST_REMOVE_GUARD: JSON.stringify(options.withoutGuards ?? []),
      },
    },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-20_000)));
  const ready = await readyLine(child, () => errors);
  const agent = new Agent({ keepAlive: true });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
    agent.destroy();
  };
  return {
    pid: child.pid ?? 0,
    readyAfterMs: performance.now() - startedAt,
    ready,
    call: (method, path, body) => call(agent, ready.socket, method, path, body),
    log: () => errors,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

function readyLine(child: ChildProcess, log: () => string): Promise<StationProcess['ready']> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n'))
        resolve(JSON.parse(text.slice(0, text.indexOf('\n'))) as StationProcess['ready']);
    });
    child.once('close', (code) => reject(new Error(`the station ended with ${code}: ${log()}`)));
  });
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
    sent.on('error', reject);
    sent.end(text);
  });
}
