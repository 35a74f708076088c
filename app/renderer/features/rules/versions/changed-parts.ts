import type { RulesetTexts } from '../../../../../shared/contract/ruleset-desk.ts';
import { canonicalJson } from '../../../../../shared/util/canonical-json.ts';

/** One thing that differs between two versions: a part of the manifest by its name, lines of the script, test cases. */
export interface ChangedPart {
  readonly what: 'added' | 'removed' | 'changed' | 'script' | 'tests';
  readonly name: string;
  readonly count: number;
}

type Members = Record<string, unknown>;

const asMembers = (value: unknown): Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Members) : {};

/** Inputs by name, so that one is told by it and not by its place. */
const byName = (value: unknown): Members =>
  Object.fromEntries(
    (Array.isArray(value) ? value : []).map((item, index) => [
      String(asMembers(item)['name'] ?? index),
      item,
    ]),
  );

function changesOf(prefix: string, before: Members, after: Members): ChangedPart[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name): ChangedPart[] => {
    const [was, is] = [before[name], after[name]];
    if (was !== undefined && is !== undefined && canonicalJson(was) === canonicalJson(is)) return [];
    const what = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ what, name: `${prefix}${name}`, count: 1 }];
  });
}

/** Lines of one text that the other does not have, counted with their repetitions, on both sides. */
function lineChanges(before: string, after: string): number {
  const counts = new Map<string, number>();
  for (const line of before.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of after.split('\n')) counts.set(line, (counts.get(line) ?? 0) - 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0);
}

const INSIDE = ['verdicts', 'parameters', 'limits'];

/** In short what is another between two states of a ruleset whose JSON is valid; empty where they say the same. */
export function changedParts(before: RulesetTexts, after: RulesetTexts): ChangedPart[] {
  const [was, is] = [asMembers(JSON.parse(before.manifest)), asMembers(JSON.parse(after.manifest))];
  const without = (members: Members) =>
    Object.fromEntries(
      Object.entries(members).filter(([name]) => name !== 'inputs' && !INSIDE.includes(name)),
    );
  const lines = lineChanges(before.source, after.source);
  const isSameOrder = before.source === after.source;
  const tests = changesOf('', byName(JSON.parse(before.tests)), byName(JSON.parse(after.tests))).length;
  return [
    ...changesOf('', without(was), without(is)),
    ...changesOf('inputs.', byName(was['inputs']), byName(is['inputs'])),
    ...INSIDE.flatMap((name) => changesOf(`${name}.`, asMembers(was[name]), asMembers(is[name]))),
    ...(isSameOrder ? [] : [{ what: 'script' as const, name: 'rules.rhai', count: Math.max(1, lines) }]),
    ...(tests === 0 ? [] : [{ what: 'tests' as const, name: 'tests.json', count: tests }]),
  ];
}
