export { HOLD_CAUSES, outcomesOf, type Outcome } from './domain/outcomes.ts';
export { BATCH_ROWS, REFUSALS, type ColumnValues } from './domain/input-columns.ts';
export { runMachine, type JudgeRows, type MachineSide, type MachineStep } from './machine-run.ts';
export { BacktestService } from './backtest.service.ts';
export { createBacktestRouter } from './backtest.router.ts';
export { createBacktestThread } from './storage/backtest-thread.ts';
export { createSqliteBacktestStore } from './storage/sqlite.ts';
export type { BacktestOrder } from './ports.ts';
export type { BacktestWorkerData, FromBacktest, ToBacktest } from './thread-messages.ts';
export { WhatIfRows } from './what-if-rows.ts';
export { WhatIfService } from './what-if.service.ts';
export { createWhatIfRouter } from './what-if.router.ts';
export { createWhatIfProcesses } from './storage/what-if-process.ts';
export type {
  FromWhatIf,
  ToWhatIf,
  WhatIfEngine,
  WhatIfJudgeOrder,
  WhatIfMapOrder,
  WhatIfOrder,
} from './what-if-messages.ts';
