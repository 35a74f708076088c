import { placed, reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import { levelFault, tagPathOf } from '../topic.ts';

/** Equipment of a Sparkplug device unless the station is configured otherwise. */
export const DEFAULT_EQUIPMENT = '{group}/sparkplug/{node}/{device}';
/** Stands for `{device}` where a metric belongs to the edge node itself. */
export const NODE_ITSELF = 'node';

/**
 * Where the metrics of a device belong: a pattern of the four levels `site/area/line/equipment` with `{group}`,
 * `{node}` and `{device}` in it. The levels of a metric's name are joined by dots into the fifth.
 */
export type EquipmentPattern = string;

/** `site/area/line/equipment` of a device (null: of the node itself); the reason where that is none. */
export function equipmentFor(
  pattern: EquipmentPattern,
  { group, node, device }: { readonly group: string; readonly node: string; readonly device: string | null },
): { readonly path: string } | { readonly reason: Reason } {
  const parts: Record<string, string> = { group, node, device: device ?? NODE_ITSELF };
  const path = pattern
    .replace(/\{(group|node|device)\}/g, (_, name: string) => parts[name] ?? '')
    .normalize('NFC');
  const levels = path.split('/');
  if (levels.length !== 4) return { reason: reason('spEquipment', { path, levels: levels.length }) };
  for (const level of levels) {
    const fault = levelFault(level, 'path');
    if (fault !== null) return { reason: placed(fault, { value: path.slice(0, 80) }) };
  }
  return { path };
}

/** The tag of a metric: `Motor/Bearing 1/Temperature` is `Motor.Bearing 1.Temperature`. */
export function tagPathFor(
  equipment: string,
  metric: string,
): { readonly path: string } | { readonly reason: Reason } {
  const name = metric
    .split('/')
    .filter((level) => level !== '')
    .join('.')
    // Not allowed in a level of a topic, but allowed in a metric's name.
    .replace(/[+#]/g, '_');
  return tagPathOf(equipment, name);
}
