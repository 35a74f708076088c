import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { plainUser } from './plain-user.ts';

/** A real database server of a test, on a loopback port and in a folder of its own. */
export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  readonly folder: string;
  /** Runs statements as its owner, in the database `plant`; rows as text. */
  run(sql: string): Promise<string[][]>;
  /** Ends it at once. */
  kill(): Promise<void>;
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** The process of a server: started, asked whether it answers, ended. */
export class ServerProcess {
  #child: ChildProcess | null = null;
  #output = '';
  readonly #program: string;
  readonly #args: readonly string[];
  readonly #answers: () => Promise<unknown>;

  constructor(program: string, args: readonly string[], answers: () => Promise<unknown>) {
    this.#program = program;
    this.#args = args;
    this.#answers = answers;
  }

  async start(): Promise<void> {
    const child = spawn(this.#program, this.#args, { stdio: ['ignore', 'pipe', 'pipe'], ...plainUser });
    this.#child = child;
    const note = (chunk: Buffer) => (this.#output = (this.#output + chunk.toString()).slice(-20_000));
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    const deadline = Date.now() + 60_000;
    for (;;) {
      const failed = await this.#answers().then(
        () => null,
        (error: Error) => error,
      );
      if (failed === null) return;
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`${this.#program} did not start: ${failed.message} ${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}
