import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { AppError, fieldErrorsOf, type FieldError } from '../../../shared/contract/errors.ts';
import {
  TOPIC_MAPPINGS_FORMAT,
  topicMappingsFileSchema,
  topicMappingsSchema,
  type MappingFinding,
  type TopicMapping,
  type TopicMappings,
} from '../../../shared/contract/topic-mappings.ts';
import { mergeMappings } from '../../../shared/util/merge-mappings.ts';
import { connectToStation } from '../../platform/station-client.ts';
import { readTextFile } from '../../platform/text-file.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
}

/** Errors `VALIDATION_FAILED` with what is wrong by its place in the file. */
function readFile(path: string): TopicMapping[] {
  let text: string;
  try {
    text = readTextFile(path);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AppError('NOT_FOUND', `the file ${path} cannot be read: ${cause}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AppError('VALIDATION_FAILED', `${path} cannot be read as JSON: ${cause}`);
  }
  const file = topicMappingsFileSchema.safeParse(json);
  if (file.success) return file.data.mappings;
  const fields = fieldErrorsOf(file.error);
  throw new AppError('VALIDATION_FAILED', `${path} is no file of topic mappings`, fields);
}

/** What is in force, and how to put others into force: the running station's, else the store's. */
interface Place {
  get(): Promise<TopicMappings>;
  save(mappings: TopicMapping[], baseVersion: number): Promise<TopicMappings>;
  close(): Promise<void>;
}

async function openPlace(dataFolder: string, reading = false): Promise<Place> {
  const client = await connectToStation(dataFolder);
  const path = '/api/v1/topic-mappings';
  if (client !== null)
    return {
      get: async () => topicMappingsSchema.parse(await client.call('GET', path)),
      save: async (mappings, baseVersion) =>
        topicMappingsSchema.parse(await client.call('POST', path, { mappings, baseVersion, imported: true })),
      close: () => Promise.resolve(),
    };
  // A running station changes its subscriptions itself: only without one is the store opened here.
  const { openOfflineStation } = await import('../../composition/offline-station.ts');
  const station = await openOfflineStation(dataFolder, { reading });
  const { mappings } = station.hub;
  return {
    get: () => Promise.resolve(mappings.get()),
    save: (list, baseVersion) => mappings.save({ mappings: list, baseVersion, imported: true }, 'aif'),
    close: () => station.close(),
  };
}

function textOf({ kind, mapping, by, topic }: MappingFinding): string {
  const example = topic === undefined ? '' : `, e.g. ${topic}`;
  if (kind === 'merged')
    return `${mapping}: topics that differ only in a part the tag does not name become one tag`;
  if (kind === 'reserved') return `${mapping}: topics under ${by} stay with the station's own forms`;
  const taker = by === undefined ? 'those before it together take' : `${by} before it takes`;
  return `${mapping}: ${taker} ${kind === 'swallowed' ? 'every topic' : 'some topics'} of it${example}`;
}

function checkCommand(): Command {
  return new Command('check')
    .description('whether files of topic mappings are valid, and which patterns take topics from each other')
    .argument('<file...>', 'files')
    .option(...JSON_OPTION)
    .action(async (paths: string[], options: Options) => {
      const { checkMappings } = await import('../../contexts/data-hub/index.ts');
      const items = paths.map((path) => {
        try {
          const { errors, findings } = checkMappings(readFile(resolve(path)));
          return { path, ok: errors.length === 0, errors, findings };
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          const errors: readonly FieldError[] =
            error.fields.length > 0 ? error.fields : [{ path: '', message: error.message }];
          return { path, ok: false, errors, findings: [] };
        }
      });
      if (options.json) printJson({ items });
      else
        for (const { path, ok, errors, findings } of items) {
          printLine(`${ok ? 'ok    ' : 'faulty'} ${path}`);
          for (const error of errors) printLine(`       ${error.path}: ${error.message}`);
          for (const finding of findings) printLine(`       note: ${textOf(finding)}`);
        }
      const faulty = items.filter(({ ok }) => !ok).length;
      if (faulty > 0)
        throw new AppError('VALIDATION_FAILED', `${faulty} of ${items.length} files are not valid`);
    });
}

function importCommand(): Command {
  return new Command('import')
    .description('put the mappings of a file into force, beside those there are; also on a running station')
    .argument('<file>', 'file')
    .option('--replace', 'instead of those there are', false)
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (path: string, options: Options & { replace: boolean }) => {
      const incoming = readFile(resolve(path));
      const place = await openPlace(dataFolderOf(options.data));
      try {
        const before = await place.get();
        const { mappings, added, replaced } = mergeMappings(options.replace ? [] : before.mappings, incoming);
        const saved = await place.save(mappings, before.version);
        if (options.json) printJson(saved);
        else {
          printLine(
            `version ${saved.version}: ${added} added, ${replaced} replaced, ${mappings.length} in all`,
          );
          for (const finding of saved.findings) printLine(`note: ${textOf(finding)}`);
        }
      } finally {
        await place.close();
      }
    });
}

function exportCommand(): Command {
  return new Command('export')
    .description('write the mappings in force to a file')
    .argument('<file>', 'where to')
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (path: string, options: Options) => {
      const place = await openPlace(dataFolderOf(options.data), true);
      try {
        const { version, mappings } = await place.get();
        const file = { format: TOPIC_MAPPINGS_FORMAT, mappings };
        writeFileSync(resolve(path), `${JSON.stringify(file, null, 2)}\n`);
        if (options.json) printJson({ version, mappings: mappings.length, path: resolve(path) });
        else printLine(`version ${version}, ${mappings.length} mappings → ${resolve(path)}`);
      } finally {
        await place.close();
      }
    });
}

export function topicsCommand(command: Command): void {
  command.addCommand(checkCommand()).addCommand(importCommand()).addCommand(exportCommand());
}
