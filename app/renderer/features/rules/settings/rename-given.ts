import { decisionTableSchema } from '../../../../../shared/contract/decision-table.ts';
import type { RulesetTexts } from '../../../../../shared/contract/ruleset-desk.ts';
import { tableWithGivenRenamed } from '../../../../../shared/decision-table/rename-given.ts';
import { withGivenRenamed, type GivenKind } from '../../../../../shared/rhai-syntax/rename-given.ts';
import { testsOf, testsText } from '../tests/test-form.ts';
import { fieldText, listOf, manifestOf, manifestText, membersOf, renamed } from './manifest-form.ts';

/**
 * The texts of a ruleset in which an input or parameter has another name, wherever it is named: settings, script, decision table and
 * tests. What cannot be read stays as it is, and so does a script in which the new name means something of its own.
 */
export function withGivenNamed(
  { manifest: settings, source, tests }: RulesetTexts,
  kind: GivenKind,
  from: string,
  to: string,
): Partial<RulesetTexts> {
  const manifest = manifestOf(settings);
  if (manifest === null) return {};
  const named =
    kind === 'input'
      ? {
          inputs: listOf(manifest['inputs']).map((input) =>
            fieldText(input['name']) === from ? { ...input, name: to } : input,
          ),
        }
      : { parameters: renamed(membersOf(manifest['parameters']), from, to) };
  const table = decisionTableSchema.safeParse(manifest['table']);
  const changed = {
    ...manifest,
    ...named,
    ...(table.success && { table: tableWithGivenRenamed(table.data, kind, from, to) }),
  };
  const cases = kind === 'input' ? testsOf(tests) : null;
  return {
    manifest: manifestText(changed),
    // With a table the script is made from it.
    ...(manifest['table'] === undefined && { source: withGivenRenamed(source, kind, from, to) ?? source }),
    ...(cases !== null && {
      tests: testsText(cases.map((one) => ({ ...one, input: renamed(membersOf(one['input']), from, to) }))),
    }),
  };
}
