import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../../platform/entry-url.ts';
import type { AnalysisThread, FromAnalysis } from '../tests/thread-messages.ts';

/** A thread for each analysis; it touches nothing but its own memory, so it is ended from outside. */
export function createAnalysisThread(wasm: string): AnalysisThread {
  return {
    async run(order, on, signal) {
      signal.throwIfAborted();
      const worker = new Worker(workerUrl('../composition/test-analysis-worker'), {
        workerData: { ...order, wasm },
        name: 'test-analysis',
        env: {},
        resourceLimits: { maxOldGenerationSizeMb: 512 },
      });
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the analysis' thread ended with code ${code}`)));
      worker.on('message', (message: FromAnalysis) => {
        if (message.kind === 'done') resolve();
        else on(message);
      });
      try {
        await promise;
      } finally {
        signal.removeEventListener('abort', abort);
        await worker.terminate();
      }
    },
  };
}
