export { createJudgmentRouter } from './judgment.router.ts';
export { JudgmentService } from './judgment.service.ts';
export { BoundRulesets } from './bound-rulesets.ts';
export { DecisionCache } from './decision-cache.ts';
export { MeasuredConfidence } from './measured-confidence.ts';
export type { ScriptReader } from './replay.ts';
export { Triggers } from './triggers.ts';
export type {
  Advisor,
  RuleEngine,
  RuleOutcome,
  ScriptValue,
  TagReading,
  TagReadings,
  Take,
} from './ports.ts';
export { createSqliteJudgmentStore } from './storage/sqlite.ts';
export { decide } from './domain/decide.ts';
export type { Binding } from './domain/binding.ts';
