import { z } from 'zod';
import { localizedTextSchema } from '../../../shared/contract/common.ts';
import { findings, type ToldPart } from '../../contexts/health/index.ts';
import { readStationFile } from '../../platform/data-folder.ts';
import { connectToStation, type StationClient } from '../../platform/station-client.ts';
import { folderFacts } from './folder-facts.ts';
import { messageOf } from '../../../shared/util/message-of.ts';

const ANSWER_WITHIN_MS = 3_000;

// As wide as can be: it may be of another version, with other parts and states.
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
