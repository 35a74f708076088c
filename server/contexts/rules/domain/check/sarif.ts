import { adviceOf } from '../../../../../shared/contract/finding-advice.ts';
import type { FieldError } from '../../../../../shared/contract/errors.ts';
import { textOfFinding } from '../../../../../shared/contract/finding-texts.ts';
import { FINDING_CODES, type CheckedFinding } from '../../../../../shared/contract/ruleset-check.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Findings of one ruleset. `script`, `manifest`: paths of its files as the log names them. */
export interface SarifPart {
  readonly script: string;
  readonly manifest: string;
  readonly findings: readonly CheckedFinding[];
  /** What keeps it from being a ruleset, and what its decision table leaves open. */
  readonly problems: readonly (FieldError & { readonly level: 'error' | 'warning' })[];
}

const PROBLEMS = {
  error: { id: 'RULESET_INVALID', text: 'what is written here is no ruleset' },
  warning: { id: 'DECISION_TABLE', text: 'the decision table leaves something open' },
} as const;

/** A log of SARIF 2.1.0 (OASIS): one run, a rule per code, a result per finding; what was accepted is suppressed with its reason. */
export function sarifOf(parts: readonly SarifPart[], version: string): unknown {
  const ofFindings = FINDING_CODES.map((id) => ({
    id,
    shortDescription: { text: textOfFinding({ code: id }, 'en') },
    help: { text: adviceOf(id, 'en') ?? textOfFinding({ code: id }, 'en') },
  }));
  const ofProblems = Object.values(PROBLEMS).map(({ id, text }) => ({
    id,
    shortDescription: { text },
    help: { text },
  }));
  const rules = [...ofFindings, ...ofProblems];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'aif rules check', version, rules } },
        columnKind: 'unicodeCodePoints',
        results: parts.flatMap((part) => [
          ...part.problems.map((problem) => problemOf(part, problem)),
          ...part.findings.map((finding) => resultOf(part, finding)),
        ]),
      },
    ],
  };
}

function problemOf({ script, manifest }: SarifPart, problem: SarifPart['problems'][number]): unknown {
  const { level, path, message } = problem;
  const { id } = PROBLEMS[level];
  const [, line, column] = /^rules\.rhai:(\d+):(\d+)$/.exec(path) ?? [];
  const region =
    line === undefined ? {} : { region: { startLine: Number(line), startColumn: Number(column) } };
  const uri = path.startsWith('rules.rhai') ? script : manifest;
  return {
    ruleId: id,
    ruleIndex: FINDING_CODES.length + Object.values(PROBLEMS).findIndex((one) => one.id === id),
    level,
    message: { text: path === '' ? message : `${path}: ${message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, ...region } }],
  };
}

function resultOf({ script, manifest }: SarifPart, finding: CheckedFinding): unknown {
  const { code, severity, line, column, fingerprint, witness, basis, outcome, accepted, fix } = finding;
  const uri = line === undefined ? manifest : script;
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    ruleId: code,
    ruleIndex: FINDING_CODES.indexOf(code),
    level: LEVELS[severity],
    message: { text: textOfFinding(finding, 'en') },
    locations: [{ physicalLocation: { artifactLocation: { uri }, ...region } }],
    partialFingerprints: { 'aif/v1': fingerprint },
    properties: {
      basis,
      ...(witness === undefined ? {} : { witness }),
      ...(outcome === undefined ? {} : { outcome }),
    },
    ...(accepted === undefined
      ? {}
      : { suppressions: [{ kind: 'external', justification: accepted.reason }] }),
    ...(fix === undefined
      ? {}
      : {
          fixes: [
            {
              artifactChanges: [
                {
                  artifactLocation: { uri: script },
                  replacements: [
                    {
                      deletedRegion: {
                        startLine: fix.line,
                        startColumn: fix.column,
                        endLine: fix.endLine,
                        endColumn: fix.endColumn,
                      },
                      insertedContent: { text: fix.text },
                    },
                  ],
                },
              ],
            },
          ],
        }),
  };
}
