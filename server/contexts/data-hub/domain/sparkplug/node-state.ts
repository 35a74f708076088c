import type { Whole } from '../../../../../shared/sparkplug/payload.ts';

/** What a birth said of a metric. `path` is null for what is no signal: controls, template definitions. */
export interface MetricDefinition {
  readonly name: string;
  readonly datatype: number;
  readonly path: string | null;
}

/**
 * A device, or the edge node itself. `awaited`: it should be born again soon, because its node was, or because the
 * station has only just heard of it.
 */
export interface DeviceState {
  readonly status: 'online' | 'awaited' | 'offline';
  readonly metrics: ReadonlyMap<string, MetricDefinition>;
  readonly aliases: ReadonlyMap<Whole, MetricDefinition>;
  /** Every tag that holds values of it. */
  readonly paths: ReadonlySet<string>;
}

/** What is known of an edge node, as of the last commit. Replaced as a whole, never changed in place. */
export interface NodeState {
  readonly group: string;
  readonly node: string;
  /** Of the newest birth; null where it had none or the node is known only from before the station's start. */
  readonly bdSeq: number | null;
  /** The number its next message should have; null where that is not known. */
  readonly expected: number | null;
  readonly missing: ReadonlySet<number>;
  /** Since when messages are missing, epoch milliseconds. */
  readonly missingSince: number | null;
  /** Since when something of it is awaited, epoch milliseconds. */
  readonly awaitedSince: number;
  /** Since when it may be gone: a death of a session nobody knows came, and nothing of it since. */
  readonly suspectedSince: number | null;
  /** Its clock minus ours, as of its newest message, milliseconds. */
  readonly clockOffset: number;
  /** By device; the node itself under `OWN`. */
  readonly devices: ReadonlyMap<string, DeviceState>;
}

export type NodeStates = ReadonlyMap<string, NodeState>;

/** The edge node itself among its devices: no device can have this name. */
export const OWN = '';

export const NOT_BORN: DeviceState = {
  status: 'offline',
  metrics: new Map(),
  aliases: new Map(),
  paths: new Set(),
};

/** Group and node can hold no `/`. */
export function nodeKeyOf({ group, node }: { readonly group: string; readonly node: string }): string {
  return `${group}/${node}`;
}

export function newNode(group: string, node: string, awaitedSince: number): NodeState {
  return {
    group,
    node,
    bdSeq: null,
    expected: null,
    missing: new Set(),
    missingSince: null,
    awaitedSince,
    suspectedSince: null,
    clockOffset: 0,
    devices: new Map(),
  };
}
