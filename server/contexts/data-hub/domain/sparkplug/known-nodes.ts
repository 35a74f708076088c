import { parseTopic } from '../../../../../shared/sparkplug/topic.ts';
import { equipmentFor, type EquipmentPattern } from './mapping.ts';
import { newNode, nodeKeyOf, NOT_BORN, OWN, type NodeState, type NodeStates } from './node-state.ts';

/**
 * Edge nodes and devices that were heard of before the station started, by the topics they used. Their births are not
 * known any more, so they are awaited; what they had can still be marked should they not come.
 */
export function knownNodes(
  topics: Iterable<string>,
  pattern: EquipmentPattern,
  tagsOf: (equipment: string) => readonly string[],
): NodeStates {
  const nodes = new Map<string, NodeState>();
  for (const text of topics) {
    const topic = parseTopic(text);
    if ('reason' in topic) continue;
    const key = nodeKeyOf(topic);
    const node = nodes.get(key) ?? newNode(topic.group, topic.node, 0);
    const devices = new Map(node.devices);
    for (const device of [null, topic.device]) {
      const equipment = equipmentFor(pattern, { ...topic, device });
      if ('reason' in equipment) continue;
      const paths = new Set(tagsOf(equipment.path));
      devices.set(device ?? OWN, { ...NOT_BORN, status: 'awaited', paths });
    }
    nodes.set(key, { ...node, devices });
  }
  return nodes;
}
