import type { ServerStatus } from '../../../shared/bridge/desktop-bridge.ts';
import { BackOff } from './back-off.ts';
import { LogTail } from './log-tail.ts';
import { ServerProcess, type ReadyLine, type ServerCommand, type ServerEnd } from './server-process.ts';
import { tellEach } from './tell-each.ts';

const READY_PATIENCE_MS = 120_000;
/** Makes `aif serve` a station that is only looked at. */
const SAFE = '--safe';

export interface SupervisorOptions {
  readonly command: ServerCommand;
  /** Every log line of the server, e.g. to a file. */
  onLog?(line: string): void;
}

/**
 * Keeps one station server running: starts it, starts it again with growing waits when it ends, and gives up (status
 * `failed`) when it ends again and again. `restart` begins anew from any state.
 */
export class ServerSupervisor {
  #status: ServerStatus = { state: 'starting', attempt: 1 };
  #socket: string | null = null;
  #process: ServerProcess | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;
  #restartAsked = false;
  #heldFor: string | null = null;
  #isSafe = false;
  #isStarted = false;
  readonly #backOff = new BackOff();
  readonly #tail = new LogTail();
  readonly #listeners = new Set<(status: ServerStatus) => void>();
  readonly #options: SupervisorOptions;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get status(): ServerStatus {
    return this.#status;
  }

  /** Where the server listens while it is ready. */
  get socket(): string | null {
    return this.#socket;
  }

  onStatus(listener: (status: ServerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether it was ever told to start. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** `isSafe`: as a server that is only looked at. */
  start({ isSafe = false } = {}): void {
    this.#isSafe = isSafe;
    if (this.#process === null && !this.#isStopping && this.#heldFor === null) this.#launch();
  }

  /** Ends what runs and starts anew, also after the server was given up; `isSafe`: as one that is only looked at. */
  restart({ isSafe = this.#isSafe } = {}): void {
    if (this.#isStopping) return;
    this.#isSafe = isSafe;
    this.#heldFor = null;
    this.#backOff.reset();
    clearTimeout(this.#timer);
    if (this.#process === null) return this.#launch();
    this.#restartAsked = true;
    void this.#process.stop();
  }

  /** Ends the server until `restart`, e.g. while its store is replaced; it is gone when this resolves. */
  async hold(reason: string): Promise<void> {
    this.#heldFor = reason;
    clearTimeout(this.#timer);
    if (this.#process === null) this.#setStatus(this.#heldStatus(reason));
    await this.#process?.stop();
  }

  /** Ends the server for good; it is gone when this resolves, within 5 s. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#process?.stop();
  }

  #launch(): void {
    this.#restartAsked = false;
    this.#isStarted = true;
    this.#setStatus({ state: 'starting', attempt: this.#backOff.recentEnds + 1 });
    const { command } = this.#options;
    const args = this.#isSafe ? [...command.arguments, SAFE] : command.arguments;
    const server = new ServerProcess(
      { ...command, arguments: args },
      {
        onReady: (ready) => this.#ready(ready),
        // Whoever left safe mode in the window does not want it back because the server died later.
        onMode: (mode) => (this.#isSafe = mode === 'safe'),
        onLog: (line) => {
          this.#tail.add(line);
          this.#options.onLog?.(line);
        },
      },
    );
    this.#process = server;
    this.#timer = setTimeout(() => {
      this.#tail.add(`the server was not ready within ${READY_PATIENCE_MS / 1_000} s and was ended`);
      server.kill();
    }, READY_PATIENCE_MS);
    void server.ended.then((end) => this.#ended(end));
  }

  #ready({ socket, pid, version }: ReadyLine): void {
    clearTimeout(this.#timer);
    this.#socket = socket;
    this.#setStatus({ state: 'ready', version, pid });
  }

  #ended(end: ServerEnd): void {
    clearTimeout(this.#timer);
    this.#process = null;
    this.#socket = null;
    if (this.#isStopping) return;
    if (this.#heldFor !== null) return this.#setStatus(this.#heldStatus(this.#heldFor));
    if (this.#restartAsked) return this.#launch();
    const reason = this.#reasonOf(end);
    const inMs = this.#backOff.nextDelay(performance.now());
    if (inMs === null) {
      this.#setStatus({ state: 'failed', reason, logTail: this.#tail.lines });
      return;
    }
    // Before anyone is told: whatever they do with the news, the server comes back.
    this.#timer = setTimeout(() => this.#launch(), inMs);
    this.#setStatus({ state: 'restarting', attempt: this.#backOff.recentEnds, inMs, reason });
  }

  #heldStatus(reason: string): ServerStatus {
    return { state: 'restarting', attempt: 1, inMs: 0, reason };
  }

  #reasonOf({ code, signal, error }: ServerEnd): string {
    if (error) return `the server program cannot be started: ${error.message}`;
    if (signal) return `the server was ended by ${signal}`;
    const complaint = code === 0 ? null : this.#tail.lastComplaint;
    return complaint ?? `the server ended with exit code ${code}`;
  }

  #setStatus(status: ServerStatus): void {
    this.#status = status;
    tellEach(`telling that the server is ${status.state}`, this.#listeners, (listener) => listener(status));
  }
}
