import { ErrorWithSubackPacket, type MqttClient } from 'mqtt';

export interface SubscriptionProblem {
  /** Whether something wanted will not come at all. */
  readonly refused: boolean;
  readonly text: string;
  /** Those that will not come. */
  readonly topics: readonly string[];
}

/** Send a retained message only when the subscription is new to the session (MQTT 5). */
const RETAIN_IF_NEW = 1;
/** Reason codes of a SUBACK from here on are refusals; below they are the granted QoS. */
const REFUSED = 128;

/** What the broker refused or weakened, by the reason codes of its SUBACK; null where it granted everything. */
export function problemOf(
  topics: readonly string[],
  reasonCodes: readonly number[],
): SubscriptionProblem | null {
  const refused = topics.filter((_, index) => (reasonCodes[index] ?? REFUSED) >= REFUSED);
  if (refused.length > 0)
    return {
      refused: true,
      topics: refused,
      text: `the broker does not let us subscribe to ${refused.join(', ')}`,
    };
  const weakened = topics.filter((_, index) => reasonCodes[index] === 0);
  if (weakened.length > 0)
    return {
      refused: false,
      topics: [],
      text: `the broker grants only QoS 0 for ${weakened.join(', ')}: messages may be lost`,
    };
  return null;
}

/** Subscribes with QoS 1; mqtt.js fails the whole subscription when one topic is refused. */
export async function subscribe(
  client: MqttClient,
  topics: readonly string[],
  subscriptionIdentifier?: number,
): Promise<SubscriptionProblem | null> {
  const properties = subscriptionIdentifier === undefined ? {} : { properties: { subscriptionIdentifier } };
  try {
    const granted = await client.subscribeAsync([...topics], { qos: 1, rh: RETAIN_IF_NEW, ...properties });
    return problemOf(
      topics,
      granted.map(({ qos }) => qos),
    );
  } catch (error) {
    if (error instanceof ErrorWithSubackPacket) return problemOf(topics, error.packet.granted.map(Number));
    throw error;
  }
}

/** One after the other, in this order, each under an identifier of its own. */
export async function subscribeEach(
  client: MqttClient,
  topics: readonly string[],
  identifierOf: (topic: string) => number,
): Promise<SubscriptionProblem | null> {
  const problems: SubscriptionProblem[] = [];
  for (const topic of topics) {
    const problem = await subscribe(client, [topic], identifierOf(topic));
    if (problem !== null) problems.push(problem);
  }
  if (problems.length === 0) return null;
  return {
    refused: problems.some(({ refused }) => refused),
    topics: problems.flatMap((problem) => problem.topics),
    text: problems.map(({ text }) => text).join('; '),
  };
}
