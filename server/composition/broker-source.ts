import type { LocalizedText } from '../../shared/contract/common.ts';
import type { BrokerState } from '../../shared/contract/data-hub.ts';
import type { SourceInlet, SourcePart, SourceStatus } from '../contexts/sources/index.ts';
import {
  probeBroker,
  type BrokerConnection,
  type BrokerProbe,
  type InboundMessage,
  type ProbedBroker,
} from '../platform/mqtt/index.ts';

const STATES: Record<BrokerState['state'], SourceStatus['state']> = {
  connecting: 'waiting',
  connected: 'connected',
  reconnecting: 'failing',
  refused: 'failing',
  paused: 'off',
  closed: 'off',
};

/** A broker's state as that of a source. */
export function sourceStatusOf({ state, since, lastError }: BrokerState): SourceStatus {
  return { state: STATES[state], since: Date.parse(since), error: lastError };
}

/** What a look at a broker has found, in words. */
function describeProbe({ connectedMs, problem, messages, topics }: BrokerProbe): LocalizedText {
  const came =
    messages === 0
      ? {
          ko: '2초 동안 온 메시지가 없습니다: 보내는 쪽과 토픽 필터를 확인하십시오',
          en: 'no message came within 2 s: check the senders and the topic filters',
        }
      : {
          ko: `2초 동안 토픽 ${topics.length}${topics.length === 10 ? '개 이상' : '개'}에서 메시지 ${messages}건`,
          en: `${messages} messages of ${topics.length}${topics.length === 10 ? ' or more' : ''} topics within 2 s`,
        };
  const trouble = problem === null ? '' : `; ${problem}`;
  return {
    ko: `${connectedMs} ms 만에 연결${trouble}; ${came.ko}`,
    en: `connected in ${connectedMs} ms${trouble}; ${came.en}`,
  };
}

/** Tests a broker as its source would use it. */
export function brokerTest(
  broker: ProbedBroker,
  topics: () => readonly string[],
): NonNullable<SourcePart['test']> {
  return async (signal) => {
    const probe = await probeBroker(broker, topics(), signal);
    return { ok: probe.problem === null, summary: describeProbe(probe), samples: [...probe.topics] };
  };
}

/** A connection that is opened and closed again with its source. */
export interface PausableConnection {
  start(inlet: SourceInlet): void;
  stop(): Promise<void>;
  /** From now on these; a closed connection is opened with the topics of that time. */
  setTopics(topics: readonly string[]): void;
  state(): BrokerState;
}

/** `first` is its state before it is ever opened. */
export function pausableConnection(
  open: (inlet: SourceInlet) => BrokerConnection,
  first: BrokerState,
): PausableConnection {
  let connection: BrokerConnection | null = null;
  let closed: BrokerState = first;
  return {
    start(inlet) {
      connection = open(inlet);
      connection.onStateChange(() => inlet.changed());
    },
    async stop() {
      const closing = connection;
      if (closing === null) return;
      connection = null;
      const { lastError: _ended, ...state } = closing.state();
      closed = { ...state, state: 'paused', since: new Date().toISOString() };
      await closing.close();
    },
    setTopics: (topics) => connection?.setTopics(topics),
    state: () => connection?.state() ?? closed,
  };
}

/**
 * Lets messages through to a source, or holds them back while it is paused: their senders are not answered meanwhile,
 * so what is held is bounded by what they have on its way.
 */
export class Gate {
  #inlet: SourceInlet | null = null;
  #held: { readonly message: InboundMessage; readonly go: () => void }[] = [];

  take(message: InboundMessage): Promise<void> | undefined {
    if (this.#inlet !== null) return this.#inlet.receive(message);
    return new Promise((resolve) => this.#held.push({ message, go: resolve }));
  }

  open(inlet: SourceInlet): void {
    this.#inlet = inlet;
    for (const { message, go } of this.#held.splice(0)) {
      void inlet.receive(message);
      go();
    }
  }

  shut(): void {
    this.#inlet = null;
  }
}
