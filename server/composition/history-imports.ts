import { dirname, join } from 'node:path';
import type { LiveEvent } from '../../shared/contract/events.ts';
import type { DataHub } from '../contexts/data-hub/index.ts';
import {
  createImportFiles,
  createImportStage,
  createSqliteImportStore,
  HistoryImportService,
} from '../contexts/history-import/index.ts';
import type { EventBus } from '../platform/event-bus.ts';
import type { Logger } from '../platform/log.ts';
import type { SqliteStore } from '../platform/sqlite/index.ts';

interface ImportParts {
  readonly databaseFile: string;
  readonly store: SqliteStore;
  readonly hub: DataHub;
  readonly bus: EventBus<LiveEvent>;
  readonly now: () => number;
  readonly log: Logger;
}

/** Imports into the hub's history, their files beside the database. */
export function openImports({ databaseFile, store, hub, bus, now, log }: ImportParts): HistoryImportService {
  const folder = join(dirname(databaseFile), 'imports');
  return new HistoryImportService({
    store: createSqliteImportStore(store),
    files: createImportFiles(folder),
    stage: createImportStage(folder),
    history: { ...hub, waiting: () => hub.state().waiting, failure: () => hub.state().failure },
    now,
    log,
    onChange: (id) => bus.emit({ type: 'import.changed', id }),
  });
}
