import { adviceOf } from '../../../../../shared/contract/finding-advice.ts';
import { textOfFinding } from '../../../../../shared/contract/finding-texts.ts';
import { FINDING_CODES, type CheckedFinding } from '../../../../../shared/contract/ruleset-check.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Findings of one ruleset. `script`, `manifest`: paths of its files as the log names them. */
export interface SarifPart {
  readonly script: string;
  readonly manifest: string;
  readonly findings: readonly CheckedFinding[];
}

/** A log of SARIF 2.1.0 (OASIS): one run, a rule per code, a result per finding; what was accepted is suppressed with its reason. */
export function sarifOf(parts: readonly SarifPart[], version: string): unknown {
  const rules = FINDING_CODES.map((id) => ({
    id,
    shortDescription: { text: textOfFinding({ code: id }, 'en') },
    help: { text: adviceOf(id, 'en') ?? textOfFinding({ code: id }, 'en') },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'aif rules check', version, rules } },
        columnKind: 'unicodeCodePoints',
        results: parts.flatMap((part) => part.findings.map((finding) => resultOf(part, finding))),
      },
    ],
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
