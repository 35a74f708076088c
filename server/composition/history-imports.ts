import { dirname, join } from 'node:path';
import type { LiveEvent } from '../../shared/contract/events.ts';
import type { HistoryImport } from '../../shared/contract/history-import.ts';
import type { SourceChange } from '../../shared/contract/sources.ts';
import type { DataHub } from '../contexts/data-hub/index.ts';
import {
  createImportFiles,
  createImportStage,
  createSqliteImportStore,
  HistoryImportService,
  IMPORTS_SOURCE,
} from '../contexts/history-import/index.ts';
import type { SourceInlet, SourcePart, Sources } from '../contexts/sources/index.ts';
import type { EventBus } from '../platform/event-bus.ts';
import { CHECK_STORE, type Logger } from '../platform/log.ts';
import type { SqliteStore } from '../platform/sqlite/index.ts';

interface ImportParts {
  readonly databaseFile: string;
  readonly store: SqliteStore;
  readonly hub: DataHub;
  readonly sources: Sources;
  readonly bus: EventBus<LiveEvent>;
  readonly now: () => number;
  readonly log: Logger;
}

/** Imports into the hub's history, their files beside the database; together they are a source. */
export function openImports({ databaseFile, store, hub, sources, bus, now, log }: ImportParts): {
  readonly imports: HistoryImportService;
  readonly source: SourcePart;
} {
  const folder = join(dirname(databaseFile), 'imports');
  const { source, changed } = importSource(now);
  const imports = new HistoryImportService({
    store: createSqliteImportStore(store),
    files: createImportFiles(folder),
    stage: createImportStage(folder),
    history: { ...hub, waiting: () => hub.state().waiting, failure: () => hub.state().error },
    now,
    log,
    onChange(job, before) {
      bus.emit({ type: 'import.changed', id: job.id });
      changed(job);
      if (before !== job.state) record(sources, job, log);
    },
  });
  return { imports, source };
}

const BUSY = new Set<HistoryImport['state']>(['checking', 'adding', 'takingBack']);

/** All files as one source: at work while one is read, added or taken back; failing never, the last failure is its last error. */
function importSource(now: () => number) {
  let inlet: SourceInlet | null = null;
  let since = now();
  let error: string | undefined;
  const busy = new Set<string>();
  const source: SourcePart = {
    id: IMPORTS_SOURCE,
    kind: 'csv',
    name: { ko: 'CSV 파일', en: 'CSV files' },
    address: null,
    status: () => ({ state: busy.size > 0 ? 'connected' : 'waiting', since, error }),
    start: (opened) => void (inlet = opened),
    stop: () => void (inlet = null),
  };
  const changed = ({ id, name, state, problem }: HistoryImport) => {
    const wasBusy = busy.size > 0;
    if (BUSY.has(state)) busy.add(id);
    else busy.delete(id);
    if (wasBusy !== busy.size > 0) since = now();
    error = state === 'failed' ? `${name}: ${problem ?? ''}` : undefined;
    inlet?.changed();
  };
  return { source, changed };
}

function changeOf(job: HistoryImport): Pick<SourceChange, 'action' | 'detail'> | null {
  const { id, name: file, state, result, takenBack, problem } = job;
  if (state === 'done' && result !== null) {
    const { stored, alreadyThere, badRows } = result;
    return { action: 'imported', detail: { file, stored, alreadyThere, badRows, import: id } };
  }
  const taken = takenBack === null ? {} : { removed: takenBack.removed, missing: takenBack.missing };
  if (state === 'undone') return { action: 'importUndone', detail: { file, ...taken, import: id } };
  if (state === 'failed') return { action: 'importFailed', detail: { file, problem, ...taken, import: id } };
  // One that was dropped before anything was added has changed nothing.
  if (state !== 'cancelled' || takenBack === null) return null;
  return { action: 'importCancelled', detail: { file, ...taken, import: id } };
}

function record(sources: Sources, job: HistoryImport, log: Logger): void {
  const change = changeOf(job);
  if (change === null) return;
  const by = job.state === 'done' ? job.by : (job.takenBack?.by ?? job.by);
  sources
    .record(IMPORTS_SOURCE, change.action, change.detail, { id: 'station', name: by })
    .catch((error: unknown) =>
      log.error({ err: error, import: job.id, action: CHECK_STORE }, 'an import was not written down'),
    );
}
