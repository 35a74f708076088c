import type { Reason } from '../../shared/contract/reasons.ts';
import type { StationMode } from '../../shared/contract/station-mode.ts';
import type { BackupsService } from '../contexts/backups/index.ts';
import { createHealthService } from '../contexts/health/index.ts';
import { createSettingsService } from '../contexts/settings/index.ts';
import {
  configFilePath,
  ENVIRONMENT,
  loadConfig,
  updateConfigFile,
  type Config,
} from '../platform/config.ts';
import type { DataFolder } from '../platform/data-folder.ts';
import type { Logger } from '../platform/log.ts';
import type { RecentLines } from '../platform/recent-lines.ts';
import type { StationBroker } from './broker.ts';
import type { Core } from './core.ts';
import { stationDiagnostics } from './diagnostics/station.ts';
import { healthFactsOf } from './health-facts.ts';
import { createMetrics } from './metrics.ts';
import { retentionPolicyOf } from './retention-policy.ts';

export interface SelfReportParts {
  readonly options: {
    readonly dataFolder: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly http?: string;
    readonly shellStartedAt?: number;
  };
  readonly config: Config;
  readonly folder: DataFolder;
  readonly core: Core;
  readonly broker: StationBroker;
  readonly backups: BackupsService;
  readonly startedAt: string;
  readonly log: Logger;
  readonly recentLog: RecentLines;
  readonly restart: (next: StationMode['mode']) => void;
  readonly readOnly: Reason | undefined;
}

/** What a station tells of itself: settings, health, metrics, and all of it in a diagnostic file. */
export function selfReport(parts: SelfReportParts) {
  const { options, config, folder, core, broker, backups, startedAt, recentLog, restart, readOnly } = parts;
  const { dataFolder, environment, http, shellStartedAt = null } = options;
  const mode: StationMode = readOnly === undefined ? { mode: 'normal' } : { mode: 'safe', reason: readOnly };
  const historyDays = retentionPolicyOf(config.values).days;
  const settings = createSettingsService({
    dataFolder,
    file: configFilePath(dataFolder),
    variables: ENVIRONMENT,
    running: () => config,
    next: () => loadConfig(dataFolder, environment, http === undefined ? {} : { http }),
    update: (change) => updateConfigFile(dataFolder, change),
  });
  const health = createHealthService(
    healthFactsOf({
      core,
      broker,
      backups,
      folder,
      startedAt,
      historyDays,
      mode,
      settings: settings.get,
      shellStartedAt,
    }),
    () => Date.now(),
    restart,
  );
  const metrics = createMetrics(core, broker);
  const diagnostics = stationDiagnostics({
    ...{ folder, store: core.store, health: health.get, settings: settings.get, metrics, environment },
    log: recentLog.all,
  });
  return { settings, health, metrics, diagnostics };
}
