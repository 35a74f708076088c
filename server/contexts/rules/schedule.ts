import { Cron } from 'croner';
import type { FieldError } from '../../../shared/contract/errors.ts';
import type { Trigger } from '../../../shared/contract/rules.ts';

const FILE = 'ruleset.json: trigger';

/** What is wrong with a schedule, before it is set up on every start of the station. */
export function faultsOfSchedule(trigger: Trigger): FieldError[] {
  if (trigger.kind !== 'schedule') return [];
  const { cron, timezone } = trigger;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    return [{ path: `${FILE}.timezone`, message: `"${timezone}" is no time zone, e.g. Asia/Seoul` }];
  }
  try {
    const next = new Cron(cron, { timezone, paused: true }).nextRun();
    return next === null ? [{ path: `${FILE}.cron`, message: `"${cron}" never comes round` }] : [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ path: `${FILE}.cron`, message: `"${cron}" is no cron line: ${why}` }];
  }
}
