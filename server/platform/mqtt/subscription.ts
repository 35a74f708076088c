import { ErrorWithSubackPacket, type MqttClient } from 'mqtt';

export interface SubscriptionProblem {
  /** Whether something wanted will not come at all. */
  readonly refused: boolean;
  readonly text: string;
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
    return { refused: true, text: `the broker does not let us subscribe to ${refused.join(', ')}` };
  const weakened = topics.filter((_, index) => reasonCodes[index] === 0);
  if (weakened.length > 0)
    return {
      refused: false,
      text: `the broker grants only QoS 0 for ${weakened.join(', ')}: messages may be lost`,
    };
  return null;
}

/** Subscribes with QoS 1; mqtt.js fails the whole subscription when one topic is refused. */
export async function subscribe(
  client: MqttClient,
  topics: readonly string[],
): Promise<SubscriptionProblem | null> {
  try {
    const granted = await client.subscribeAsync([...topics], { qos: 1, rh: RETAIN_IF_NEW });
    return problemOf(
      topics,
      granted.map(({ qos }) => qos),
    );
  } catch (error) {
    if (error instanceof ErrorWithSubackPacket) return problemOf(topics, error.packet.granted.map(Number));
    throw error;
  }
}
