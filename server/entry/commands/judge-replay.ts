import type { LocalizedText } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Replay } from '../../../shared/contract/replay.ts';
import { connectToStation } from '../../platform/station-client.ts';
import { printJson, printLine } from './common.ts';

/** A judgment made again, by the running station of the folder or without one, and told. Error `CONFLICT` where it is not the same. */
export async function replayJudgment(dataFolder: string, id: string, asJson: boolean): Promise<void> {
  const replay = await replaySomewhere(dataFolder, id);
  if (asJson) printJson(replay);
  else printReplay(replay);
  if (replay.outcome !== 'same')
    throw new AppError('CONFLICT', `judgment ${id}: ${REFUSALS[replay.outcome]}`);
}

const REFUSALS = {
  different: 'made again it differs',
  circumstance: 'it cannot be made again',
  incomplete: 'it cannot be made again',
} as const;

async function byStation(dataFolder: string, id: string): Promise<Replay | null> {
  const client = await connectToStation(dataFolder);
  if (client === null) return null;
  return (await client.call('GET', `/api/v1/judgments/${encodeURIComponent(id)}/replay`)) as Replay;
}

async function replaySomewhere(dataFolder: string, id: string): Promise<Replay> {
  const replayed = await byStation(dataFolder, id);
  if (replayed !== null) return replayed;
  // Beside a station that was still starting: nothing is written.
  const { openOfflineStation } = await import('../../composition/offline-station.ts');
  const station = await openOfflineStation(dataFolder, { beside: true, reading: true });
  try {
    return await station.judgment.replay(id);
  } finally {
    await station.close();
  }
}

const inLanguage = ({ ko, en }: LocalizedText): string => (process.env.AIF_LANG === 'en' ? en : ko);

function printReplay({ judgment, outcome, why, differences, replayed }: Replay): void {
  const { id, ruleset } = judgment;
  printLine(`${outcome}  ${id}  ${ruleset.id}@${ruleset.version}  ${replayed?.verdict ?? judgment.verdict}`);
  if (why !== undefined) printLine(`why  ${inLanguage(why)}`);
  for (const { field, stored, replayed: now } of differences) {
    printLine(`differs  ${field}`);
    printLine(`  stored    ${stored === '' ? '(none)' : stored}`);
    printLine(`  replayed  ${now === '' ? '(none)' : now}`);
  }
}
