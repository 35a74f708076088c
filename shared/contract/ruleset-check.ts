import { z } from 'zod';
import { findingCodeSchema, type FindingCode } from './finding-codes.ts';
import { reasonSchema } from './reasons.ts';
import { acceptedFindingSchema, rulesetManifestSchema, type RulesetManifest } from './rules.ts';
import { MOST_OF_DRAFT } from './ruleset-desk.ts';

export { FINDING_CODES, findingCodeSchema, type FindingCode } from './finding-codes.ts';

export const FINDING_SEVERITIES = ['error', 'warning', 'info'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

const witnessSchema = z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()]));
export type Witness = z.infer<typeof witnessSchema>;

/** A change of the script that mends it. Lines and columns from 1 in characters; the end is the place behind. */
const findingFixSchema = z.strictObject({
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
  old: z.string().describe('what stands there; another text since then is left alone'),
  text: z.string(),
});
export type FindingFix = z.infer<typeof findingFixSchema>;

/**
 * One finding. Line and column count from 1, the column in characters; none where it is about the manifest or the script as a whole.
 * `basis`: shown without running (`proved`), by a run with the witness (`run`), or because none of `searched` inputs showed otherwise.
 */
export const findingSchema = z.strictObject({
  code: findingCodeSchema,
  severity: z.enum(FINDING_SEVERITIES),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  other: z.number().int().optional().describe('line of the other place, where two disagree'),
  about: z.string().optional().describe('names or words it is about, separated by commas'),
  basis: z.enum(['proved', 'run', 'searched']),
  searched: z.number().int().optional().describe('inputs that were run'),
  witness: witnessSchema.optional().describe('inputs with which it shows; null: no value'),
  outcome: z.string().optional().describe('what the run with the witness ended in'),
  reason: reasonSchema.optional().describe('what the engine says of it, where it does'),
  fix: findingFixSchema.optional(),
  fingerprint: z
    .string()
    .describe('stays while the code and the line it is about stay; what it is accepted by'),
});
export type Finding = z.infer<typeof findingSchema>;

/**
 * What was found in one ruleset. `conditions`: how many were looked at; `runs`: evaluations made; `complete`: false where time ran out;
 * `provedAll`: false where conditions are too many or too long for all that one says of another, so that some that never hold may not be told.
 */
export const checkReportSchema = z.strictObject({
  findings: z.array(findingSchema),
  conditions: z.number().int(),
  runs: z.number().int(),
  complete: z.boolean(),
  provedAll: z.boolean(),
});
export type CheckReport = z.infer<typeof checkReportSchema>;

export const checkedFindingSchema = findingSchema.extend({ accepted: acceptedFindingSchema.optional() });
/** A finding, and why it is left as it is where it was accepted. */
export type CheckedFinding = z.infer<typeof checkedFindingSchema>;

export const checkAnswerSchema = checkReportSchema.extend({ findings: z.array(checkedFindingSchema) });
export type CheckAnswer = z.infer<typeof checkAnswerSchema>;

export const checkInputSchema = z.strictObject({
  manifest: rulesetManifestSchema,
  source: z.string().max(MOST_OF_DRAFT.source),
});

/** One run of a draft with the inputs of a finding. */
export const runInputSchema = checkInputSchema.extend({ inputs: witnessSchema });
const traceValueSchema = z.union([z.null(), z.boolean(), z.number(), z.string()]);
export const runAnswerSchema = z.strictObject({
  error: z
    .strictObject({
      code: z.string(),
      reason: reasonSchema,
      line: z.number().int(),
      column: z.number().int(),
    })
    .nullable(),
  text: z.string().describe('the result as JSON, or what the engine says of the error'),
  trace: z.array(
    z.strictObject({
      ruleId: z.string(),
      line: z.number().int(),
      column: z.number().int(),
      fired: z.boolean(),
      values: z.record(z.string(), traceValueSchema),
    }),
  ),
});
export type RunAnswer = z.infer<typeof runAnswerSchema>;

/** Findings with what was accepted of them in the ruleset's own manifest. */
export function withAccepted(report: CheckReport, { acceptedFindings = [] }: RulesetManifest): CheckAnswer {
  const findings = report.findings.map((finding): CheckedFinding => {
    const accepted = acceptedFindings.find(
      ({ code, fingerprint }) => code === finding.code && fingerprint === finding.fingerprint,
    );
    return accepted === undefined ? finding : { ...finding, accepted };
  });
  return { ...report, findings };
}

/** What keeps a version from being put into force unless that is confirmed: errors nobody has accepted. */
export const openErrors = (findings: readonly CheckedFinding[]): CheckedFinding[] =>
  findings.filter(({ severity, accepted }) => severity === 'error' && accepted === undefined);

/** Codes, each once with how often. */
export const countedCodes = (codes: readonly FindingCode[]): string =>
  [...new Set(codes)]
    .map((code) => {
      const { length } = codes.filter((each) => each === code);
      return length === 1 ? code : `${code} × ${length}`;
    })
    .join(', ');
