import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Actor } from '../../../shared/contract/common.ts';
import type {
  HistoryImport,
  ImportPreview,
  ImportWishes,
  RunImport,
} from '../../../shared/contract/history-import.ts';
import { connectToStation, type StationClient } from '../../platform/station-client.ts';

/** The station that takes the file: one that runs, or the data folder alone. */
export interface Door {
  send(file: string): Promise<HistoryImport>;
  preview(id: string, wishes: ImportWishes): Promise<ImportPreview>;
  run(id: string, run: RunImport): Promise<HistoryImport>;
  get(id: string): Promise<HistoryImport>;
  cancel(id: string): Promise<HistoryImport>;
  errors(id: string): Promise<string>;
  close(): Promise<void>;
}

function doorOfStation(client: StationClient): Door {
  const of = (id: string, what = '') => `/api/v1/imports/${id}${what}`;
  const call = <Answer>(method: 'GET' | 'POST', path: string, body?: unknown) =>
    client.call(method, path, body) as Promise<Answer>;
  return {
    send: (file) =>
      client.upload(
        `/api/v1/imports?name=${encodeURIComponent(basename(file))}`,
        createReadStream(file),
      ) as Promise<HistoryImport>,
    preview: (id, wishes) => call('POST', of(id, '/preview'), wishes),
    run: (id, run) => call('POST', of(id, '/run'), run),
    get: (id) => call('GET', of(id)),
    cancel: (id) => call('POST', of(id, '/cancel')),
    errors: async (id) => text(await client.open(of(id, '/errors'))),
    close: async () => {},
  };
}

async function doorOfFolder(folder: string): Promise<Door> {
  const { openOfflineStation } = await import('../../composition/offline-station.ts');
  const { imports, close } = await openOfflineStation(folder);
  try {
    await imports.start();
  } catch (error) {
    await close();
    throw error;
  }
  const user: Actor = { id: 'station', name: process.env.USER ?? process.env.USERNAME ?? 'operator' };
  return {
    send: (file) => imports.receive({ name: basename(file), size: null }, createReadStream(file), user),
    preview: (id, wishes) => imports.preview(id, wishes),
    run: (id, run) => imports.run(id, run),
    get: (id) => imports.get(id),
    cancel: (id) => imports.cancel(id, user),
    errors: (id) => text(imports.errorStream(id)),
    close,
  };
}

/** The door of a data folder. Errors: those of opening it, where no station runs on it. */
export async function openDoor(folder: string): Promise<Door> {
  const client = await connectToStation(folder);
  return client === null ? doorOfFolder(folder) : doorOfStation(client);
}
