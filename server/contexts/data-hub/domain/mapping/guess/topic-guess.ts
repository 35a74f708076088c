/** What is known of how a payload names its values and their place. */
export interface KnownOfPayload {
  /** Values have names of their own in it, `{name}`. */
  readonly isNamed: boolean;
  /** Levels of the tag that stand in it, as named parts of these names. */
  readonly levels: readonly string[];
}

export interface TopicGuess {
  readonly pattern: string;
  readonly tag: string;
  /** Parts of the payload that the tag has, since the topic does not say them. */
  readonly used: readonly string[];
}

/** Levels that say nothing of a place or a signal: of the gateway, its software, or the kind of message. */
const FILLER =
  /^(plc|iot|iot-?gateway|iiot|mqtt|data|raw|edge|gateway|gw|scada|opc|opcua|kepware|kep|node-?red|ignition|zigbee2mqtt|z2m|telegraf|tele|stat|telemetry|sensors?|devices?|things|factory|plant|v\d+|api|json|values?|state|status|events?|measurements?|metrics?|payload|up|uplink|out|pub|publish|attributes|historian|tags?|io|io_?data)$/i;
const LEVELS = ['tag', 'equipment', 'line', 'area', 'site'] as const;

/** A plant has several of these, also where only one was heard of so far. */
const VARYING: ReadonlySet<string | undefined> = new Set(['tag', 'equipment', 'line']);

/** A text as it can stand in a pattern and in a tag. */
const isPlain = (text: string) => text !== '' && !/[{}+#]/.test(text);

/**
 * A pattern for topics such as `topic`, and the tag they become. Levels are named
 * parts, from the end: the tag, its equipment, line, area and site; an area or site that is the same in all stays text. The first
 * level is text in any case: a pattern that begins with a wildcard would take the topics of others.
 *
 * @param seen other topics there are
 */
export function guessTopic(topic: string, seen: readonly string[], payload: KnownOfPayload): TopicGuess {
  const levels = topic.split('/');
  const first = levels.findIndex((level) => level !== '');
  const peers = [...new Set([topic, ...seen])]
    .map((other) => other.split('/'))
    .filter((other) => other.length === levels.length && other[first] === levels[first]);
  const differs = (index: number) => peers.some((other) => other[index] !== levels[index]);
  const pattern = [...levels];
  const told: string[] = [];
  const names = LEVELS.slice(payload.isNamed ? 1 : 0);
  let left = 0;
  for (let index = levels.length - 1; index >= 0; index -= 1) {
    const level = levels[index] ?? '';
    const isFirst = index <= first;
    if (level === '' || (FILLER.test(level) && (isFirst || !differs(index)))) continue;
    const name = names[told.length];
    const isOfAll = peers.length > 1 && !differs(index) && !VARYING.has(name);
    const isFixed = isPlain(level) && (isFirst || isOfAll);
    if (isFixed) {
      if (name !== undefined) told.push(level);
      continue;
    }
    // More levels than a tag has: what tells topics apart must stay in it.
    const part = name ?? `part${(left += 1)}`;
    pattern[index] = `{${part}}`;
    if (name === undefined) told[told.length - 1] = `{${part}}.${told.at(-1)}`;
    else told.push(`{${name}}`);
  }
  const used: string[] = [];
  for (const name of names.slice(told.length)) {
    if (!payload.levels.includes(name)) break;
    used.push(name);
    told.push(`{${name}}`);
  }
  const tag = [...told.toReversed(), ...(payload.isNamed ? ['{name}'] : [])];
  return { pattern: pattern.join('/'), tag: tag.length === 0 ? lastOf(topic) : tag.join('/'), used };
}

/** Something to begin with where a topic has nothing but fillers. */
function lastOf(topic: string): string {
  const text = topic.split('/').findLast(isPlain);
  return text ?? 'value';
}
