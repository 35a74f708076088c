import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import type { EditorInput } from '../editor/types.ts';
import { liveInputs } from './live-inputs.ts';

const EVERY_MS = 2_000;
/** A plant with more tags shows values of what has been judged only. */
const MOST_TAGS = 500;
const NONE: readonly EditorInput[] = [];

/** The draft's inputs with their values now. */
export function useLiveInputs(id: string, manifest: RulesetManifest | null): readonly EditorInput[] {
  const language = useLanguage();
  const judgments = useQuery(
    trpc.judgment.list.queryOptions({ rulesetId: id, limit: 1 }, { refetchInterval: EVERY_MS }),
  );
  const newest = judgments.data?.items[0];
  const isKnown = manifest?.inputs.every(({ name }) => newest?.evidence.some((seen) => seen.name === name));
  const tags = useQuery(
    trpc.dataHub.tags.queryOptions(
      { limit: MOST_TAGS },
      { enabled: judgments.isSuccess && isKnown === false, refetchInterval: EVERY_MS },
    ),
  ).data?.items;
  return useMemo(
    () => (manifest === null ? NONE : liveInputs(manifest, newest, tags ?? [], language)),
    [manifest, newest, tags, language],
  );
}
