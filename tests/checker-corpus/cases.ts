import { readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { findingCodeSchema } from '../../shared/contract/ruleset-check.ts';

const inputsSchema = z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()]));
export type CaseInputs = z.infer<typeof inputsSchema>;

const expectedSchema = z.strictObject({
  code: findingCodeSchema,
  /** Codes that say the same as well. */
  or: z.array(findingCodeSchema).min(1).optional(),
  /** From 1; none where the finding is about the manifest, or about the script as a whole. */
  line: z.number().int().positive().optional(),
  /** From 1, in characters: the token that is wrong. */
  column: z.number().int().positive().optional(),
  /** Line of the other place, where two disagree. */
  other: z.number().int().positive().optional(),
  /** Names or words that the finding must tell, separated by commas. */
  about: z.string().optional(),
  /** Inputs with which the fault shows; an optional one that is left out is nothing. */
  witness: inputsSchema.optional(),
  /** The line as it was meant: with it, the witness ends otherwise. */
  repair: z.string().optional(),
});
export type Expected = z.infer<typeof expectedSchema>;

const caseSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]{1,64}$/),
    why: z.string().min(10),
    ruleset: z.record(z.string(), z.unknown()),
    rules: z.array(z.string().regex(/^[^\n]*$/)).min(1),
    expect: z.array(expectedSchema),
    /** Consequences of the faults that a checker may tell as well: neither found nor false. */
    allow: z
      .array(z.strictObject({ code: findingCodeSchema, line: z.number().int().positive().optional() }))
      .default([]),
    /** Inputs that random ones would hardly meet. */
    examples: z.array(inputsSchema).default([]),
  })
  .transform(({ rules, ...rest }) => ({ ...rest, rules: rules.join('\n') }));
export type CorpusCase = z.infer<typeof caseSchema>;

/** The cases of one kind by file, `later/…` those added after the checker was there. `rules` is the whole script. */
export function corpusFiles(
  kind: 'faulty' | 'sound' | 'later/faulty' | 'later/sound',
): Map<string, CorpusCase[]> {
  const folder = new URL(`${kind}/`, import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const read = (name: string): CorpusCase[] =>
    caseSchema.array().parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  return new Map(names.sort().map((name) => [name, read(name)]));
}
