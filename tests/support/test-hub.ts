import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataHub } from '../../server/migrations/20261123_1300__data_hub.ts';
import { packedHistory } from '../../server/migrations/20261123_1730__packed_history.ts';
import { tags } from '../../server/migrations/20261128_0740__tags.ts';
import { derivedTags } from '../../server/migrations/20261128_0845__derived_tags.ts';
import { topicMappings } from '../../server/migrations/20261128_0745__topic_mappings.ts';
import { sources } from '../../server/migrations/20261128_0755__sources.ts';
import { historyRetention } from '../../server/migrations/20261128_0815__history_retention.ts';
import { historyImport } from '../../server/migrations/20261128_0830__history_import.ts';
import { ingestParts } from '../../server/migrations/20261128_0855__ingest_parts.ts';
import { unreadableCodes } from '../../server/migrations/20261128_1157__unreadable_codes.ts';
import { hubStateLog } from '../../server/migrations/20261128_1110__hub_state_log.ts';
import { tagStorage } from '../../server/migrations/20261128_1126__tag_storage.ts';
import { sharedTags } from '../../server/migrations/20261128_2239__shared_tags.ts';
import { sourceNames } from '../../server/migrations/20261128_1145__source_names.ts';
import { migrateUp, openStore, type SqliteStore } from '../../server/platform/sqlite/index.ts';
import { createDataHub, type DataHub, type DataHubOptions } from '../../server/contexts/data-hub/index.ts';
import type { DataHubStore } from '../../server/contexts/data-hub/ports.ts';
import { createSqliteDataHubStore } from '../../server/contexts/data-hub/storage/sqlite.ts';
import { rowsOfStation } from './stored-samples.ts';

/** A hub on a real store in a folder of its own, for tests. */
export interface TestHub {
  readonly hub: DataHub;
  readonly store: SqliteStore;
  /** Straight from the database, with the table `sample` of `rowsOfStation`. */
  rows<T>(sql: string): T[];
  /** Now, epoch milliseconds; arrival time of everything sent. */
  now: number;
  /** Sends one message and waits for its commit. */
  send(topic: string, payload: string | Uint8Array, message?: Partial<SentMessage>): Promise<void>;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

interface SentMessage {
  readonly source: string;
  readonly receivedAt: number;
  readonly retained: boolean;
  readonly delivery: { readonly key: string; readonly repeated: boolean } | null;
}

export async function openTestHub(
  options: {
    readonly limits?: DataHubOptions['limits'];
    readonly wrapStore?: (store: DataHubStore) => DataHubStore;
  } = {},
): Promise<TestHub> {
  const folder = mkdtempSync(join(tmpdir(), 'aif-hub-'));
  const file = join(folder, 'station.db');
  migrateUp(
    file,
    [
      dataHub,
      packedHistory,
      tags,
      topicMappings,
      sources,
      historyRetention,
      historyImport,
      derivedTags,
      ingestParts,
      hubStateLog,
      tagStorage,
      sharedTags,
      sourceNames,
      unreadableCodes,
    ],
    0,
  );
  const quiet = { error: () => {}, info: () => {} };
  const wrap = options.wrapStore ?? ((store) => store);
  const state = { now: Date.UTC(2026, 10, 23, 12) };
  const open = async () => {
    const store = openStore(file);
    const hub = await createDataHub({
      store: wrap(createSqliteDataHubStore(store)),
      now: () => state.now,
      log: quiet,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    return { store, hub };
  };
  let current = await open();
  const closeCurrent = async () => {
    await current.hub.close();
    await current.store.close();
  };

  return {
    get hub() {
      return current.hub;
    },
    get store() {
      return current.store;
    },
    rows: (sql) => rowsOfStation(file, sql),
    get now() {
      return state.now;
    },
    set now(at) {
      state.now = at;
    },
    send: (topic, payload, message = {}) =>
      new Promise((resolve) => {
        const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
        const base = { source: 'broker', receivedAt: state.now, retained: false, delivery: null };
        void current.hub.receive({ ...base, ...message, topic, payload: bytes, committed: () => resolve() });
      }),
    async reopen() {
      await closeCurrent();
      current = await open();
    },
    async close() {
      await closeCurrent();
      rmSync(folder, { recursive: true });
    },
  };
}
