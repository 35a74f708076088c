import type { Health } from '../../../shared/contract/health.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import {
  createDiagnosticsService,
  type DiagnosticFacts,
  type DiagnosticsService,
} from '../../contexts/diagnostics/index.ts';
import { findingLines } from '../../contexts/health/index.ts';
import type { DataFolder } from '../../platform/data-folder.ts';
import type { SqliteStore } from '../../platform/sqlite/index.ts';
import { VERSION } from '../../version.ts';
import { knownSecrets } from './known-secrets.ts';
import { aboutMachine, folderContents, logFiles, schemaLines } from './machine.ts';
import { messageOf } from '../../../shared/util/message-of.ts';

/** A larger store is not read from end to end beside the work of a station. */
const MOST_CHECKED_BYTES = 256 * 1024 ** 2;

export interface DiagnosticSources {
  readonly folder: DataFolder;
  readonly store: SqliteStore;
  readonly health: () => Promise<Health>;
  readonly settings: () => Promise<Settings>;
  readonly metrics: () => Promise<{ readonly body: string }>;
  readonly environment: NodeJS.ProcessEnv;
  /** Last lines of the station's own log. */
  readonly log: () => readonly string[];
}

/** What a running station tells of itself. */
export function stationDiagnostics(sources: DiagnosticSources): DiagnosticsService {
  return createDiagnosticsService(
    () => gather(sources),
    () => Date.now(),
  );
}

async function gather(sources: DiagnosticSources): Promise<DiagnosticFacts> {
  const { folder, store, environment, log } = sources;
  const [health, settings, metrics] = await Promise.all([
    sources.health(),
    sources.settings().catch((error: unknown) => messageOf(error)),
    sources.metrics(),
  ]);
  const { parts, startedAt, ready, mode, role } = health;
  return {
    version: VERSION,
    from: 'station',
    about: {
      ...aboutMachine(folder.path),
      pid: process.pid,
      role,
      startedAt,
      ready: String(ready),
      mode: mode.mode,
    },
    findings: { ko: findingLines(parts, 'ko'), en: findingLines(parts, 'en') },
    figures: Object.fromEntries(parts.map(({ id, figures }) => [id, figures])),
    settings,
    integrity: await checkOf(store, folder.databaseFile),
    schema: schemaLines(folder.databaseFile),
    folder: folderContents(folder.path),
    metrics: metrics.body,
    logs: [{ name: 'running-station.log', lines: log() }, ...logFiles(environment, [])],
    secrets: knownSecrets(folder.path, environment),
  };
}

/** What SQLite finds wrong with the store, asked of a reader. */
async function checkOf(store: SqliteStore, file: string): Promise<string[]> {
  try {
    const [size] = await store.read<{ bytes: number }>(
      'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
    );
    if ((size?.bytes ?? 0) > MOST_CHECKED_BYTES)
      return [`not checked beside the running station: too large; "aif diagnose" checks ${file}`];
    const rows = await store.read<{ quick_check: string }>('SELECT * FROM pragma_quick_check(5)', [], {
      isLong: true,
    });
    return [`quick_check of ${file}:`, ...rows.map((row) => row.quick_check)];
  } catch (error) {
    return [`the store cannot be checked: ${messageOf(error)}`];
  }
}
