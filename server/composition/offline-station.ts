import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { RhaiEngine } from '../../rhai-wasm/index.ts';
import { AppError, type FieldError } from '../../shared/contract/errors.ts';
import type { RulesetTest } from '../../shared/contract/rules.ts';
import type { Coverage, Mutation, ProposedTest } from '../../shared/contract/rule-tests.ts';
import { withAccepted, type CheckAnswer } from '../../shared/contract/ruleset-check.ts';
import type { MeaningReport } from '../../shared/contract/rule-meaning.ts';
import type { TestResult } from '../../shared/contract/ruleset-desk.ts';
import { outputsMissed } from '../../shared/util/expected-outputs.ts';
import {
  analyseTests,
  checkRuleset,
  checkScript,
  compareMeaning,
  parseRuleset,
  type RawRuleset,
} from '../contexts/rules/index.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { loadConfig } from '../platform/config.ts';
import { readStationFile, requireData, takeDataFolder, type DataFolder } from '../platform/data-folder.ts';
import { databaseFileIn } from '../platform/database-file.ts';
import { resourcePath, workerUrl } from '../platform/entry-url.ts';
import { createLogger } from '../platform/log.ts';
import { createRulePool } from '../platform/rule-pool/index.ts';
import { migrationHistory } from '../platform/sqlite/index.ts';
import { VERSION } from '../version.ts';
import { openCore, type Core } from './core.ts';
import { createCheckEngine } from './check-engine.ts';
import { createMeaningEngine } from './meaning-engine.ts';
import { scriptCompiler } from './rule-engine.ts';
import { createTestEngine } from './test-engine.ts';
import { createTestRunner } from './rule-tests.ts';

/** A command takes less than a second, so this is for several of them. */
const TURN_WITHIN_MS = 10_000;
const TRY_EVERY_MS = 50;

/** What a command works with; `beside` where another process, as a rule a running station, holds the data folder. */
export interface OfflineStation extends Core {
  readonly beside: boolean;
}

/**
 * A data folder opened by a command instead of a server. With `beside` another process may hold it, as long as its
 * store has the schema of this program: only rulesets may be touched then. With `reading` nothing is to be found in a folder that
 * no station has used: none is made. Errors: `CONFIG_INVALID`, `DATA_FOLDER_LOCKED`, `DATA_FOLDER_READ_ONLY`, `DATABASE_NEWER`,
 * `NOT_FOUND`.
 */
export async function openOfflineStation(
  dataFolder: string,
  options: { beside?: boolean; reading?: boolean } = {},
): Promise<OfflineStation> {
  if (options.reading === true) requireData(dataFolder);
  const { values, sources } = loadConfig(dataFolder, process.env);
  const log = createLogger(sources.logLevel === 'default' ? 'warn' : values.logLevel);
  const databaseFile = databaseFileIn(dataFolder);
  const folder = await takeUnlessHeld(dataFolder, databaseFile, options.beside === true);
  const beside = folder === null;
  try {
    const core = await openCore({ databaseFile, log, demoPlant: false, workers: 1, beside });
    return {
      ...core,
      beside,
      async close() {
        await core.close();
        folder?.release();
      },
    };
  } catch (error) {
    folder?.release();
    throw error;
  }
}

/** The folder for this process alone, or null where another holds it and working beside that one is safe. */
async function takeUnlessHeld(
  dataFolder: string,
  databaseFile: string,
  mayBeBeside: boolean,
): Promise<DataFolder | null> {
  try {
    return await takeWhenFree(dataFolder);
  } catch (error) {
    if (!mayBeBeside || !isHeld(error)) throw error;
    requireSameSchema(dataFolder, databaseFile);
    return null;
  }
}

const isHeld = (error: unknown) => error instanceof AppError && error.code === 'DATA_FOLDER_LOCKED';

/** Commands on one folder take turns; a station that has come up keeps it, and is not waited for. */
async function takeWhenFree(dataFolder: string): Promise<DataFolder> {
  for (const until = performance.now() + TURN_WITHIN_MS; ;) {
    try {
      return takeDataFolder(dataFolder);
    } catch (error) {
      if (!isHeld(error) || readStationFile(dataFolder) !== null || performance.now() > until) throw error;
      await delay(TRY_EVERY_MS);
    }
  }
}

/**
 * Whoever holds the folder runs on the schema its own program made: a step more below it, and it can no longer judge.
 * Reads only. Errors: `DATA_FOLDER_LOCKED` where that program is older, `DATABASE_NEWER` where it is newer.
 */
function requireSameSchema(dataFolder: string, databaseFile: string): void {
  const different = migrationHistory(databaseFile, MIGRATIONS).filter(({ state }) => state !== 'applied');
  if (different.length === 0) return;
  const running = readStationFile(dataFolder);
  const who =
    running === null
      ? 'another process holds it'
      : `the station running on it is version ${running.version} (process ${running.pid})`;
  const steps = different.map(({ name, state }) => `${name} (${state})`).join(', ');
  throw new AppError(
    different.some(({ state }) => state === 'unknown') ? 'DATABASE_NEWER' : 'DATA_FOLDER_LOCKED',
    `the data folder ${dataFolder} has another schema than this program, version ${VERSION}: ${steps}; ${who}. ` +
      'Nothing was changed. Use the aif of that version or the REST interface of the running station, ' +
      'or restart the station with this version.',
  );
}

export interface RuleTestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly message?: string;
}

export interface CheckedFiles {
  readonly errors: readonly FieldError[];
  /** What its decision table leaves open. */
  readonly warnings: readonly FieldError[];
  readonly answer: CheckAnswer | null;
}

/** Where warnings of a decision table are; those of the script are findings of the checker. */
const TABLE_PLACE = 'ruleset.json: table';

/** Milliseconds for searching inputs; nobody waits at a keyboard here. */
const CHECK_MS = 10_000;

export interface RuleTools {
  /** What keeps a ruleset from being one, and what the checker finds in it where its files have their form. */
  check(read: () => RawRuleset): Promise<CheckedFiles>;
  /** Runs the stored test cases. Error `RULESET_INVALID`. */
  test(raw: RawRuleset): Promise<RuleTestResult[]>;
  /** What the stored test cases show of the script; `onProgress` is told how far it is. Error `RULESET_INVALID`. */
  analyse(
    raw: RawRuleset,
    options: { readonly mutate: boolean; readonly onProgress?: (done: number, total: number) => void },
  ): Promise<{ coverage: Coverage | null; borders: ProposedTest[]; mutation: Mutation | null }>;
  /** Which inputs get another verdict from one than from the other; searching takes `budgetMs` at most. Error `RULESET_INVALID`. */
  diff(
    before: RawRuleset,
    after: RawRuleset,
    options: { readonly budgetMs: number; readonly onProgress?: (share: number, tried: number) => void },
  ): Promise<MeaningReport>;
  close(): Promise<void>;
}

/** Checking and testing rulesets needs no data folder. */
export async function openRuleTools(): Promise<RuleTools> {
  const pool = await createRulePool({
    wasm: resourcePath('rhaiWasm'),
    workerUrl: workerUrl('rule-pool/rule-worker'),
    workers: 1,
  });
  const compiler = scriptCompiler(pool);

  const runner = createTestRunner(pool);
  let engine: Promise<RhaiEngine> | undefined;

  return {
    async check(read) {
      let raw: RawRuleset;
      let answer: CheckAnswer | null = null;
      try {
        raw = read();
        const { manifest, source } = parseRuleset(raw);
        engine ??= RhaiEngine.load(await readFile(resourcePath('rhaiWasm')));
        const options = { now: () => performance.now(), budgetMs: CHECK_MS };
        answer = withAccepted(
          checkScript(createCheckEngine(await engine), manifest, source, options),
          manifest,
        );
        const { warnings } = await checkRuleset(raw, compiler);
        return { errors: [], warnings: warnings.filter(({ path }) => path.startsWith(TABLE_PLACE)), answer };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const errors = error.fields.length > 0 ? error.fields : [{ path: '', message: error.message }];
        return { errors, warnings: [], answer };
      }
    },
    async test(raw) {
      const checked = await checkRuleset(raw, compiler);
      const results = await runner.run(checked);
      return results.map((result, index) => told(result, checked.tests[index]?.expect ?? {}));
    },
    async analyse(raw, { mutate, onProgress }) {
      const checked = await checkRuleset(raw, compiler);
      engine ??= RhaiEngine.load(await readFile(resourcePath('rhaiWasm')));
      const found: Awaited<ReturnType<RuleTools['analyse']>> = {
        coverage: null,
        borders: [],
        mutation: null,
      };
      for (const step of analyseTests(createTestEngine(await engine, checked.manifest), checked, mutate)) {
        if (step.kind === 'progress') onProgress?.(step.done, step.total);
        else if (step.kind === 'coverage') [found.coverage, found.borders] = [step.coverage, step.borders];
        else found.mutation = step.mutation;
      }
      return found;
    },
    async diff(first, second, { budgetMs, onProgress }) {
      const [before, after] = [await checkRuleset(first, compiler), await checkRuleset(second, compiler)];
      engine ??= RhaiEngine.load(await readFile(resourcePath('rhaiWasm')));
      const order = { before, after, inputs: [] };
      const budget = { now: () => performance.now(), budgetMs };
      const run = compareMeaning(createMeaningEngine(await engine), order, budget);
      let step = run.next();
      for (; step.done !== true; step = run.next()) onProgress?.(step.value.share, step.value.tried);
      if (step.value === null) throw new AppError('RULESET_INVALID', 'one of them is no script');
      return step.value;
    },
    close: () => pool.close(),
  };
}

const outputText = (value: number | boolean | string | null | undefined): string =>
  value === undefined || value === null ? 'nothing' : JSON.stringify(value);

/** A result as the command line tells it. */
function told(
  { name, passed, verdict, confidence, outputs, holdCause, detail }: TestResult,
  expected: RulesetTest['expect'],
): RuleTestResult {
  if (passed) return { name, passed };
  const got = holdCause === undefined ? verdict : `HOLD ${holdCause}: ${detail?.en ?? ''}`;
  const { verdict: wanted, holdCause: wantedCause, confidence: wantedConfidence } = expected;
  const isVerdict = holdCause === undefined && wantedCause === undefined && (wanted ?? verdict) === verdict;
  const wants = [
    ...(wantedConfidence === undefined || wantedConfidence === confidence
      ? []
      : [[`confidence ${wantedConfidence}`, confidence ?? 'none'] as const]),
    ...outputsMissed(expected.outputs, outputs).map(
      (output) =>
        [`${output} ${outputText(expected.outputs?.[output])}`, outputText(outputs?.[output])] as const,
    ),
  ];
  const message = isVerdict
    ? wants.map(([want, has]) => `expected ${want}, got ${has}`).join('; ')
    : `expected ${wantedCause === undefined ? (wanted ?? wants[0]?.[0]) : `HOLD ${wantedCause}`}, got ${got}`;
  return { name, passed, message };
}
