import { spawn, type ChildProcess } from 'node:child_process';
import { resourcePath } from '../platform/entry-url.ts';
import type { Logger } from '../platform/log.ts';

export interface DemoPlantProcess {
  readonly running: boolean;
  stop(): Promise<void>;
}

const BACK_OFF_MS = [500, 1_000, 2_000, 5_000, 10_000] as const;
const STOP_WITHIN_MS = 2_000;

/** Runs the plant simulator as a process of its own on a broker's socket, and starts it again when it ends. */
export function startDemoPlant(brokerSocket: string, log: Logger, onChange: () => void): DemoPlantProcess {
  let child: ChildProcess | null = null;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;

  const start = () => {
    const startedAt = Date.now();
    const started = spawn(
      process.execPath,
      [resourcePath('demoPlant'), '--socket', brokerSocket, '--until-stdin-closes'],
      {
        stdio: ['pipe', 'ignore', 'pipe'],
        env: {
          PATH: process.env.PATH,
          TZ: process.env.TZ,
          AIF_LOG_LEVEL: process.env.AIF_LOG_LEVEL,
        },
      },
    );
    child = started;
    onChange();
    started.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => log.debug({ text: text.trim() }, 'demo plant'));
    started.on('error', (error) =>
      log.error(
        { err: error, action: 'Install the program again, or set demoPlant to false.' },
        'demo plant cannot start',
      ),
    );
    started.on('close', (code) => {
      child = null;
      onChange();
      if (stopping) return;
      failures = Date.now() - startedAt > 60_000 ? 0 : failures + 1;
      const waitMs = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)];
      log.warn(
        { code, waitMs, action: 'Nothing, unless it ends again and again: then set logLevel to debug.' },
        'demo plant ended; starting it again',
      );
      timer = setTimeout(start, waitMs);
    });
  };
  start();

  return {
    get running() {
      return child !== null;
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      const current = child;
      if (current === null) return;
      await new Promise<void>((resolve) => {
        const kill = setTimeout(() => current.kill('SIGKILL'), STOP_WITHIN_MS);
        current.once('close', () => {
          clearTimeout(kill);
          resolve();
        });
        current.kill('SIGTERM');
      });
    },
  };
}
