import type { Migration } from './types.ts';

/** `said`: why a payload was unreadable as code and parameters (JSON), so that a page can tell it in its language. */
export const unreadableCodes: Migration = {
  name: '20261128_1157__unreadable_codes',
  up: ['ALTER TABLE unreadable ADD COLUMN said TEXT'],
  down: ['ALTER TABLE unreadable DROP COLUMN said'],
};
