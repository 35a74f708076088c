import { afterEach, describe, expect, it } from 'vitest';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';
import type { GuardRemoval } from '../support/station-process.ts';
import { createRandom } from '../support/random.ts';

/** Fault 27: messages come twice, out of order, and late. Each is kept once, in its own time, and shown as what it is. */
const SITE = 'disorder/area/line/machine';
const MESSAGES = 2_000;
const STEP_MS = 1_000;
const TAGS = ['a', 'b', 'c'];

let open: BrokerStation | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

interface Message {
  readonly tag: string;
  readonly seq: number;
  readonly t: number;
  readonly v: number;
}

/** Every message once or more, some moved by up to 50 places, some held back to the very end. */
function disorder(startedAt: number): { sent: Message[]; distinct: Message[] } {
  const random = createRandom(27);
  const distinct = Array.from({ length: MESSAGES }, (_, index) => {
    const seq = Math.floor(index / TAGS.length);
    return { tag: TAGS[index % TAGS.length] ?? 'a', seq, t: startedAt + seq * STEP_MS, v: Math.sin(index) };
  });
  const placed = distinct.flatMap((message, index) => {
    const copies = random() < 0.2 ? 2 : 1;
    return Array.from({ length: copies }, () => {
      const moved = random() < 0.3 ? random() * 50 : 0;
      return { message, place: random() < 0.02 ? Infinity : index + moved };
    });
  });
  return { distinct, sent: placed.sort((a, b) => a.place - b.place).map(({ message }) => message) };
}

async function sendInDisorder(withoutGuards?: readonly GuardRemoval[]) {
  open = await openBrokerStation(withoutGuards ? { withoutGuards } : {});
  const running = open;
  const startedAt = Date.now() - 86_400_000;
  const { sent, distinct } = disorder(startedAt);
  await Promise.all(
    sent.map(({ tag, ...payload }) =>
      running.publisher.publishAsync(`aif/v1/${SITE}/${tag}`, JSON.stringify(payload), { qos: 1 }),
    ),
  );
  await running.until(async () => (await running.counters()).received >= sent.length);
  const counters = await running.counters();
  const rows = running.rows<{ tag: string; t: number; v: number }>(
    `SELECT name AS tag, at AS t, value AS v FROM sample JOIN tag ON tag.id = tag_id
     WHERE equipment = 'machine' ORDER BY name, at, seq`,
  );
  const expected = distinct
    .map(({ tag, t, v }) => ({ tag, t, v }))
    .sort((a, b) => (a.tag === b.tag ? a.t - b.t : a.tag < b.tag ? -1 : 1));
  const last = await Promise.all(TAGS.map(async (tag) => (await running.tag(`${SITE}/${tag}`)).last));
  return { running, startedAt, sent, distinct, counters, rows, expected, last };
}

const newestOf = (distinct: readonly Message[]) =>
  TAGS.map((tag) => Math.max(...distinct.filter((message) => message.tag === tag).map(({ t }) => t)));

describe.skipIf(mosquittoMissing)('fault 27: duplicates, reordering, late data', () => {
  it('keeps each message once, in its own time, and accounts for every other', async () => {
    const { running, startedAt, sent, distinct, counters, rows, expected, last } = await sendInDisorder();
    expect(sent.length).toBeGreaterThan(MESSAGES * 1.1);
    expect(rows).toEqual(expected);
    expect(counters).toMatchObject({
      received: sent.length,
      stored: MESSAGES,
      duplicate: sent.length - MESSAGES,
      unreadable: 0,
      filtered: 0,
      gap: 0,
    });
    expect(counters.late).toBe(lateOf(sent));
    expect(last.map((value) => Date.parse(value?.at ?? ''))).toEqual(newestOf(distinct));
    // Buckets of 100 s, from what is served.
    const { items } = await running.samples(`${SITE}/a`, startedAt, Date.now());
    const bucket = (at: number) => Math.floor((at - startedAt) / 100_000);
    const served = Map.groupBy(items, ({ at }) => bucket(Date.parse(at)));
    for (const [index, members] of Map.groupBy(
      distinct.filter(({ tag }) => tag === 'a'),
      ({ t }) => bucket(t),
    ))
      expect(served.get(index)?.map(({ value }) => value)).toEqual(
        members.toSorted((a, b) => a.t - b.t).map(({ v }) => v),
      );
  });

  it('is noticed when repeated messages are not recognised, and late data takes the live value back', async () => {
    const { rows, counters, last, distinct } = await sendInDisorder([
      {
        file: 'server/contexts/data-hub/domain/tag-draft.ts',
        find: 'if (this.#slot(at).taken.has(seq)) return',
        replace: 'if (false as boolean) return',
      },
      {
        file: 'server/contexts/data-hub/domain/tag-draft.ts',
        find: 'at >= this.#newestAt;',
        replace: 'true;',
      },
    ]);
    expect(counters.stored).toBeGreaterThan(rows.length);
    expect(counters.duplicate).toBe(0);
    expect(last.map((value) => Date.parse(value?.at ?? ''))).not.toEqual(newestOf(distinct));
  });
});

/** Distinct messages that came after a newer one of their tag. */
function lateOf(sent: readonly Message[]): number {
  const newest = new Map<string, number>();
  const seen = new Set<string>();
  let late = 0;
  for (const { tag, seq, t } of sent) {
    if (seen.has(`${tag}${seq}`)) continue;
    seen.add(`${tag}${seq}`);
    if (t < (newest.get(tag) ?? -Infinity)) late += 1;
    newest.set(tag, Math.max(newest.get(tag) ?? -Infinity, t));
  }
  return late;
}
