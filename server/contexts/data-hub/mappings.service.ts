import type { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import type {
  MappingChange,
  MappingsCheck,
  MappingVersion,
  TopicMapping,
  TopicMappings,
  TopicMappingsFile,
  saveMappingsSchema,
  restoreMappingsSchema,
} from '../../../shared/contract/topic-mappings.ts';
import { TOPIC_MAPPINGS_FORMAT } from '../../../shared/contract/topic-mappings.ts';
import { withoutCovered } from '../../../shared/util/topic-filters.ts';
import { changeBetween, changesNothing } from './domain/mapping/change.ts';
import { compileAll, type CompiledMapping } from './domain/mapping/compile.ts';
import { findOverlaps } from './domain/mapping/overlap.ts';
import type { MappingStore, StoredMappings } from './ports.ts';

export interface MappingsOptions {
  readonly store: MappingStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** What reads topics by the mappings in force. */
  readonly reader: { useMappings(mappings: readonly CompiledMapping[]): void };
}

/** What windows, REST and commands ask of the topic mappings. */
export interface MappingsService {
  get(): TopicMappings;
  history(): Promise<{ items: MappingVersion[] }>;
  /** What is wrong with mappings, and how they share topics; nothing is saved. */
  check(mappings: readonly TopicMapping[]): MappingsCheck;
  /** Errors `VALIDATION_FAILED` with what is wrong by field, `CONFLICT` where others were saved meanwhile. */
  save(input: z.infer<typeof saveMappingsSchema>, actor: string): Promise<TopicMappings>;
  /** Takes the mappings of an earlier version again, as a new version. Errors `NOT_FOUND`, `CONFLICT`. */
  restore(input: z.infer<typeof restoreMappingsSchema>, actor: string): Promise<TopicMappings>;
  file(): TopicMappingsFile;
}

export interface Mappings extends MappingsService {
  /** Topic filters of what is in force, none covered by another. */
  filters(): readonly string[];
  onChange(listener: (saved: SavedMappings) => void): void;
}

/** What a save has put into force. */
export interface SavedMappings {
  readonly version: number;
  readonly by: string;
  readonly change: MappingChange;
}

const NOTHING: StoredMappings = { version: 0, savedAt: null, mappings: [] };
const KEPT_VERSIONS_SHOWN = 200;

/** Opens the mappings in force and reads topics by them. Error `STORE_UNAVAILABLE`. */
export async function openMappings({ store, now, reader }: MappingsOptions): Promise<Mappings> {
  const listeners: ((saved: SavedMappings) => void)[] = [];
  let current = (await store.newest()) ?? NOTHING;
  let compiled: readonly CompiledMapping[] = [];
  const take = (stored: StoredMappings) => {
    current = stored;
    compiled = compileAll(stored.mappings).mappings;
    reader.useMappings(compiled);
  };
  take(current);

  const write = async (
    mappings: readonly TopicMapping[],
    actor: string,
    { baseVersion, ...how }: { baseVersion: number } & Pick<MappingChange, 'restored' | 'imported'>,
  ): Promise<TopicMappings> => {
    requireValid(mappings);
    requireCurrent(baseVersion, current.version);
    const difference = changeBetween(current.mappings, mappings);
    // The same again, as an import may be, is no change that anybody made.
    if (changesNothing(difference)) return shown(current, compiled);
    const change: MappingChange = { ...difference, ...how };
    const saved = { version: current.version + 1, savedAt: now(), mappings, by: actor, change };
    await store.add(saved).catch((error: unknown) => {
      // The version is there already: another call was quicker.
      if (error instanceof AppError && error.code === 'CONFLICT') requireCurrent(baseVersion, saved.version);
      throw error;
    });
    take(saved);
    for (const listener of listeners) listener(saved);
    return shown(current, compiled);
  };

  return {
    get: () => shown(current, compiled),
    async history() {
      return { items: await store.versions(KEPT_VERSIONS_SHOWN) };
    },
    check: checkMappings,
    save: ({ mappings, baseVersion, imported }, actor) =>
      write(mappings, actor, { baseVersion, ...(imported === true ? { imported } : {}) }),
    async restore({ version, baseVersion }, actor) {
      const mappings = version === 0 ? [] : await store.mappingsOf(version);
      if (mappings === null)
        throw new AppError('NOT_FOUND', `there is no version ${version} of the topic mappings`);
      return write(mappings, actor, { baseVersion, restored: version });
    },
    file: () => ({ format: TOPIC_MAPPINGS_FORMAT, mappings: [...current.mappings] }),
    filters: () => withoutCovered(compiled.map(({ pattern }) => pattern.filter)),
    onChange: (listener) => void listeners.push(listener),
  };
}

function shown(
  { version, savedAt, mappings }: StoredMappings,
  compiled: readonly CompiledMapping[],
): TopicMappings {
  return {
    version,
    savedAt: savedAt === null ? null : new Date(savedAt).toISOString(),
    mappings: [...mappings],
    findings: findOverlaps(compiled),
  };
}

/** What is wrong with mappings by field (`mappings.0.pattern`), and how those that are whole share topics. */
export function checkMappings(mappings: readonly TopicMapping[]): MappingsCheck {
  const { mappings: compiled, faults } = compileAll(mappings);
  return { errors: [...faults], findings: findOverlaps(compiled) };
}

function requireValid(mappings: readonly TopicMapping[]): void {
  const { faults } = compileAll(mappings, { disabledToo: true });
  const [first] = faults;
  if (first === undefined) return;
  throw new AppError('VALIDATION_FAILED', `${first.path}: ${first.message}`, faults);
}

function requireCurrent(baseVersion: number, current: number): void {
  if (baseVersion === current) return;
  throw new AppError(
    'CONFLICT',
    `the topic mappings were changed meanwhile: version ${current} is in force, these were made from version ${baseVersion}. Look at them again and repeat the change.`,
  );
}
