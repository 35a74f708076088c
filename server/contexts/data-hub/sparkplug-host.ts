import { reason, textOfReason } from '../../../shared/contract/reasons.ts';
import type { EdgeNode } from '../../../shared/contract/sources.ts';
import { topicOf } from '../../../shared/sparkplug/topic.ts';
import type { IncomingMessage } from './domain/batch.ts';
import type { SparkplugOutcome } from './domain/sparkplug/host-draft.ts';
import { OWN, type DeviceState, type NodeState, type NodeStates } from './domain/sparkplug/node-state.ts';
import { createListeners, type ListenerLog } from './listeners.ts';
import { Rebirths, type RebirthRequest } from './domain/sparkplug/rebirths.ts';

/** The source of everything Sparkplug, what the station itself says of it too. */
export const SPARKPLUG_SOURCE = 'sparkplug';
const TICK_MS = 250;
/** What is awaited so long in vain is taken for gone. */
const AWAITED_AT_MOST_MS = 30_000;

interface SparkplugHostOptions {
  readonly nodes: () => NodeStates;
  /** Takes what the station itself has to say of a source. */
  readonly receive: (message: IncomingMessage) => void;
  /** Sends a request for the births of an edge node. */
  readonly ask: (request: RebirthRequest) => void;
  readonly reorderTimeoutMs: number;
}

/**
 * What the host application does beside reading: it asks edge nodes for their births and notices which sources are
 * gone without having said so. Times are epoch milliseconds.
 */
class SparkplugHost {
  readonly #options: SparkplugHostOptions;
  readonly #rebirths = new Rebirths();
  /** How each node is, and since when; null where it was so when the station began. */
  readonly #statuses = new Map<
    string,
    { readonly status: DeviceState['status']; readonly since: number | null }
  >();
  #connectedAt: number | null = null;

  constructor(options: SparkplugHostOptions) {
    this.#options = options;
    this.#noteStatuses(options.nodes(), null);
  }

  edgeNodes(): EdgeNode[] {
    const instant = (at: number) => new Date(at).toISOString();
    return [...this.#options.nodes()].map(([key, node]) => {
      const asked = this.#rebirths.asked(key);
      const { status, since } = this.#statuses.get(key) ?? { status: statusOf(node), since: null };
      const devices = [...node.devices].filter(([name]) => name !== OWN);
      return {
        group: node.group,
        node: node.node,
        status,
        since: since === null ? null : instant(since),
        bdSeq: node.bdSeq,
        missing: node.missing.size,
        metrics: [...node.devices.values()].reduce((sum, device) => sum + device.paths.size, 0),
        devices: devices.map(([name, device]) => ({
          name,
          status: device.status,
          metrics: device.paths.size,
        })),
        asked:
          asked === null
            ? null
            : {
                count: asked.count,
                at: instant(asked.at),
                reason: textOfReason(asked.reason, 'en'),
                said: asked.reason,
              },
      };
    });
  }

  #noteStatuses(nodes: NodeStates, now: number | null): void {
    for (const [key, node] of nodes) {
      const status = statusOf(node);
      if (this.#statuses.get(key)?.status !== status) this.#statuses.set(key, { status, since: now });
    }
  }

  committed({ nodes, wanted, born }: SparkplugOutcome, now: number): void {
    this.#noteStatuses(nodes, now);
    for (const key of born) this.#rebirths.born(key);
    for (const [key, why] of wanted) {
      const node = nodes.get(key);
      if (node !== undefined) this.#rebirths.want(node, why);
    }
    this.#askDue(now);
  }

  /** Births may have been missed: every node is asked for its own. */
  connected(now: number): void {
    if (this.#connectedAt !== null) return;
    this.#connectedAt = now;
    for (const node of this.#options.nodes().values()) this.#rebirths.want(node, reason('spConnected'));
    this.#askDue(now);
  }

  /** What nobody hears has no live value: every source is lost until it is born again. */
  disconnected(now: number): void {
    if (this.#connectedAt === null) return;
    this.#connectedAt = null;
    for (const node of this.#options.nodes().values())
      if ([...node.devices.values()].some(({ status }) => status === 'online')) this.#lose(node, OWN, now);
  }

  tick(now: number): void {
    if (this.#connectedAt === null) return;
    this.#rebirths.overdue(this.#options.nodes(), now, this.#options.reorderTimeoutMs);
    this.#askDue(now);
    for (const node of this.#options.nodes().values()) {
      if (node.suspectedSince !== null && now - node.suspectedSince >= AWAITED_AT_MOST_MS)
        this.#lose(node, OWN, now);
      if (now - Math.max(node.awaitedSince, this.#connectedAt) < AWAITED_AT_MOST_MS) continue;
      for (const [device, { status }] of node.devices)
        if (status === 'awaited') this.#lose(node, device, now);
    }
  }

  #askDue(now: number): void {
    if (this.#connectedAt === null) return;
    for (const request of this.#rebirths.due(now)) this.#options.ask(request);
  }

  #lose(node: NodeState, device: string, now: number): void {
    const topic = device === OWN ? topicOf(node, 'NDEATH') : topicOf(node, 'DDEATH', device);
    this.#options.receive({
      source: SPARKPLUG_SOURCE,
      topic,
      payload: new Uint8Array(),
      receivedAt: now,
      retained: false,
      delivery: null,
      lost: true,
    });
  }
}

/** How the edge node itself is. */
function statusOf(node: NodeState): DeviceState['status'] {
  return node.devices.get(OWN)?.status ?? 'offline';
}

/** What the Sparkplug host application needs of its connection. */
export interface HubSparkplug {
  /** The connection that brings Sparkplug messages is there. */
  connected(): void;
  disconnected(): void;
  /** Every edge node heard of, and how it is. */
  edgeNodes(): EdgeNode[];
  /** Edge nodes to ask for their births. Returns how to stop listening. */
  onRebirthWanted(listener: (request: RebirthRequest) => void): () => void;
}

export interface OpenSparkplugHost {
  readonly face: HubSparkplug;
  committed(outcome: SparkplugOutcome): void;
  stop(): void;
}

/** The host application on the clock. `now` gives epoch milliseconds. */
export function openSparkplugHost({
  now,
  log,
  ...options
}: Omit<SparkplugHostOptions, 'ask'> & {
  readonly now: () => number;
  readonly log: ListenerLog & { info(fields: object, message: string): void };
}): OpenSparkplugHost {
  const listeners = createListeners<RebirthRequest>(log);
  const host = new SparkplugHost({
    ...options,
    ask(request) {
      log.info({ ...request, reason: textOfReason(request.reason, 'en') }, 'edge node asked for its births');
      listeners.call(request);
    },
  });
  const ticking = setInterval(() => host.tick(now()), TICK_MS);
  ticking.unref();
  return {
    face: {
      connected: () => host.connected(now()),
      disconnected: () => host.disconnected(now()),
      edgeNodes: () => host.edgeNodes(),
      onRebirthWanted: listeners.add,
    },
    committed: (outcome) => host.committed(outcome, now()),
    stop: () => clearInterval(ticking),
  };
}
