import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ReasonError } from '../../../../shared/contract/errors.ts';
import type { Reason } from '../../../../shared/contract/reasons.ts';
import { giveWayToLive } from '../../../platform/give-way.ts';
import type { CopyOrder } from '../ports.ts';
import { copyStore, verifyBackup } from './copy.ts';

export interface CopyWorkerData {
  readonly databaseFile: string;
  readonly folder: string;
  readonly version: string;
  readonly schemas: readonly string[];
}
export type BackupTask = { readonly copy: CopyOrder } | { readonly verify: string };
export type BackupNews =
  { readonly share: number } | { readonly done: true } | { readonly failure: string; readonly said?: Reason };

if (parentPort === null) throw new Error('backups are made in a worker thread');
const port = parentPort;
const { databaseFile, folder, version, schemas } = workerData as CopyWorkerData;
let isStopped = false;

giveWayToLive();

function onShare(share: number): void {
  // Between two pieces of a file nothing comes in by itself.
  isStopped ||= receiveMessageOnPort(port)?.message === 'stop';
  if (isStopped) throw new Error('the backup was cancelled');
  port.postMessage({ share } satisfies BackupNews);
}

async function work(task: BackupTask): Promise<void> {
  if ('copy' in task) await copyStore({ ...task.copy, databaseFile, folder, version, onShare });
  else verifyBackup(folder, task.verify, schemas);
}

port.on('message', (task: BackupTask | 'stop') => {
  if (task === 'stop') {
    isStopped = true;
    return;
  }
  work(task)
    .then(
      (): BackupNews => ({ done: true }),
      (error: unknown): BackupNews => ({
        failure: error instanceof Error ? error.message : String(error),
        ...(error instanceof ReasonError ? { said: error.reason } : {}),
      }),
    )
    .then((news) => {
      port.postMessage(news);
      port.close();
    });
});
