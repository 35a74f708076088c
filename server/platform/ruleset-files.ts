import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../../shared/contract/errors.ts';
import { bundleText, textsOf } from '../../shared/util/ruleset-text.ts';
import { makeFolders } from '../../shared/node/make-folders.ts';
import { readTextFile } from './text-file.ts';

/** The three parts of a ruleset as they lie on disk, nothing checked but that they are JSON where they must be. */
export interface RulesetFiles {
  readonly manifest: unknown;
  readonly source: string;
  readonly tests: unknown;
}

const refuse = (path: string, message: string) =>
  new AppError('RULESET_INVALID', `${path}: ${message}`, [{ path: basename(path), message }]);

/** More than any version may have; what is larger is not read at all. */
const MOST_BYTES = 4_000_000;

function readText(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MOST_BYTES) throw refuse(path, `is larger than ${MOST_BYTES / 1_000_000} MB, no ruleset is`);
  try {
    return readTextFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw refuse(
        path,
        'is missing; a ruleset is a folder with ruleset.json, rules.rhai and tests.json, or one bundle file',
      );
    }
    throw refuse(path, error instanceof TypeError ? 'is not UTF-8 text' : String(error));
  }
}

function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refuse(path, `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads a ruleset from its folder or bundle file. Error `RULESET_INVALID` names the file. */
export function readRuleset(path: string): RulesetFiles {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw refuse(path, 'there is no such file or folder');
  if (!found.isDirectory()) {
    const bundle = readJson(path);
    if (bundle === null || typeof bundle !== 'object' || !('ruleset' in bundle) || !('rules' in bundle)) {
      throw refuse(path, 'a bundle is a JSON object with "ruleset", "rules" and "tests"');
    }
    const unknown = Object.keys(bundle).find((name) => !['ruleset', 'rules', 'tests'].includes(name));
    if (unknown !== undefined)
      throw refuse(path, `"${unknown}" is no part of a bundle; there are "ruleset", "rules" and "tests"`);
    if (typeof bundle.rules !== 'string') throw refuse(path, '"rules" must be the script as a text');
    return { manifest: bundle.ruleset, source: bundle.rules, tests: 'tests' in bundle ? bundle.tests : [] };
  }
  const testsFile = join(path, 'tests.json');
  const hasTests = statSync(testsFile, { throwIfNoEntry: false }) !== undefined;
  return {
    manifest: readJson(join(path, 'ruleset.json')),
    source: readText(join(path, 'rules.rhai')),
    tests: hasTests ? readJson(testsFile) : [],
  };
}

/** Every ruleset folder directly below a folder, by name. */
export function readRulesetFolders(folder: string): RulesetFiles[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => readRuleset(join(folder, name)));
}

/**
 * Writes a ruleset as a folder, or as one bundle file where the path ends in `.json`, with the members in one order so that a
 * repository shows what differs and nothing else. Error `CONFLICT`.
 */
export function writeRuleset(path: string, files: RulesetFiles): void {
  try {
    writeFiles(path, files);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('CONFLICT', `the ruleset cannot be written to ${path}: ${why}`);
  }
}

function writeFiles(path: string, files: RulesetFiles): void {
  if (path.endsWith('.json')) {
    writeFileSync(path, bundleText(files));
    return;
  }
  const { manifest, source, tests } = textsOf(files);
  makeFolders(path);
  writeFileSync(join(path, 'ruleset.json'), manifest);
  writeFileSync(join(path, 'rules.rhai'), source);
  writeFileSync(join(path, 'tests.json'), tests);
}
