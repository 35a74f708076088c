import type { Backup } from '../../../../shared/contract/backups.ts';

/** Of each of the last `days` days and `weeks` weeks the newest one is kept. */
export interface KeepRule {
  readonly days: number;
  readonly weeks: number;
}

const dayOf = (at: number): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
};

/** Monday of the week, in the machine's own time. */
function weekOf(at: number): string {
  const date = new Date(at);
  date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
  return dayOf(date.getTime());
}

/** The newest of each of the `most` newest days or weeks that have one. */
function newestOfEach(backups: readonly Backup[], keyOf: (at: number) => string, most: number): Backup[] {
  const newest = new Map<string, Backup>();
  for (const backup of backups) {
    const key = keyOf(Date.parse(backup.createdAt));
    if (!newest.has(key)) newest.set(key, backup);
  }
  return [...newest.values()].slice(0, most);
}

/**
 * Those the rule no longer keeps. Days and weeks without a backup do not count, so a station that was off for a month still has
 * its last ones. What somebody made by hand stays until somebody removes it.
 */
export function notKept(backups: readonly Backup[], { days, weeks }: KeepRule): Backup[] {
  const scheduled = backups
    .filter(({ kind }) => kind === 'scheduled')
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const kept = new Set([...newestOfEach(scheduled, dayOf, days), ...newestOfEach(scheduled, weekOf, weeks)]);
  return scheduled.filter((backup) => !kept.has(backup));
}
