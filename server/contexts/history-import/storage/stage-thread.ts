import { Worker } from 'node:worker_threads';
import { ReasonError } from '../../../../shared/contract/errors.ts';
import { workerUrl } from '../../../platform/entry-url.ts';
import type { ImportStage, Staged } from '../ports.ts';
import type { FromStage, ToStage } from './stage-messages.ts';

type Answer = Exclude<FromStage, { kind: 'progress' }>;

/** One thread, asked one thing at a time. */
class StageThread {
  readonly #worker = new Worker(workerUrl('../contexts/history-import/storage/stage-worker'), {
    name: 'import',
  });
  #waiting: PromiseWithResolvers<Answer> | null = null;
  #onProgress: (bytes: number) => void = () => {};

  constructor() {
    this.#worker.on('message', (message: FromStage) => {
      if (message.kind === 'progress') return this.#onProgress(message.bytes);
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting?.resolve(message);
    });
    const ended = (error: Error) => {
      this.#waiting?.reject(error);
      this.#waiting = null;
    };
    this.#worker.on('error', ended);
    this.#worker.on('exit', (code) => ended(new Error(`the import's thread ended with code ${code}`)));
  }

  post(message: ToStage): void {
    this.#worker.postMessage(message);
  }

  async ask<Kind extends Answer['kind']>(
    message: ToStage,
    kind: Kind,
    onProgress: (bytes: number) => void = () => {},
  ): Promise<Extract<Answer, { kind: Kind }>> {
    this.#onProgress = onProgress;
    this.#waiting = Promise.withResolvers<Answer>();
    const { promise } = this.#waiting;
    this.post(message);
    const answer = await promise;
    if (answer.kind === kind) return answer as Extract<Answer, { kind: Kind }>;
    if (answer.kind === 'failed') throw new ReasonError(answer.code, answer.reason);
    if (answer.kind === 'broke') throw new Error(answer.message);
    throw new Error(`the import's thread answered ${answer.kind}`);
  }

  close(): Promise<void> {
    if (this.#worker.threadId === -1) return Promise.resolve();
    // Not terminated: inside SQLite that can abort the process.
    const ended = new Promise<void>((done) => this.#worker.once('exit', () => done()));
    this.post('close');
    return ended;
  }
}

/** Files are read and sorted in a thread that lives as long as there is one to read. */
export function createImportStage(folder: string): ImportStage {
  return {
    async read(order, onProgress, signal) {
      signal.throwIfAborted();
      const thread = new StageThread();
      const cancel = () => thread.post({ kind: 'cancel' });
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return (await thread.ask({ kind: 'read', order, folder }, 'read', onProgress)).file;
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener('abort', cancel);
        await thread.close();
      }
    },
    async open(id): Promise<Staged | null> {
      const thread = new StageThread();
      const { tags } = await thread.ask({ kind: 'open', id, folder }, 'opened');
      if (tags === null) {
        await thread.close();
        return null;
      }
      return {
        tags,
        next: async (after, limit) => (await thread.ask({ kind: 'next', after, limit }, 'next')).samples,
        close: () => thread.close(),
      };
    },
  };
}
