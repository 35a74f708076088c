import { Worker } from 'node:worker_threads';
import { AppError, ReasonError } from '../../../../shared/contract/errors.ts';
import { workerUrl } from '../../../platform/entry-url.ts';
import type { BackupThread } from '../ports.ts';
import type { BackupNews, BackupTask, CopyWorkerData } from './copy-worker.ts';

/** A thread for each piece of work, which ends with it; SQLite is not to be ended in the middle, so it is asked to. */
export function createBackupThread(workerData: CopyWorkerData): BackupThread {
  const running = new Set<Promise<void>>();

  const run = (task: BackupTask, onShare: (share: number) => void, signal?: AbortSignal): Promise<void> => {
    const worker = new Worker(workerUrl('../contexts/backups/storage/copy-worker'), { workerData });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let outcome: Extract<BackupNews, { failure: string }> | 'done' | null = null;
    const stop = () => worker.postMessage('stop');
    signal?.addEventListener('abort', stop);
    worker.on('message', (news: BackupNews) => {
      if ('share' in news) onShare(news.share);
      else outcome = 'done' in news ? 'done' : news;
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      signal?.removeEventListener('abort', stop);
      if (outcome === 'done') resolve();
      else if (signal?.aborted === true) reject(signal.reason as Error);
      else if (outcome?.said) reject(new ReasonError('CONFLICT', outcome.said));
      else reject(new AppError('INTERNAL', outcome?.failure ?? 'the thread of backups has ended'));
    });
    worker.postMessage(task);
    const ended = promise.catch(() => {}).then(() => void running.delete(ended));
    running.add(ended);
    return promise;
  };

  return {
    copy: (order, onShare, signal) => run({ copy: order }, onShare, signal),
    verify: (name) => run({ verify: name }, () => {}),
    async close() {
      await Promise.all(running);
    },
  };
}
