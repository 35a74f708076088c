import type { RulesetTexts } from '../../../../../shared/contract/ruleset-desk.ts';
import { textsOf } from '../../../../../shared/util/ruleset-text.ts';
import { queryClient, trpc } from '../../../lib/trpc/index.ts';

/** The files of a version in the form in which they are written, its test cases as they are now. */
export async function textsOfVersion(id: string, version: number): Promise<RulesetTexts> {
  const { manifest, source, tests } = await queryClient.fetchQuery(
    trpc.rules.version.queryOptions({ id, version }),
  );
  return textsOf({ manifest, source, tests });
}
