import type {
  DiagnosticKind,
  Diagnostics,
  DiagnosticSection,
} from '../../../../shared/contract/diagnostics.ts';
import type { Settings } from '../../../../shared/contract/settings.ts';
import { secretBlanker } from './blank-secrets.ts';

/** What is gathered for a diagnostic file. What could not be found out is a sentence that says why. */
export interface DiagnosticFacts {
  readonly version: string;
  readonly from: Diagnostics['from'];
  readonly about: Readonly<Record<string, string | number>>;
  /** In each language the findings are told in. */
  readonly findings: Readonly<Record<string, readonly string[]>>;
  readonly figures: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  readonly settings: Settings | string;
  readonly integrity: readonly string[];
  readonly schema: readonly string[];
  readonly folder: readonly { readonly path: string; readonly bytes: number; readonly at: string }[];
  readonly metrics: string;
  readonly logs: readonly { readonly name: string; readonly lines: readonly string[] }[];
  /** Known secrets: none of them may be in the file. */
  readonly secrets: readonly string[];
}

const pairs = (values: Readonly<Record<string, unknown>>): string[] => {
  const width = Math.max(0, ...Object.keys(values).map(({ length }) => length));
  return Object.entries(values).map(([name, value]) => `${name.padEnd(width)}  ${String(value)}`);
};

function settingLines(settings: Settings | string): string[] {
  if (typeof settings === 'string') return [settings];
  return settings.settings.map(
    ({ name, value, source, variable }) =>
      `${name.padEnd(24)}  ${JSON.stringify(value)}  (${variable !== undefined && source === 'environment' ? variable : source})`,
  );
}

function folderLines(folder: DiagnosticFacts['folder']): string[] {
  return folder.map(({ path, bytes, at }) => `${String(bytes).padStart(14)}  ${at}  ${path}`);
}

const titled = (title: string, lines: readonly string[]): string[] => [title, ...lines, ''];

/**
 * One file for whoever looks into a trouble from afar: readable as it is, without a secret.
 * @param now epoch milliseconds
 */
export function bundleOf(facts: DiagnosticFacts, now: number): Diagnostics {
  const blank = secretBlanker(facts.secrets);
  const section = (kind: DiagnosticKind, name: string, lines: readonly string[]): DiagnosticSection => ({
    kind,
    name,
    lines: blank(lines.join('\n')).split('\n'),
  });
  const figures = Object.entries(facts.figures).flatMap(([part, values]) =>
    Object.keys(values).length === 0 ? [] : titled(part, pairs(values)),
  );
  return {
    format: 'aif-diagnostics/1',
    madeAt: new Date(now).toISOString(),
    version: facts.version,
    from: facts.from,
    sections: [
      section('about', 'about.txt', pairs(facts.about)),
      section(
        'findings',
        'findings.txt',
        Object.values(facts.findings).flatMap((lines) => [...lines, '']),
      ),
      section('settings', 'settings.txt', settingLines(facts.settings)),
      section('integrity', 'integrity.txt', [...facts.integrity, '', ...facts.schema]),
      section('folder', 'folder.txt', folderLines(facts.folder)),
      section('metrics', 'metrics.txt', [...figures, ...facts.metrics.trimEnd().split('\n')]),
      ...facts.logs.map(({ name, lines }) => section('log', `logs/${name}`, lines)),
    ],
  };
}
