export { createRulesRouter } from './rules.router.ts';
export { checkRuleset } from './check.ts';
export { createDeskService, type DeskService } from './desk.service.ts';
export {
  createRulesService,
  type ImportResult,
  type RulesetPeriod,
  type RulesService,
  type RunnableRuleset,
} from './rules.service.ts';
export { checkScript } from './domain/check/check.ts';
export { sarifOf, type SarifPart } from './domain/check/sarif.ts';
export { instrument, linesNotReached } from './tests/instrumented.ts';
export { parseRuleset, scriptNames, type ParsedRuleset, type RawRuleset } from './domain/ruleset.ts';
export { hashOf } from './hash.ts';
export type { CheckEngine, ScriptChecker, ScriptCompiler, ScriptRun, TestRunner } from './ports.ts';
export { createSqliteDraftStore } from './storage/drafts-sqlite.ts';
export { createSqliteHistoryStore } from './storage/history-sqlite.ts';
export { createSqliteRulesStore } from './storage/sqlite.ts';
export { createWorkThread } from './storage/work-thread.ts';
export { createAnalyses, type AnalysesService } from './tests/analyses.service.ts';
export type { AnalysisOrder, FromAnalysis } from './tests/thread-messages.ts';
export {
  createMeanings,
  type MeaningDependencies,
  type MeaningsService,
} from './meaning/meanings.service.ts';
export type { FromMeaning, MeaningOrder } from './meaning/thread-messages.ts';
export { analyseTests, type AnalysisStep } from './tests/analyse.ts';
export { isAsExpected } from './tests/script-under-test.ts';
export type {
  Row,
  RowTable,
  RuleUnderTest,
  Said,
  SaidOfMany,
  ScriptUnderTest,
  TestEngine,
} from './tests/script-under-test.ts';
export { compareMeaning } from './meaning/compare.ts';
export type {
  Columns as MeaningColumns,
  Judge,
  JudgedMany,
  JudgedOne,
  MeaningEngine,
} from './meaning/judge.ts';
export type { Dim, Space } from './meaning/space.ts';
