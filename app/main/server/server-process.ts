import { spawn, type ChildProcess } from 'node:child_process';
import { eachLine } from './lines.ts';

export interface ServerCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Record<string, string>;
  readonly workingFolder: string;
}

/** The ready line of `aif serve` as far as the shell needs it. */
export interface ReadyLine {
  readonly socket: string;
  readonly pid: number;
  readonly version: string;
}

export interface ServerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not even be started. */
  readonly error: Error | null;
}

const TERM_PATIENCE_MS = 4_000;
const LAST_WORDS_MS = 100;

/** A ready line, or null for anything else on standard output. */
export function readReadyLine(line: string): ReadyLine | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { ready, socket, pid, version } = value as Record<string, unknown>;
  if (
    ready !== true ||
    typeof socket !== 'string' ||
    typeof pid !== 'number' ||
    typeof version !== 'string'
  ) {
    return null;
  }
  return { socket, pid, version };
}

/** What the station has become that was started anew within its process, or null for any other line. */
export function readModeLine(line: string): 'normal' | 'safe' | null {
  try {
    const { restarted } = JSON.parse(line) as { restarted?: unknown };
    return restarted === 'normal' || restarted === 'safe' ? restarted : null;
  } catch {
    return null;
  }
}

interface ServerListeners {
  onReady(ready: ReadyLine): void;
  onMode(mode: 'normal' | 'safe'): void;
  onLog(line: string): void;
}

/** One life of the station server. Its standard input stays open: the server ends when that closes. */
export class ServerProcess {
  readonly ended: Promise<ServerEnd>;
  readonly #child: ChildProcess;

  constructor(command: ServerCommand, listeners: ServerListeners) {
    const child = spawn(command.program, command.arguments, {
      cwd: command.workingFolder,
      env: command.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      child.once('exit', (code, signal) => {
        // What it wrote last may still be on its way; a child of its own that keeps the pipe open is not waited for.
        const end = () => resolve({ code, signal, error: null });
        child.once('close', end);
        setTimeout(end, LAST_WORDS_MS);
      });
    });
    child.stdin?.on('error', () => undefined);
    let isReady = false;
    if (child.stdout)
      eachLine(child.stdout, (line) => {
        if (isReady) {
          const mode = readModeLine(line);
          return mode === null ? listeners.onLog(line) : listeners.onMode(mode);
        }
        const ready = readReadyLine(line);
        if (ready === null) return listeners.onLog(line);
        isReady = true;
        listeners.onReady(ready);
      });
    if (child.stderr) eachLine(child.stderr, listeners.onLog);
  }

  /** Asks the server to end, and kills it when it has not after 4 s. Resolves once it is gone. */
  async stop(): Promise<void> {
    // Windows has no signal to ask with: the end of standard input is the request there.
    if (process.platform === 'win32') this.#child.stdin?.end();
    else this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), TERM_PATIENCE_MS);
    await this.ended;
    clearTimeout(timer);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
