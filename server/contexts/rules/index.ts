export { createRulesRouter } from './rules.router.ts';
export type { RulesService } from './rules.service.ts';
