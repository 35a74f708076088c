import type { FieldError } from '../../../../shared/contract/errors.ts';
import {
  RULESET_FILES,
  type RulesetFileName,
  type RulesetProblem,
  type RulesetTexts,
} from '../../../../shared/contract/ruleset-desk.ts';
import { lineOf, type JsonPlaces } from '../../../../shared/util/json-places.ts';

type JsonFile = Exclude<RulesetFileName, 'rules.rhai'>;

/** `rules.rhai:3:9`, `ruleset.json: inputs.0.name`, `tests.json` */
const PLACE = new RegExp(`^(${RULESET_FILES.join('|')})(?::(\\d+):(\\d+))?(?:: (.*))?$`, 's');

/** Tells faults of files with their place in these texts; a path within JSON has the line of its value, or of what holds it. */
export function inTexts(
  texts: RulesetTexts,
  places: Readonly<Record<JsonFile, JsonPlaces>>,
): (fault: FieldError, severity: RulesetProblem['severity']) => RulesetProblem {
  const ofJson = (file: JsonFile, path: string) => {
    const text = file === 'ruleset.json' ? texts.manifest : texts.tests;
    const known = places[file];
    return lineOf(text, known.ok ? placeOf(known.places, path) : known.at);
  };
  return ({ path: told, ...fault }, severity) => {
    const [, name = 'rules.rhai', line, column, path = ''] = PLACE.exec(told) ?? [];
    const file = name as RulesetFileName;
    const place =
      file === 'rules.rhai'
        ? line === undefined
          ? {}
          : { line: Number(line), column: Number(column) }
        : ofJson(file, path);
    return { ...fault, severity, file, path, ...place };
  };
}

function placeOf(places: ReadonlyMap<string, number>, path: string): number {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const place = places.get(at);
    if (place !== undefined) return place;
  }
  return places.get('') ?? 0;
}
