import { reason, type Reason } from '../contract/reasons.ts';

/** Namespace of Sparkplug B, in 3.0 as in 2.2. */
export const NAMESPACE = 'spBv1.0';

const NODE_MESSAGES = ['NBIRTH', 'NDATA', 'NDEATH'] as const;
const DEVICE_MESSAGES = ['DBIRTH', 'DDATA', 'DDEATH'] as const;
type NodeMessage = (typeof NODE_MESSAGES)[number];
type DeviceMessage = (typeof DEVICE_MESSAGES)[number];

/** Where a message of an edge node comes from. `device` is null for the node's own. */
export type SparkplugTopic =
  | { readonly group: string; readonly node: string; readonly type: NodeMessage; readonly device: null }
  | { readonly group: string; readonly node: string; readonly type: DeviceMessage; readonly device: string };

export function isSparkplugTopic(topic: string): boolean {
  return topic.startsWith(`${NAMESPACE}/`);
}

/** Host states and commands to edge nodes: in the namespace, but nothing a plant measures. */
export function isCommandOrState(topic: string): boolean {
  const [, group, type] = topic.split('/');
  return group === 'STATE' || type === 'NCMD' || type === 'DCMD';
}

const formOf = (type: string, isOfDevice: boolean) =>
  `${NAMESPACE}/group/${type}/node${isOfDevice ? '/device' : ''}`;

/** Parses `spBv1.0/group/type/node[/device]`; the reason where it is none that carries values. */
export function parseTopic(topic: string): SparkplugTopic | { readonly reason: Reason } {
  const levels = topic.split('/');
  const [namespace, group = '', type = '', node = '', device] = levels;
  if (namespace !== NAMESPACE) return { reason: reason('spPrefix', { prefix: `${NAMESPACE}/` }) };
  const nodeType = NODE_MESSAGES.find((each) => each === type);
  const deviceType = DEVICE_MESSAGES.find((each) => each === type);
  if (nodeType === undefined && deviceType === undefined)
    return { reason: reason('spType', { type: JSON.stringify(type.slice(0, 40)) }) };
  const expected = nodeType === undefined ? 5 : 4;
  if (levels.length !== expected || group === '' || node === '' || device === '')
    return { reason: reason('spTopic', { type, form: formOf(type, nodeType === undefined) }) };
  if (nodeType !== undefined) return { group, node, type: nodeType, device: null };
  return { group, node, type: deviceType as DeviceMessage, device: device as string };
}

/** The topic of a node's message, or of one of its devices. */
export function topicOf(
  { group, node }: { readonly group: string; readonly node: string },
  type: NodeMessage | DeviceMessage | 'NCMD' | 'DCMD',
  device?: string,
): string {
  return [NAMESPACE, group, type, node, ...(device === undefined ? [] : [device])].join('/');
}

/** Topic on which a host application says whether it is online. */
export function stateTopicOf(hostId: string): string {
  return `${NAMESPACE}/STATE/${hostId}`;
}

/** Name of the metric that asks an edge node for all its births. */
export const REBIRTH_METRIC = 'Node Control/Rebirth';
/** Name of the metric that ties a node's death to its birth. */
export const BD_SEQ_METRIC = 'bdSeq';
