import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why tests with a real broker cannot run here, or null where they can. */
export const mosquittoMissing: string | null = (() => {
  const found = ['mosquitto', '/usr/sbin/mosquitto'].some(
    (program) => spawnSync(program, ['-h']).error === undefined,
  );
  return found ? null : 'not run: mosquitto is not installed';
})();

const PROGRAM = spawnSync('mosquitto', ['-h']).error === undefined ? 'mosquitto' : '/usr/sbin/mosquitto';

/** A real Mosquitto on a free loopback port, in a folder of its own. */
export interface Mosquitto {
  readonly port: number;
  readonly url: string;
  readonly folder: string;
  readonly pid: number;
  /** SIGTERM, so that it saves what it keeps, and start again on the same port. */
  restart(downMs?: number): Promise<void>;
  /** SIGTERM and wait. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** What it said since the first start: all of it with `keepsLog`, else at most the first 100,000 characters. */
  log(): string;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export interface MosquittoOptions {
  /** Further lines of `mosquitto.conf`; `{folder}` is its folder. */
  readonly config?: readonly string[];
  /** Called with the folder before the first start, e.g. to write a password file or certificates. */
  readonly prepare?: (folder: string) => void;
  readonly anonymous?: boolean;
  /** Whether it keeps sessions and messages over a restart; so unless false. */
  readonly persistence?: boolean;
  readonly scheme?: 'mqtt' | 'mqtts';
  /** Whether it writes down every packet, in a file of its folder (see `broker-account.ts`). */
  readonly keepsLog?: boolean;
  /** Prefix of the command, e.g. `taskset -c 0`. */
  readonly command?: readonly string[];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function untilOpen(port: number, isAlive: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    if (!isAlive() || Date.now() > deadline) throw new Error('mosquitto did not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'aif-mosquitto-'));
  options.prepare?.(folder);
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  const logFile = options.keepsLog === true ? join(folder, 'mosquitto.log') : null;
  const lines = [
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    `listener ${port} 127.0.0.1`,
    `allow_anonymous ${options.anonymous !== false}`,
    ...(options.persistence === false
      ? ['persistence false']
      : ['persistence true', `persistence_location ${folder}/`]),
    // Not 0: several versions take "no limit" for "drop what does not fit" once messages have to wait.
    'max_queued_messages 1000000',
    ...(logFile === null ? [] : [`log_dest file ${logFile}`, 'log_type all', 'connection_messages true']),
    ...(options.config ?? []).map((line) => line.replaceAll('{folder}', folder)),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);

  let child: ChildProcess | null = null;
  let output = '';
  const start = async () => {
    const [program, ...prefix] = [...(options.command ?? []), PROGRAM, '-c', file];
    const started = spawn(program as string, prefix, { stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    const note = (chunk: Buffer) => (output = (output + chunk.toString()).slice(0, 100_000));
    started.stdout.on('data', note);
    started.stderr.on('data', note);
    await untilOpen(port, () => started.exitCode === null).catch((error: Error) => {
      throw new Error(`${error.message}: ${output}`);
    });
  };
  const stop = async () => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill('SIGTERM');
    await ended;
  };
  await start();

  return {
    port,
    url: `${options.scheme ?? 'mqtt'}://127.0.0.1:${port}`,
    folder,
    get pid() {
      return child?.pid ?? 0;
    },
    start,
    stop,
    log: () => (logFile === null ? output : readFileSync(logFile, 'utf8')),
    async restart(downMs = 0) {
      await stop();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await start();
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
