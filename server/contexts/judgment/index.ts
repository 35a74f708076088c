export { createJudgmentRouter } from './judgment.router.ts';
export type { JudgmentService } from './judgment.service.ts';
