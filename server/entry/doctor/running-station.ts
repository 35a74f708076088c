import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import { readStationFile } from '../../platform/data-folder.ts';
import { connectToStation, type StationClient } from '../../platform/station-client.ts';
import { VERSION } from '../../version.ts';
import { messageOf, settingsText, type Finding } from './finding.ts';

// A running station is asked itself: its environment is its own, and only it knows what it reaches.

const ANSWER_WITHIN_MS = 3_000;

// As wide as can be: the station may be of another version.
const healthSchema = z.object({
  broker: z.object({ url: z.string(), embedded: z.boolean() }),
  parts: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      summary: z.object({ en: z.string() }),
      action: z.object({ en: z.string() }).optional(),
    }),
  ),
});
const settingsSchema = z.object({
  settings: z.array(
    z.object({
      name: z.string(),
      value: z.unknown(),
      source: z.string(),
      variable: z.string().optional(),
    }),
  ),
  restartNeeded: z.boolean(),
});

const sourcesSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      address: z.string().nullable(),
      state: z.string(),
      counters: z.object({
        received: z.number(),
        stored: z.number(),
        unreadable: z.number(),
        filtered: z.number(),
      }),
      lastError: z.object({ text: z.string() }).nullable(),
    }),
  ),
});

export interface RunningStation {
  readonly client: StationClient | null;
  readonly finding: Finding;
}

/** The station of a folder; `client` is null where none answers. */
export async function findStation(folder: string): Promise<RunningStation> {
  const part = 'station';
  const client = await connectToStation(folder, { answerWithinMs: ANSWER_WITHIN_MS });
  if (client !== null) {
    const { pid, version, startedAt } = client.station;
    const other = version === VERSION ? '' : ` (this program is version ${VERSION})`;
    const detail = `process ${pid}, version ${version}${other}, since ${startedAt}`;
    return { client, finding: { part, state: 'ok', detail } };
  }
  const file = readStationFile(folder);
  if (file === null || !lives(file.pid))
    return { client, finding: { part, state: 'absent', detail: 'not running on this data folder' } };
  const finding: Finding = {
    part,
    state: 'faulty',
    detail: `process ${file.pid} runs, but does not answer`,
    action: `see its log; if it stays so, end process ${file.pid} and start the station again`,
  };
  return { client, finding };
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

/** What the running station uses: its settings, its broker and whether it reaches it, rules, demo plant, store, sources. */
export async function askStation(client: StationClient): Promise<Finding[]> {
  return [await settingsOf(client), ...(await partsOf(client)), ...(await sourcesOf(client))];
}

async function settingsOf(client: StationClient): Promise<Finding> {
  const part = 'settings';
  try {
    const { settings, restartNeeded } = settingsSchema.parse(await client.call('GET', '/api/v1/settings'));
    const changed = settings
      .filter(({ source }) => source !== 'default')
      .map(({ name, value, source, variable }) => ({
        name,
        value: String(value),
        source: source === 'environment' ? (variable ?? source) : source,
      }));
    const detail = `of the running station: ${settingsText(changed)}`;
    if (!restartNeeded) return { part, state: 'ok', detail };
    return {
      part,
      state: 'ok',
      detail: `${detail}; changed since it was started`,
      action: 'restart the station, for these settings to count',
    };
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFIG_INVALID') {
      const action =
        'correct it before the next start; the running station goes on with those it was started with';
      return { part, state: 'faulty', detail: error.message, action };
    }
    return unknownOf(part, error);
  }
}

async function partsOf(client: StationClient): Promise<Finding[]> {
  try {
    const { broker, parts } = healthSchema.parse(await client.call('GET', '/api/v1/health'));
    // The server is what answers, the disk has been looked at.
    return parts
      .filter(({ id }) => id !== 'server' && id !== 'disk' && id !== 'sources')
      .map(({ id, state, summary, action }) => {
        const where = id === 'broker' && !broker.embedded ? `${broker.url}: ` : '';
        return {
          part: NAMES[id] ?? id,
          state: state === 'ok' || state === 'absent' ? state : 'faulty',
          detail: `of the running station: ${where}${summary.en}`,
          ...(action === undefined ? {} : { action: action.en }),
        };
      });
  } catch (error) {
    return [unknownOf('broker', error)];
  }
}

/** Each source with its state and what has come from it. */
async function sourcesOf(client: StationClient): Promise<Finding[]> {
  const part = 'source';
  try {
    const { items } = sourcesSchema.parse(await client.call('GET', '/api/v1/sources'));
    return items.map(({ id, address, state, counters, lastError }) => {
      const { received, stored, unreadable, filtered } = counters;
      const where = address === null ? '' : ` at ${address}`;
      const detail = `${id}${where}: ${state}; ${received} received, ${stored} stored, ${filtered} filtered, ${unreadable} unreadable`;
      const isFaulty = state === 'failing';
      return {
        part,
        state: isFaulty ? 'faulty' : state === 'off' ? 'absent' : 'ok',
        detail: isFaulty && lastError !== null ? `${detail}; ${lastError.text}` : detail,
        ...(state === 'paused' ? { action: `paused by a person; resume it on the Data page` } : {}),
        ...(isFaulty ? { action: 'test it on the Data page, under Sources' } : {}),
      };
    });
  } catch (error) {
    return [unknownOf(part, error)];
  }
}

const NAMES: Readonly<Record<string, string>> = {
  store: 'storing',
  rules: 'rule workers',
  'demo-plant': 'demo plant',
};

/** A station of an earlier version does not tell. */
function unknownOf(part: string, error: unknown): Finding {
  const why = error instanceof z.ZodError ? 'it answers in another form' : messageOf(error);
  return { part, state: 'absent', detail: `of the running station not known: ${why}` };
}
