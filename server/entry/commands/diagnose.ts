import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import {
  diagnosticsSchema,
  type Diagnostics,
  type DiagnosticSection,
} from '../../../shared/contract/diagnostics.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { knownSecrets } from '../../composition/diagnostics/known-secrets.ts';
import {
  aboutMachine,
  folderContents,
  logFiles,
  schemaLines,
} from '../../composition/diagnostics/machine.ts';
import { bundleOf, type DiagnosticFacts } from '../../contexts/diagnostics/index.ts';
import { findingLines, type ToldPart } from '../../contexts/health/index.ts';
import { databaseFileIn } from '../../platform/database-file.ts';
import type { StationClient } from '../../platform/station-client.ts';
import { zipOf } from '../../platform/zip.ts';
import { VERSION } from '../../version.ts';
import { findingsOf } from '../doctor/findings.ts';
import { ownSettings, quickCheck } from '../doctor/folder-facts.ts';
import { DATA_OPTION, dataFolderOf, languageOf, parsePath, printLine, tellLongWork } from './common.ts';
import { messageOf } from '../../../shared/util/message-of.ts';
import { timeStamp } from '../../../shared/util/time-stamp.ts';

interface DiagnoseOptions {
  readonly data?: string;
  readonly out?: string;
  readonly log: readonly string[];
}

function parseOut(path: string): string {
  if (/\.(zip|json)$/i.test(path)) return resolve(path);
  throw new InvalidArgumentError('a file ending in .zip or .json is wanted.');
}

const addPath = (path: string, before: readonly string[]): string[] => [...before, resolve(parsePath(path))];

export function diagnoseCommand(command: Command): void {
  command
    .option(...DATA_OPTION)
    .option('--out <file>', 'where to write: .zip, or .json (default: a .zip in this folder)', parseOut)
    .option('--log <file>', 'a log to take the last lines of, beside those of the app', addPath, [])
    .action(async (options: DiagnoseOptions) => {
      const folder = dataFolderOf(options.data);
      const now = Date.now();
      const language = await languageOf(folder);
      const bundle = await gather(folder, options.log, tellLongWork(language));
      const stamp = timeStamp(bundle.madeAt);
      const out = options.out ?? resolve(`aif-diagnostics-${stamp}.zip`);
      write(out, out.toLowerCase().endsWith('.json') ? jsonOf(bundle) : archiveOf(bundle, now));
      printLine(out);
    });
}

const jsonOf = (bundle: Diagnostics): string => `${JSON.stringify(bundle, null, 2)}\n`;

function write(file: string, contents: string | Buffer): void {
  try {
    writeFileSync(file, contents, { mode: 0o600 });
  } catch (error) {
    throw new AppError(
      'CONFLICT',
      `${file} cannot be written: ${messageOf(error)}. Choose another place with --out.`,
    );
  }
}

/** Every section as a text file of its own. */
function archiveOf({ sections }: Diagnostics, now: number): Buffer {
  const entries = sections.map(({ name, lines }) => ({
    name,
    contents: Buffer.from(`${lines.join('\n')}\n`),
  }));
  return zipOf(entries, now);
}

async function gather(
  folder: string,
  logs: readonly string[],
  onLongWork: (what: string) => void,
): Promise<Diagnostics> {
  const { client, from, items } = await findingsOf(folder, onLongWork);
  const databaseFile = databaseFileIn(folder);
  const told = client === null ? null : await askStation(client);
  const facts: DiagnosticFacts = {
    version: VERSION,
    from,
    about: { ...aboutMachine(folder), ...(client === null ? {} : aboutStation(client)) },
    findings: { ko: findingLines(items, 'ko'), en: findingLines(items, 'en') },
    figures: Object.fromEntries(items.map(({ id, figures }) => [id, figures])),
    settings: await ownSettings(folder).catch(messageOf),
    // From the folder the store has been read for the findings.
    integrity: from === 'station' ? checkOf(databaseFile, onLongWork) : storeSaid(items),
    schema: schemaLines(databaseFile),
    folder: folderContents(folder),
    metrics: told?.metrics ?? 'no station is running',
    logs: logFiles(process.env, logs),
    secrets: knownSecrets(folder, process.env),
  };
  const bundle = bundleOf(facts, Date.now());
  return told === null ? bundle : { ...bundle, sections: withThoseOf(told.sections, bundle.sections) };
}

/** The station's own settings and log instead of what this environment would give. */
function withThoseOf(
  station: readonly DiagnosticSection[],
  own: readonly DiagnosticSection[],
): DiagnosticSection[] {
  const settings = station.find(({ kind }) => kind === 'settings');
  const names = new Set(own.map(({ name }) => name));
  const logs = station.filter(({ kind, name }) => kind === 'log' && !names.has(name));
  return [...own.map((section) => (section.kind === 'settings' ? (settings ?? section) : section)), ...logs];
}

const aboutStation = ({ station }: StationClient) => ({
  pid: station.pid,
  stationVersion: station.version,
  startedAt: station.startedAt,
});

/** What a running station tells beside its findings. One of an earlier version tells less. */
async function askStation(client: StationClient) {
  const [diagnostics, metrics] = await Promise.all([
    client.call('GET', '/api/v1/diagnostics').then(diagnosticsSchema.parse, () => null),
    metricsOf(client).catch((error: unknown) => `the metrics could not be read: ${messageOf(error)}`),
  ]);
  return { sections: diagnostics?.sections ?? [], metrics };
}

async function metricsOf(client: StationClient): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await client.open('/metrics')) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const storeSaid = (items: readonly ToldPart[]): string[] =>
  items.filter(({ id }) => id === 'store').map(({ summary }) => summary.en);

function checkOf(file: string, onLongWork: (what: string) => void): string[] {
  try {
    const faults = quickCheck(file, onLongWork);
    return [`quick_check of ${file}:`, ...(faults.length === 0 ? ['ok'] : faults)];
  } catch (error) {
    return [`the store cannot be checked: ${messageOf(error)}`];
  }
}
