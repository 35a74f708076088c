export { createRulesRouter } from './rules.router.ts';
export {
  checkRuleset,
  createRulesService,
  type ImportResult,
  type RulesetPeriod,
  type RulesService,
  type RunnableRuleset,
} from './rules.service.ts';
export { parseRuleset, type RawRuleset } from './domain/ruleset.ts';
export type { ScriptCompiler } from './ports.ts';
export { createSqliteRulesStore } from './storage/sqlite.ts';
