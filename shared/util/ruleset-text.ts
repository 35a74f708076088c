import { SEVERITIES, type Severity } from '../contract/common.ts';
import type { RulesetTexts } from '../contract/ruleset-desk.ts';

/** Members of each part in the order of the contract; what is not named follows in its own order. */
const ORDER = {
  manifest: [
    'id',
    'name',
    'description',
    'inputs',
    'trigger',
    'verdicts',
    'parameters',
    'confidenceThreshold',
    'cacheSeconds',
    'limits',
    'table',
    'acceptedFindings',
  ],
  input: [
    'name',
    'label',
    'type',
    'unit',
    'values',
    'tag',
    'take',
    'windowSeconds',
    'maxAgeSeconds',
    'optional',
  ],
  trigger: ['kind', 'debounceMs', 'everySeconds', 'cron', 'timezone'],
  text: ['ko', 'en'],
  limits: ['operations', 'deadlineMs'],
  table: ['hitPolicy', 'columns', 'outputs', 'rows', 'otherwise'],
  output: ['name', 'label', 'type'],
  column: ['expression', 'label', 'type', 'allowed', 'utcOffset'],
  outcome: ['name', 'when', 'verdict', 'confidence', 'reason', 'outputs'],
  test: ['name', 'input', 'expect'],
  expect: ['verdict', 'holdCause', 'confidence', 'outputs'],
} as const;

type Members = Record<string, unknown>;
const isMembers = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function ordered(value: unknown, order: readonly string[], inside: Record<string, Order> = {}): unknown {
  if (!isMembers(value)) return value;
  const names = [...order.filter((name) => Object.hasOwn(value, name))];
  names.push(...Object.keys(value).filter((name) => !order.includes(name)));
  return Object.fromEntries(names.map((name) => [name, (inside[name] ?? same)(value[name])]));
}
type Order = (value: unknown) => unknown;
const same: Order = (value) => value;
const each =
  (order: Order): Order =>
  (value) =>
    Array.isArray(value) ? value.map(order) : value;

const byName: Order = (value) => ordered(value, isMembers(value) ? Object.keys(value).sort() : []);
const rankOf = (severity: unknown) => SEVERITIES.indexOf(severity as Severity);
/** Verdicts from normal to critical, as one reads them. */
const bySeverity: Order = (value) => {
  if (!isMembers(value)) return value;
  const names = Object.keys(value).sort((a, b) => rankOf(value[a]) - rankOf(value[b]) || (a < b ? -1 : 1));
  return ordered(value, names);
};
const text: Order = (value) => ordered(value, ORDER.text);
const outcome: Order = (value) => ordered(value, ORDER.outcome, { reason: text });
const table: Order = (value) =>
  ordered(value, ORDER.table, {
    columns: each((column) => ordered(column, ORDER.column, { label: text })),
    outputs: each((output) => ordered(output, ORDER.output, { label: text })),
    rows: each(outcome),
    otherwise: outcome,
  });

/** A manifest with its members always in the same order, whatever order they came in. */
export const orderedManifest: Order = (manifest) =>
  ordered(manifest, ORDER.manifest, {
    name: text,
    description: text,
    inputs: each((input) => ordered(input, ORDER.input, { label: text })),
    trigger: (value) => ordered(value, ORDER.trigger),
    verdicts: bySeverity,
    parameters: byName,
    limits: (value) => ordered(value, ORDER.limits),
    table,
  });

export const orderedTests: Order = each((test) =>
  ordered(test, ORDER.test, {
    input: byName,
    expect: (value) => ordered(value, ORDER.expect, { outputs: byName }),
  }),
);

/**
 * JSON as it stands in a file: two spaces, a member a line, a line end at its end; a row of a decision table is one line, so that a
 * repository shows which rows differ.
 */
export function jsonText(value: unknown): string {
  const plain = JSON.stringify(value);
  // Stands for a row until it is put in; nothing else says it.
  let mark = '#row ';
  while (plain.includes(mark)) mark = `#${mark}`;
  const rows: string[] = [];
  const json = JSON.stringify(
    value,
    (name, member: unknown) =>
      name === 'rows' && Array.isArray(member)
        ? member.map((row) => `${mark}${rows.push(JSON.stringify(row)) - 1}`)
        : member,
    2,
  );
  const marked = new RegExp(`"${mark}(\\d+)"`, 'g');
  return `${json.replaceAll(marked, (_, index: string) => rows[Number(index)] ?? 'null')}\n`;
}

interface Parts {
  readonly manifest: unknown;
  readonly source: string;
  readonly tests: unknown;
}

/** The files of a ruleset as texts in the one form in which they are written, so that versions differ only where they differ. */
export function textsOf({ manifest, source, tests }: Parts): RulesetTexts {
  return {
    manifest: jsonText(orderedManifest(manifest)),
    source,
    tests: jsonText(orderedTests(tests)),
  };
}

/** A whole ruleset as one file. */
export function bundleText({ manifest, source, tests }: Parts): string {
  return jsonText({ ruleset: orderedManifest(manifest), rules: source, tests: orderedTests(tests) });
}
