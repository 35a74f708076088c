import { reason, type Reason, type ReasonCode } from '../../../../shared/contract/reasons.ts';
import { readElement, type Readings } from './payload.ts';
import { OWN_PREFIX, targetOf } from './topic.ts';
import { reasonOfJson } from './json-reason.ts';

/** Lines of HTTP that name no place are counted together under this name. */
const NO_PLACE = 'http';

/** One line of HTTP: where it is counted, beside the MQTT topics, and what it says. */
export interface HttpLine {
  readonly topic: string;
  readonly content: Readings;
}

const MEMBERS = {
  tag: new Set(['tag', 'v', 't', 'q', 'seq', 'u']),
  equipment: new Set(['equipment', 't', 'q', 'seq', 'values', 'units']),
} as const;

const decoder = new TextDecoder('utf-8', { fatal: true });

function unreadable(code: ReasonCode, parameters?: Reason['parameters']): HttpLine {
  const faults = [{ path: null, reason: reason(code, parameters) }];
  return { topic: NO_PLACE, content: { readings: [], faults } };
}

function parse(line: Uint8Array): unknown {
  return JSON.parse(decoder.decode(line)) as unknown;
}

/**
 * Reads `{"tag":"site/area/line/equipment/tag","v":…,"t":…,"q":…,"seq":…,"u":…}` or the grouped
 * `{"equipment":"site/area/line/equipment","t":…,"seq":…,"values":{…},"units":{…}}`. Never throws: what cannot be read is a fault.
 *
 * @param now epoch milliseconds of arrival
 */
export function readHttpLine(line: Uint8Array, now: number): HttpLine {
  let element: unknown;
  try {
    element = parse(line);
  } catch (error) {
    const why = error instanceof SyntaxError ? reasonOfJson(error) : reason('notUtf8');
    return unreadable(why.code, why.parameters);
  }
  if (typeof element !== 'object' || element === null || Array.isArray(element))
    return unreadable('lineForm');
  const { tag, equipment } = element as Record<string, unknown>;
  if ((tag === undefined) === (equipment === undefined)) return unreadable('lineEither');
  const kind = tag === undefined ? 'equipment' : 'tag';
  const place = tag ?? equipment;
  // Left aside, "quality" for "q" would make a bad value a good one.
  const unknown = Object.keys(element).find((member) => !MEMBERS[kind].has(member));
  if (unknown !== undefined)
    return unreadable('lineUnknown', {
      text: JSON.stringify(unknown.slice(0, 60)),
      known: [...MEMBERS[kind]].map((member) => `"${member}"`).join(', '),
    });
  if (typeof place !== 'string') return unreadable('lineNotText', { kind });
  const target = targetOf(OWN_PREFIX + place);
  if (target.kind !== kind) {
    const form = kind === 'tag' ? 'site/area/line/equipment/tag' : 'site/area/line/equipment';
    return unreadable('linePlace', { kind, text: JSON.stringify(place.slice(0, 80)), form });
  }
  return { topic: `${NO_PLACE}:${target.path}`, content: readElement(target, element, now) };
}
