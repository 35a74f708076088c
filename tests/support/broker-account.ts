/** How far a published message came, by the broker's own log. */
export type Fate = 'before the subscription' | 'never sent' | 'sent, not acknowledged' | 'acknowledged';

export interface AccountOf {
  /** The subscriber's client identifier, whose only subscription brings this topic. */
  readonly clientId: string;
  /** The topic of every message counted. */
  readonly topic: string;
}

const PACKET_IDENTIFIERS = 65_535;
const SENT = 1;
const ACKNOWLEDGED = 2;
const FATES: readonly Fate[] = ['never sent', 'sent, not acknowledged', 'acknowledged', 'acknowledged'];

/**
 * What became of each message on a topic, in the order the broker took them, from Mosquitto's log with `log_type all`. The
 * log names packet identifiers, not payloads: Mosquitto numbers the messages of a session upwards in the order it takes them.
 *
 * Tells what is the broker's from what is the subscriber's: for a message it took before the subscription stood nobody
 * answers, one it never sent it has itself, one that was acknowledged the subscriber must have.
 */
export function accountOf(log: string, { clientId, topic }: AccountOf): Fate[] {
  const steps: (number | null)[] = [];
  const messageOf = new Map<number, number>();
  let isSubscribed = false;
  let identifier = 0;
  const advance = (line: string, pattern: RegExp, step: number) => {
    const message = messageOf.get(Number(pattern.exec(line)?.[1]));
    if (message !== undefined) steps[message] = (steps[message] ?? 0) | step;
  };
  for (const line of log.split('\n')) {
    if (line.includes(`Sending CONNACK to ${clientId} (0, 0)`)) {
      // A session that begins: without subscription, and numbered anew.
      isSubscribed = false;
      identifier = 0;
    } else if (line.includes(`Received SUBSCRIBE from ${clientId}`)) isSubscribed = true;
    else if (line.includes('Received PUBLISH from') && line.includes(`'${topic}'`)) {
      if (isSubscribed) {
        identifier = (identifier % PACKET_IDENTIFIERS) + 1;
        messageOf.set(identifier, steps.length);
      }
      steps.push(isSubscribed ? 0 : null);
    } else if (line.includes(`Sending PUBLISH to ${clientId}`)) advance(line, / m(\d+), /, SENT);
    else if (line.includes(`Received PUBACK from ${clientId}`)) advance(line, /Mid: (\d+)/, ACKNOWLEDGED);
  }
  return steps.map((step) => (step === null ? 'before the subscription' : (FATES[step] as Fate)));
}

/** Runs of numbers from a sorted list, e.g. `1–360`: where a loss lies says what caused it. */
export function runsOf(numbers: readonly number[]): string[] {
  const runs: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.to === number - 1) last.to = number;
    else runs.push({ from: number, to: number });
  }
  return runs.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
}

/** The fates of missing messages in words; numbers count from 1 in the order the broker took them. */
export function describeMissing(missing: readonly number[], account: readonly Fate[]): string {
  const byFate = Map.groupBy(missing, (number) => account[number - 1] ?? 'not taken by the broker');
  return [...byFate].map(([fate, numbers]) => `${runsOf(numbers).join(', ')} ${fate}`).join('; ');
}
