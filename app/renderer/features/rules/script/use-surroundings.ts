import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import { tagMatcher } from '../../../../../shared/util/tag-pattern.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { useTagNames } from '../../../lib/tags/use-tag-names.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import type { EditorInput, ScriptSurroundings } from '../editor/types.ts';
import { fieldText, listOf, manifestOf, membersOf } from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';

const EVERY_MS = 3_000;
/** Inputs whose live value is asked for. */
const MOST_LIVE = 30;
const NO_PATHS: readonly string[] = [];

type Known = Pick<RulesetManifest, 'inputs' | 'parameters' | 'verdicts'>;

/** What can be read of a manifest that is being written. */
function knownOf(text: string): Known {
  const manifest = manifestOf(text) ?? {};
  const inputs = listOf(manifest['inputs']).map((input) => ({ ...input, name: fieldText(input['name']) }));
  return {
    inputs: inputs as RulesetManifest['inputs'],
    parameters: membersOf(manifest['parameters']) as RulesetManifest['parameters'],
    verdicts: membersOf(manifest['verdicts']) as RulesetManifest['verdicts'],
  };
}

/** Inputs, parameters and verdicts of the draft, each input of a tag with what the first tag of its pattern has now. */
export function useSurroundings(): ScriptSurroundings {
  const { draft, manifest } = useDesk();
  const language = useLanguage();
  const paths = useTagNames().data?.path ?? NO_PATHS;
  const text = draft.texts.manifest;
  const known = useMemo(() => manifest ?? knownOf(text), [manifest, text]);
  const tagOf = useMemo(() => {
    const tagged = known.inputs.filter(({ tag, take = 'last' }) => tag !== undefined && take === 'last');
    return new Map(
      tagged.slice(0, MOST_LIVE).flatMap(({ name, tag = '' }) => {
        const path = paths.find(tagMatcher([tag]));
        return path === undefined ? [] : [[name, path] as const];
      }),
    );
  }, [known, paths]);
  const live = useQueries({
    queries: [...tagOf.values()].map((path) =>
      trpc.dataHub.tag.queryOptions({ path }, { refetchInterval: EVERY_MS }),
    ),
    combine: (results) =>
      JSON.stringify(results.map(({ data }) => [data?.path, data?.last?.value ?? null] as const)),
  });
  return useMemo(() => {
    const valueOf = new Map(JSON.parse(live) as [string, number | string | boolean | null][]);
    const inputs = known.inputs.map((input): EditorInput => {
      const path = tagOf.get(input.name);
      const value = path === undefined ? null : (valueOf.get(path) ?? null);
      if (path === undefined || value === null) return input;
      const shown = typeof value === 'number' ? formatNumber(value, language) : String(value);
      return { ...input, live: { text: shown, source: path } };
    });
    return { inputs, parameters: known.parameters, verdicts: known.verdicts };
  }, [known, tagOf, live, language]);
}
