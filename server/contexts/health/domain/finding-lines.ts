import type { Language } from '../../../../shared/contract/common.ts';
import {
  HEALTH_PARTS,
  HEALTH_STATES,
  type HealthPart,
  type HealthPartId,
  type HealthState,
} from '../../../../shared/contract/health.ts';

/** A part as a station tells it. It may be of another version, with other parts and states. */
export interface ToldPart extends Omit<HealthPart, 'id' | 'state'> {
  readonly id: string;
  readonly state: string;
}

export const isAbnormal = ({ state }: ToldPart): boolean => state !== 'ok' && state !== 'absent';

/** The findings as lines of text in one language: state, part, what is, and what to do. */
export function findingLines(items: readonly ToldPart[], language: Language): string[] {
  const rows = items.map(({ id, state, summary, action }) => ({
    state: HEALTH_STATES[state as HealthState]?.[language] ?? state,
    part: HEALTH_PARTS[id as HealthPartId]?.[language] ?? id,
    said: summary[language],
    action: action?.[language],
  }));
  const stateWidth = Math.max(...rows.map(({ state }) => columns(state)));
  const partWidth = Math.max(...rows.map(({ part }) => columns(part)));
  return rows.flatMap(({ state, part, said, action }) => [
    `${padded(state, stateWidth)}  ${padded(part, partWidth)}  ${said}`,
    ...(action === undefined ? [] : [`${' '.repeat(stateWidth + partWidth + 4)}→ ${action}`]),
  ]);
}

/** Columns of a terminal: a syllable of Hangul takes two. */
const columns = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/\p{Script=Hangul}/u.test(letter) ? 2 : 1), 0);
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));
