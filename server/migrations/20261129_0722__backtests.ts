import type { Migration } from './types.ts';

/**
 * Backtests. `backtest`: what was asked and what came out; `body` is JSON. `backtest_machine`: how far each of its machines is, so that one
 * that was broken off goes on. `backtest_day`: figures of a machine and day. `backtest_change`: where two versions
 * differ, by index of their outcomes. Times are epoch milliseconds.
 */
export const backtests: Migration = {
  name: '20261129_0722__backtests',
  up: [
    `CREATE TABLE backtest (
      id TEXT PRIMARY KEY,
      created_at INTEGER NOT NULL,
      ruleset_id TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed')),
      body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE backtest_machine (
      backtest TEXT NOT NULL REFERENCES backtest (id) ON DELETE CASCADE,
      machine INTEGER NOT NULL,
      state TEXT NOT NULL,
      is_done INTEGER NOT NULL,
      PRIMARY KEY (backtest, machine)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE backtest_day (
      backtest TEXT NOT NULL REFERENCES backtest (id) ON DELETE CASCADE,
      machine INTEGER NOT NULL,
      from_at INTEGER NOT NULL,
      row_count INTEGER NOT NULL,
      counts TEXT NOT NULL,
      PRIMARY KEY (backtest, machine, from_at)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE backtest_change (
      backtest TEXT NOT NULL REFERENCES backtest (id) ON DELETE CASCADE,
      from_at INTEGER NOT NULL,
      machine INTEGER NOT NULL,
      to_at INTEGER NOT NULL,
      a INTEGER NOT NULL,
      b INTEGER NOT NULL,
      row_count INTEGER NOT NULL,
      PRIMARY KEY (backtest, from_at, machine)
    ) STRICT, WITHOUT ROWID`,
  ],
  down: [
    'DROP TABLE backtest_change',
    'DROP TABLE backtest_day',
    'DROP TABLE backtest_machine',
    'DROP TABLE backtest',
  ],
};
