import { reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import { nodeKeyOf, type NodeStates } from './node-state.ts';

/** A node is asked at most once in this time, each further time twice as long, up to the last. */
const FIRST_PAUSE_MS = 10_000;
const LAST_PAUSE_MS = 300_000;
/** A node that needed nothing for so long is asked as if for the first time. */
const FORGIVEN_AFTER_MS = 600_000;

interface Request {
  readonly group: string;
  readonly node: string;
  reason: Reason | null;
  attempts: number;
  count: number;
  askedFor: Reason | null;
  askedAt: number;
  pauseMs: number;
}

export interface RebirthRequest {
  readonly group: string;
  readonly node: string;
  readonly reason: Reason;
}

/**
 * Which edge nodes to ask for their births, and when. A node that does not answer, or whose births do not help, is
 * asked ever more rarely: a request makes it send everything it has. Times are epoch milliseconds.
 */
export class Rebirths {
  readonly #requests = new Map<string, Request>();

  want({ group, node }: { readonly group: string; readonly node: string }, why: Reason): void {
    const key = nodeKeyOf({ group, node });
    const known = this.#requests.get(key);
    if (known !== undefined) known.reason ??= why;
    else
      this.#requests.set(key, {
        group,
        node,
        reason: why,
        attempts: 0,
        count: 0,
        askedFor: null,
        askedAt: -Infinity,
        pauseMs: 0,
      });
  }

  /** How often a node was asked, when last, and why; null where it never was. */
  asked(key: string): { readonly count: number; readonly at: number; readonly reason: Reason } | null {
    const request = this.#requests.get(key);
    if (request === undefined || request.askedFor === null) return null;
    return { count: request.count, at: request.askedAt, reason: request.askedFor };
  }

  born(key: string): void {
    const request = this.#requests.get(key);
    if (request !== undefined) request.reason = null;
  }

  /** Wants the births of nodes whose missing messages have not come within the reorder timeout. */
  overdue(nodes: NodeStates, now: number, reorderTimeoutMs: number): void {
    for (const node of nodes.values()) {
      if (node.missingSince !== null && now - node.missingSince >= reorderTimeoutMs)
        this.want(node, reason('spMissing', { count: node.missing.size }));
    }
  }

  /** The nodes to ask now. */
  due(now: number): RebirthRequest[] {
    const due: RebirthRequest[] = [];
    for (const request of this.#requests.values()) {
      const { group, node, reason: why } = request;
      if (why === null || now - request.askedAt < request.pauseMs) continue;
      if (now - request.askedAt >= request.pauseMs + FORGIVEN_AFTER_MS) request.attempts = 0;
      request.attempts += 1;
      request.count += 1;
      request.askedFor = why;
      request.askedAt = now;
      request.pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (request.attempts - 1), LAST_PAUSE_MS);
      due.push({ group, node, reason: why });
    }
    return due;
  }
}
