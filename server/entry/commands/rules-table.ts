import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { Command } from 'commander';
import type { DecisionTable } from '../../../shared/contract/decision-table.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { textOfReason } from '../../../shared/contract/reasons.ts';
import { rulesetManifestSchema, type RulesetManifest } from '../../../shared/contract/rules.ts';
import {
  readDelimited,
  separatorOf,
  writeDelimited,
  type Grid,
} from '../../../shared/decision-table/delimited.ts';
import { isUntouched, scriptOf } from '../../../shared/decision-table/generate.ts';
import { readTable } from '../../../shared/decision-table/model.ts';
import { membersWith, sheetOfTable, tableOfSheet } from '../../../shared/decision-table/sheet.ts';
import { faultsOfTable } from '../../../shared/decision-table/told.ts';
import { toNfc } from '../../../shared/util/nfc.ts';
import type { NamedSheet } from '../../../shared/workbook/workbook.ts';
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

const rowsText = ({ rows }: DecisionTable): string => `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;

const isWorkbook = (file: string): boolean => extname(file).toLowerCase() === '.xlsx';

/** What other programs for spreadsheets save; whatever else a file that is read is called, it is CSV. */
const OTHER_WORKBOOKS = new Set(['.xls', '.xlsm', '.xlsb', '.ods', '.numbers']);

function tellOtherFormat(file: string): void {
  const format = extname(file).toLowerCase();
  if (OTHER_WORKBOOKS.has(format))
    throw new AppError('VALIDATION_FAILED', `${file}: tables go as .csv or .xlsx, not as ${format}`);
}

/** Loaded only where one is read or written. */
const workbooks = () => import('../../../shared/workbook/workbook.ts');

function exportCommand(): Command {
  return new Command('export')
    .description('write the decision table of a ruleset as CSV or, where the file is called .xlsx, as XLSX')
    .argument('<dir|bundle>', PATH_HELP)
    .argument('<file.csv|file.xlsx>', 'where to')
    .action(async (path: string, file: string) => {
      const { table, inputs, id } = manifestIn(resolve(path)).manifest;
      if (table === undefined) throw new AppError('RULESET_INVALID', `${id} has no decision table`);
      if (!isWorkbook(file) && extname(file).toLowerCase() !== '.csv')
        throw new AppError('VALIDATION_FAILED', `${file}: tables are written as .csv or .xlsx`);
      const sheet = sheetOfTable(table, inputs);
      writeFileSync(
        resolve(file),
        isWorkbook(file)
          ? await (await workbooks()).writeWorkbook(id, sheet)
          : `\uFEFF${writeDelimited(sheet, ',')}`,
      );
      printLine(`${id}: ${rowsText(table)} → ${resolve(file)}`);
    });
}

function bytesIn(path: string): Uint8Array {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new AppError('NOT_FOUND', `${path} is not there`);
  if (found.size > MOST_BYTES)
    throw new AppError('VALIDATION_FAILED', `${path}: is larger than ${MOST_BYTES / 1_000_000} MB`);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new AppError('VALIDATION_FAILED', `${path}: ${String(error)}`);
  }
}

/** What every ZIP file begins with, XLSX among them. */
const isZip = ([first, second]: Uint8Array): boolean => first === 0x50 && second === 0x4b;

function rowsOfText(file: string, bytes: Uint8Array): Grid {
  if (isZip(bytes))
    throw new AppError('VALIDATION_FAILED', `${file}: is no text; an XLSX file is to be called .xlsx`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('VALIDATION_FAILED', `${file}: is not UTF-8 text`);
  }
  const { rows, unclosed } = readDelimited(text, separatorOf(text));
  if (unclosed !== undefined)
    throw new AppError('VALIDATION_FAILED', `${file}: a quote in line ${unclosed} is never closed`);
  return rows;
}

async function sheetsOf(file: string, bytes: Uint8Array): Promise<readonly NamedSheet[]> {
  if (!isZip(bytes))
    throw new AppError('VALIDATION_FAILED', `${file}: is no XLSX file; CSV is to be called .csv`);
  const { readWorkbook } = await workbooks();
  const read = await readWorkbook(bytes).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('VALIDATION_FAILED', `${file}: is no XLSX file that can be read (${why})`);
  });
  if (read.kind === 'refused')
    throw new AppError('VALIDATION_FAILED', `${file}: unpacks to more than 60 MB; no table is that large`);
  return read.sheets;
}

/** The sheet that is named, or the only one in which anything stands. */
async function rowsOfWorkbook(file: string, bytes: Uint8Array, name: string | undefined): Promise<Grid> {
  const sheets = await sheetsOf(file, bytes);
  const filled = sheets.filter(({ rows }) => rows.some((row) => row.some((cell) => cell.trim() !== '')));
  const [only = sheets[0], ...others] =
    name === undefined ? filled : sheets.filter((sheet) => sheet.name === name);
  const names = sheets.map((sheet) => `"${sheet.name}"`).join(', ');
  if (name !== undefined && only?.name !== name)
    throw new AppError('VALIDATION_FAILED', `${file}: has no sheet "${name}"; there are ${names}`);
  if (others.length > 0)
    throw new AppError('VALIDATION_FAILED', `${file}: has several sheets; say which by --sheet: ${names}`);
  return only?.rows ?? [];
}

interface ImportOptions {
  readonly replaceScript: boolean;
  readonly sheet?: string;
}

/** A CSV or XLSX file as the table of a ruleset's files: manifest and script are written; nothing is where anything is wrong. */
async function importTable(
  path: string,
  file: string,
  { replaceScript, sheet: sheetName }: ImportOptions,
): Promise<void> {
  const { manifest, files } = manifestIn(path);
  if (!replaceScript && !isUntouched(files.source))
    throw new AppError(
      'CONFLICT',
      'rules.rhai was written by hand and would be replaced by what the table makes; with --replace-script it is',
    );
  tellOtherFormat(file);
  if (sheetName !== undefined && !isWorkbook(file))
    throw new AppError('VALIDATION_FAILED', `${file}: --sheet is for .xlsx files`);
  const bytes = bytesIn(file);
  const rows = isWorkbook(file) ? await rowsOfWorkbook(file, bytes, sheetName) : rowsOfText(file, bytes);
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
    `${manifest.id}: ${rowsText(sheet.table)}, ${sheet.table.hitPolicy}${added.length === 0 ? '' : `; added ${added.join(', ')}`}`,
  );
}

function importCommand(): Command {
  return new Command('import')
    .description('make a CSV or XLSX file the decision table of a ruleset; its script is written from it')
    .argument('<dir|bundle>', PATH_HELP)
    .argument('<file.csv|file.xlsx>', 'rows of conditions and verdicts; see the administrator guide')
    .option('--replace-script', 'also where the script was written by hand', false)
    .option('--sheet <name>', 'of an XLSX file with several')
    .action((path: string, file: string, options: ImportOptions) =>
      importTable(resolve(path), resolve(file), options),
    );
}

/** `aif rules table`: decision tables of rulesets as files. */
export const tableCommand = (): Command =>
  new Command('table')
    .description('decision tables of rulesets as CSV and XLSX')
    .addCommand(exportCommand())
    .addCommand(importCommand());
