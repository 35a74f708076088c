import { Worker } from 'node:worker_threads';
import { ReasonError } from '../../../../shared/contract/errors.ts';
import { reason } from '../../../../shared/contract/reasons.ts';
import { workerUrl } from '../../../platform/entry-url.ts';
import type { BacktestThread } from '../ports.ts';
import type { BacktestWorkerData, FromBacktest, ToBacktest } from '../thread-messages.ts';

/** A thread for each run: it reads the history on a connection of its own and ends with the run. */
export function createBacktestThread(workerData: BacktestWorkerData): BacktestThread {
  return {
    async run(order, on, signal) {
      signal.throwIfAborted();
      const worker = new Worker(workerUrl('../composition/backtest-worker'), {
        workerData,
        name: 'backtest',
      });
      const post = (message: ToBacktest) => worker.postMessage(message);
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the backtest's thread ended with code ${code}`)));
      worker.on('message', (message: FromBacktest) => {
        if (message.kind === 'done') resolve();
        else if (message.kind === 'progress') on.progress(message);
        else if (message.kind === 'part') {
          if (!signal.aborted) on.part(message.machine, message.part).then(() => post('kept'), reject);
        } else
          reject(
            new ReasonError('STORE_UNAVAILABLE', reason('backtestUnreadable', { why: message.message })),
          );
      });
      try {
        post({ kind: 'run', order });
        await promise;
      } finally {
        signal.removeEventListener('abort', abort);
        // Not terminated: inside SQLite that can abort the process.
        post('close');
        await exited;
      }
    },
  };
}
