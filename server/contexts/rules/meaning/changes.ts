import type { ManifestChange } from '../../../../shared/contract/rule-meaning.ts';
import { canonicalJson } from '../../../../shared/util/canonical-json.ts';
import type { Sides } from './space.ts';

type Members = Readonly<Record<string, unknown>>;

const OTHERS = ['confidenceThreshold', 'cacheSeconds'] as const;

/** What is asked for, what is said and when: all that a manifest has otherwise, texts for people left out. */
export function changesOf({ before, after }: Sides): ManifestChange[] {
  const inputs = (all: Sides['before']['inputs']): Members =>
    Object.fromEntries(all.map((input) => [input.name, { ...input, name: undefined, label: undefined }]));
  const others = (manifest: Sides['before']): Members =>
    Object.fromEntries(OTHERS.map((name) => [name, manifest[name]]));
  return [
    ...differing('input', inputs(before.inputs), inputs(after.inputs)),
    ...differing('parameter', before.parameters, after.parameters),
    ...differing('verdict', before.verdicts, after.verdicts),
    ...differing('trigger', { trigger: before.trigger }, { trigger: after.trigger }),
    ...differing('limit', before.limits, after.limits),
    ...differing('other', others(before), others(after)),
  ];
}

function differing(part: ManifestChange['part'], before: Members, after: Members): ManifestChange[] {
  const told = (value: unknown) => (value === undefined ? null : canonicalJson(value));
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const change = { part, name, before: told(before[name]), after: told(after[name]) };
    return change.before === change.after ? [] : [change];
  });
}
