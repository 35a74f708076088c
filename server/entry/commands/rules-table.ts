import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import { textOfReason } from '../../../shared/contract/reasons.ts';
import { rulesetManifestSchema, type RulesetManifest } from '../../../shared/contract/rules.ts';
import { readDelimited, separatorOf, writeDelimited } from '../../../shared/decision-table/delimited.ts';
import { isUntouched, scriptOf } from '../../../shared/decision-table/generate.ts';
import { readTable } from '../../../shared/decision-table/model.ts';
import { membersWith, sheetOfTable, tableOfSheet } from '../../../shared/decision-table/sheet.ts';
import { faultsOfTable } from '../../../shared/decision-table/told.ts';
import { toNfc } from '../../../shared/util/nfc.ts';
import { readRuleset, writeRuleset } from '../../platform/ruleset-files.ts';
import { printLine } from './common.ts';

const MOST_BYTES = 5_000_000;
const PATH_HELP = 'folder with ruleset.json and rules.rhai, or one bundle file';

function manifestIn(path: string): { manifest: RulesetManifest; files: ReturnType<typeof readRuleset> } {
  const files = readRuleset(path);
  const parsed = rulesetManifestSchema.safeParse(toNfc(files.manifest));
  if (parsed.success) return { manifest: parsed.data, files };
  throw new AppError('RULESET_INVALID', `${path}: ruleset.json has not its form; aif rules check says where`);
}

function exportCommand(): Command {
  return new Command('export')
    .description('write the decision table of a ruleset as CSV')
    .argument('<dir|bundle>', PATH_HELP)
    .argument('<file.csv>', 'where to')
    .action((path: string, file: string) => {
      const { table, inputs, id } = manifestIn(resolve(path)).manifest;
      if (table === undefined) throw new AppError('RULESET_INVALID', `${id} has no decision table`);
      writeFileSync(resolve(file), `\uFEFF${writeDelimited(sheetOfTable(table, inputs), ',')}`);
      printLine(`${id}: ${table.rows.length} rows → ${resolve(file)}`);
    });
}

function textIn(path: string): string {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES)
    throw new AppError('VALIDATION_FAILED', `${path}: is larger than ${MOST_BYTES / 1_000_000} MB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw new AppError(
      'VALIDATION_FAILED',
      `${path}: ${error instanceof TypeError ? 'is not UTF-8 text' : String(error)}`,
    );
  }
}

/** A CSV file as the table of a ruleset's files: manifest and script are written; nothing is where anything is wrong. */
function importTable(path: string, file: string, replaceScript: boolean): void {
  const { manifest, files } = manifestIn(path);
  if (!replaceScript && !isUntouched(files.source))
    throw new AppError(
      'CONFLICT',
      'rules.rhai was written by hand and would be replaced by what the table makes; with --replace-script it is',
    );
  const text = textIn(file);
  const { rows, unclosed } = readDelimited(text, separatorOf(text));
  if (unclosed !== undefined)
    throw new AppError('VALIDATION_FAILED', `${file}: a quote in line ${unclosed} is never closed`);
  const outcome = tableOfSheet(rows, manifest, '+00:00');
  if (!outcome.ok)
    throw new AppError(
      'VALIDATION_FAILED',
      `${file} is no table`,
      outcome.faults.map(({ row, column, reason }) => ({
        path: `${basename(file)}:${row}:${column}`,
        message: textOfReason(reason, 'en'),
      })),
    );
  const { sheet } = outcome;
  const next = { ...manifest, ...membersWith(manifest, sheet) };
  const read = readTable(sheet.table, next);
  const told = faultsOfTable(read, read.ok ? scriptOf(read.model) : '');
  if (!read.ok || told.errors.length > 0)
    throw new AppError(
      'RULESET_INVALID',
      `the table of ${file} cannot be used`,
      told.errors.map((fault) => ({ path: fault.path, message: textOfReason(fault.reason, 'en') })),
    );
  const members = { ...(files.manifest as object), ...membersWith(manifest, sheet) };
  writeRuleset(path, { manifest: members, source: scriptOf(read.model), tests: files.tests });
  for (const { path: place, reason } of told.warnings)
    process.stderr.write(`aif: warning: ${place}: ${textOfReason(reason, 'en')}\n`);
  const added = [
    ...sheet.newInputs.map(({ name }) => `input ${name}`),
    ...sheet.newVerdicts.map((verdict) => `verdict ${verdict} (medium)`),
  ];
  printLine(
    `${manifest.id}: ${sheet.table.rows.length} rows, ${sheet.table.hitPolicy}${added.length === 0 ? '' : `; added ${added.join(', ')}`}`,
  );
}

function importCommand(): Command {
  return new Command('import')
    .description('make a CSV file the decision table of a ruleset; its script is written from it')
    .argument('<dir|bundle>', PATH_HELP)
    .argument('<file.csv>', 'rows of conditions and verdicts; see the administrator guide')
    .option('--replace-script', 'also where the script was written by hand', false)
    .action((path: string, file: string, options: { replaceScript: boolean }) =>
      importTable(resolve(path), resolve(file), options.replaceScript),
    );
}

/** `aif rules table`: decision tables of rulesets as files. */
export const tableCommand = (): Command =>
  new Command('table')
    .description('decision tables of rulesets as CSV')
    .addCommand(exportCommand())
    .addCommand(importCommand());
