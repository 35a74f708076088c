import type { Migration } from './types.ts';

/**
 * What a backtest is asked, how far it is and what came out, apart from what it is made of (`body`), which is large, never changes and is not needed in
 * a list. All are JSON; `result` is null until there is one.
 */
export const backtestProgress: Migration = {
  name: '20261129_0818__backtest_progress',
  up: [
    `ALTER TABLE backtest ADD COLUMN asked TEXT NOT NULL DEFAULT '{}'`,
    `ALTER TABLE backtest ADD COLUMN progress TEXT NOT NULL DEFAULT '{}'`,
    `ALTER TABLE backtest ADD COLUMN result TEXT`,
    `DELETE FROM backtest WHERE body ->> 'period' IS NULL`,
    `UPDATE backtest SET
       asked = json_object('request', body -> 'request', 'by', body ->> 'by', 'period', body -> 'period'),
       progress = json_object('durationMs', body -> 'durationMs', 'rows', body -> 'rows', 'share', body -> 'share',
         'changesLeftOut', body -> 'changesLeftOut', 'problem', body -> 'problem'),
       result = body -> 'result'`,
  ],
  down: [
    `UPDATE backtest SET body = json_patch(json_patch(json_patch(body, asked), progress), json_object('result', json(result)))`,
    'ALTER TABLE backtest DROP COLUMN result',
    'ALTER TABLE backtest DROP COLUMN progress',
    'ALTER TABLE backtest DROP COLUMN asked',
  ],
};
