import { Cron } from 'croner';
import { fieldErrorBy, type FieldError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import type { Trigger } from '../../../shared/contract/rules.ts';

const FILE = 'ruleset.json: trigger';

/** What is wrong with a schedule, before it is set up on every start of the station. */
export function faultsOfSchedule(trigger: Trigger): FieldError[] {
  if (trigger.kind !== 'schedule') return [];
  const { cron, timezone } = trigger;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    return [fieldErrorBy(`${FILE}.timezone`, reason('scheduleZone', { zone: timezone }))];
  }
  try {
    const next = new Cron(cron, { timezone, paused: true }).nextRun();
    return next === null ? [fieldErrorBy(`${FILE}.cron`, reason('scheduleNever', { cron }))] : [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [fieldErrorBy(`${FILE}.cron`, reason('scheduleFaulty', { cron, why }))];
  }
}
