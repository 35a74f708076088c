import { Worker } from 'node:worker_threads';
import { workerUrl, type WorkerName } from '../../../platform/entry-url.ts';
import type { WorkThread } from '../ports.ts';

/** A thread for each order; it touches nothing but its own memory, so it is ended from outside. Its last message is of kind `done`. */
export function createWorkThread<Order extends object, Step extends { readonly kind: string }>(
  wasm: string,
  program: WorkerName,
): WorkThread<Order, Step> {
  const name = program.slice(program.lastIndexOf('/') + 1);
  return {
    async run(order, on, signal) {
      signal.throwIfAborted();
      const worker = new Worker(workerUrl(program), {
        workerData: { ...order, wasm },
        name,
        env: {},
        resourceLimits: { maxOldGenerationSizeMb: 512 },
      });
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`the thread ${name} ended with code ${code}`)));
      worker.on('message', (message: Step | { readonly kind: 'done' }) => {
        if (message.kind === 'done') resolve();
        else on(message as Step);
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
