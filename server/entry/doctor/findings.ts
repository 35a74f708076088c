import { z } from 'zod';
import { localizedTextSchema, type Language } from '../../../shared/contract/common.ts';
import {
  HEALTH_PARTS,
  HEALTH_STATES,
  type HealthPart,
  type HealthPartId,
  type HealthState,
} from '../../../shared/contract/health.ts';
import { findings } from '../../contexts/health/index.ts';
import { readStationFile } from '../../platform/data-folder.ts';
import { connectToStation, type StationClient } from '../../platform/station-client.ts';
import { folderFacts } from './folder-facts.ts';

const ANSWER_WITHIN_MS = 3_000;

/** A part as a station tells it. It may be of another version, with other parts and states. */
export interface ToldPart extends Omit<HealthPart, 'id' | 'state'> {
  readonly id: string;
  readonly state: string;
}

// As wide as can be, for the same reason.
const toldSchema = z.object({
  version: z.string(),
  parts: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      summary: localizedTextSchema,
      action: localizedTextSchema.optional(),
      figures: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
    }),
  ),
});

export interface Findings {
  /** Who tells them: the running station, or its folder where none answers. */
  readonly from: 'station' | 'folder';
  readonly client: StationClient | null;
  readonly items: readonly ToldPart[];
}

/**
 * How a station is. One that runs is asked: its environment is its own, and only it knows what it reaches. Else it is what its folder
 * and this environment tell. `onLongWork` is told what takes a while.
 */
export async function findingsOf(folder: string, onLongWork: (what: string) => void): Promise<Findings> {
  const client = await connectToStation(folder, { answerWithinMs: ANSWER_WITHIN_MS });
  const ofFolder = async (server: Parameters<typeof folderFacts>[1]) =>
    findings(await folderFacts(folder, server, onLongWork), Date.now());
  if (client === null) {
    const pid = readStationFile(folder)?.pid;
    const server =
      pid !== undefined && lives(pid)
        ? ({ kind: 'silent', pid } as const)
        : ({ kind: 'none', folder } as const);
    return { from: 'folder', client, items: await ofFolder(server) };
  }
  try {
    const { parts } = toldSchema.parse(await client.call('GET', '/api/v1/health'));
    return { from: 'station', client, items: parts };
  } catch (error) {
    const { version, pid } = client.station;
    const why = error instanceof z.ZodError ? 'its answer has another form' : messageOf(error);
    return { from: 'folder', client, items: await ofFolder({ kind: 'untold', version, pid, why }) };
  }
}

/** Whether a process is there, also one of another user. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

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
