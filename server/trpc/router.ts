import { createAnnotationsRouter, type AnnotationsService } from '../contexts/annotations/index.ts';
import { createBackupsRouter, type BackupsService } from '../contexts/backups/index.ts';
import {
  createBacktestRouter,
  createWhatIfRouter,
  type BacktestService,
  type WhatIfService,
} from '../contexts/backtest/index.ts';
import {
  createDataHubRouter,
  createTopicMappingsRouter,
  type DataHubService,
  type MappingTrials,
  type MappingsService,
} from '../contexts/data-hub/index.ts';
import { createDemoPlantRouter, type DemoPlantService } from '../contexts/demo-plant/index.ts';
import { createDiagnosticsRouter, type DiagnosticsService } from '../contexts/diagnostics/index.ts';
import { createHealthRouter, type HealthService } from '../contexts/health/index.ts';
import { createHistoryImportRouter, type HistoryImportService } from '../contexts/history-import/index.ts';
import { createJudgmentRouter, type JudgmentService } from '../contexts/judgment/index.ts';
import {
  createRulesRouter,
  type AnalysesService,
  type MeaningsService,
  type DeskService,
  type RulesService,
} from '../contexts/rules/index.ts';
import { createSettingsRouter, type SettingsService } from '../contexts/settings/index.ts';
import { createSourcesRouter, type SourcesService } from '../contexts/sources/index.ts';
import { createSqlSourcesRouter, type SqlSourcesService } from '../contexts/sql-sources/index.ts';
import { router } from './init.ts';
import { createLiveRouter, type LiveSource } from './live.router.ts';

export interface Services {
  readonly analyses: AnalysesService;
  readonly annotations: AnnotationsService;
  readonly backtests: BacktestService;
  readonly backups: BackupsService;
  readonly dataHub: DataHubService;
  readonly desk: DeskService;
  readonly demoPlant: DemoPlantService;
  readonly diagnostics: DiagnosticsService;
  readonly health: HealthService;
  readonly imports: HistoryImportService;
  readonly judgment: JudgmentService;
  readonly meanings: MeaningsService;
  readonly live: LiveSource;
  readonly rules: RulesService;
  readonly settings: SettingsService;
  readonly mappingTrials: MappingTrials;
  readonly sources: SourcesService;
  readonly sqlSources: SqlSourcesService;
  readonly topicMappings: MappingsService;
  readonly whatIf: WhatIfService;
}

/** The station's whole procedure tree; windows, REST and tests all come through it. */
export function createAppRouter(services: Services) {
  return router({
    annotations: createAnnotationsRouter(services.annotations),
    backtests: createBacktestRouter(services.backtests),
    backups: createBackupsRouter(services.backups),
    dataHub: createDataHubRouter(services.dataHub),
    demoPlant: createDemoPlantRouter(services.demoPlant),
    diagnostics: createDiagnosticsRouter(services.diagnostics),
    health: createHealthRouter(services.health),
    imports: createHistoryImportRouter(services.imports),
    judgment: createJudgmentRouter(services.judgment),
    live: createLiveRouter(services.live),
    rules: createRulesRouter(services.rules, services.desk, services.analyses, services.meanings),
    settings: createSettingsRouter(services.settings),
    topicMappings: createTopicMappingsRouter(services.topicMappings, services.mappingTrials),
    sources: createSourcesRouter(services.sources),
    sqlSources: createSqlSourcesRouter(services.sqlSources),
    whatIf: createWhatIfRouter(services.whatIf),
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;
