import { reason } from '../../../../shared/contract/reasons.ts';
import { isSparkplugTopic } from '../../../../shared/sparkplug/topic.ts';
import type { CompiledMapping } from './mapping/compile.ts';
import { matchTopic } from './mapping/pattern.ts';
import { OWN_PREFIX, targetOf, type TopicTarget } from './topic.ts';

/**
 * What a topic's messages are: Sparkplug and the own form by their first levels, then the first mapping in order
 * whose pattern matches.
 */
export function formOf(topic: string, mappings: readonly CompiledMapping[] = []): TopicTarget {
  if (isSparkplugTopic(topic)) return { kind: 'sparkplug' };
  if (topic.startsWith(OWN_PREFIX)) return targetOf(topic);
  const levels = topic.split('/');
  for (const mapping of mappings) {
    const parts = matchTopic(mapping.pattern, levels);
    if (parts !== null) return { kind: 'mapped', mapping, parts };
  }
  return mappings.length === 0
    ? targetOf(topic)
    : {
        kind: 'unmapped',
        reason: reason('noFormOrPattern', { prefix: OWN_PREFIX }),
      };
}
