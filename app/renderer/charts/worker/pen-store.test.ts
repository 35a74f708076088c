import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PenStore } from './pen-store.ts';
import type { HistoryRequest } from './protocol.ts';

const PATH = 'a/b/c/d/e';
const SPAN = 100_000;
const START = 1_000_000_000;

interface Stored {
  readonly at: number;
  readonly value: number;
}

/** A station and the way to it: stores samples, sends batches while watched, answers history late, breaks. */
class World {
  now = START;
  readonly stored: Stored[] = [];
  readonly store: PenStore;
  taken = 0;
  fetched = 0;
  #value = 0;
  #watch = 0;
  #watching = false;
  #wanted = false;
  #owed = false;
  #requests: HistoryRequest[] = [];
  readonly #answers: { request: HistoryRequest; samples: readonly Stored[] }[] = [];

  constructor() {
    this.store = new PenStore({
      watch: (tags) => {
        this.#wanted = tags.length > 0;
      },
      taken: () => {
        this.taken += 1;
      },
      fetch: (request) => {
        this.fetched += 1;
        this.#requests.push(request);
      },
      cancel: (request) => {
        this.#requests = this.#requests.filter((known) => known.request !== request);
      },
    });
    this.store.use(new Map([[PATH, { live: true }]]), this.now);
  }

  /** The plant sends a value with a source time `lateMs` ago; `sent` false: the station is told to wait and skips. */
  sample(lateMs: number, sent: boolean): void {
    this.now += 500;
    const sample = { at: this.now - lateMs, value: this.#value };
    this.#value += 1;
    this.stored.push(sample);
    if (!this.#watching) return;
    if (!sent) {
      this.#owed = true;
      return;
    }
    const batch = { stream: 's', batch: this.#value, skipped: this.#owed };
    this.#owed = false;
    this.store.takeBatch(
      this.#watch,
      { ...batch, tag: [0], at: [sample.at], value: [sample.value], quality: [192] },
      this.now,
    );
  }

  connect(): void {
    if (this.#watching || !this.#wanted) return;
    this.#watching = true;
    this.#owed = false;
    this.#watch += 1;
    this.store.watchStarted(this.#watch, [PATH], this.now);
  }

  lose(): void {
    if (!this.#watching) return;
    this.#watching = false;
    this.store.watchLost();
  }

  plan(): void {
    this.now += 200;
    const pen = this.store.get(PATH);
    if (!pen) return;
    const visible = { from: this.now - SPAN, to: this.now };
    const ahead = { from: visible.from - SPAN / 4, to: this.now + 5_000 };
    this.store.plan([{ pen, visible, ahead, stepMs: 100 }], this.now);
  }

  /** The station reads its store for the oldest request; the answer is still on its way. */
  read(): void {
    const request = this.#requests.shift();
    if (!request) return;
    const samples = this.stored
      .filter(({ at }) => at >= request.from && at <= request.to)
      .sort((a, b) => a.at - b.at);
    this.#answers.push({ request, samples });
  }

  arrive(failed: boolean): void {
    const answer = this.#answers.shift();
    if (!answer) return;
    const { request, samples } = answer;
    if (failed) {
      this.store.planner.failed(request.request, 'STORE_UNAVAILABLE', this.now);
      return;
    }
    this.store.takeHistory({
      type: 'history',
      request: request.request,
      thinned: false,
      gaps: [],
      beginsAt: null,
      unreadable: [],
      columns: {
        times: Float64Array.from(samples, ({ at }) => at),
        values: Float64Array.from(samples, ({ value }) => value),
        qualities: Uint16Array.from(samples, () => 192),
        others: null,
      },
    });
  }

  /** Everything works again and what is asked is answered, until nothing is asked any more. */
  settle(): void {
    this.connect();
    // A skipped stretch is told with the next batch.
    this.sample(0, true);
    for (let turn = 0; turn < 40; turn += 1) {
      this.now += 2_000;
      this.plan();
      this.read();
      this.arrive(false);
    }
  }

  seen(): Stored[] {
    const columns = this.store.get(PATH)?.buffer.columns();
    return Array.from(columns?.times ?? [], (at, i) => ({ at, value: columns?.values[i] ?? NaN }));
  }
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('sample' as const),
      late: fc.constantFrom(0, 0, 0, 300, 20_000),
      sent: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('plan' as const, 'read' as const, 'arrive' as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('connect' as const, 'lose' as const, 'fail' as const) }),
  },
);

function run(world: World, action: { do: string; late?: number; sent?: boolean }): void {
  if (action.do === 'sample') world.sample(action.late ?? 0, action.sent ?? true);
  else if (action.do === 'plan') world.plan();
  else if (action.do === 'read') world.read();
  else if (action.do === 'arrive') world.arrive(false);
  else if (action.do === 'fail') world.arrive(true);
  else if (action.do === 'connect') world.connect();
  else world.lose();
}

describe('PenStore at the seam of history and live', () => {
  it('shows every stored sample of the window once, whatever breaks, waits, skips or comes late', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (actions) => {
        const world = new World();
        for (const action of actions) run(world, action);
        world.settle();
        const from = world.now - SPAN;
        const key = ({ at, value }: Stored): string => `${at} ${value}`;
        const wanted = world.stored
          .filter(({ at }) => at >= from)
          .map(key)
          .sort();
        const seen = world.seen();
        expect(
          seen
            .filter(({ at }) => at >= from)
            .map(key)
            .sort(),
        ).toEqual(wanted);
        expect(seen.every((sample, i) => i === 0 || sample.at >= (seen[i - 1] as Stored).at)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('asks for history once, after the watch began, and not again while live values come', () => {
    const world = new World();
    world.plan();
    expect(world.fetched).toBe(0);
    world.connect();
    world.plan();
    world.read();
    world.arrive(false);
    for (let i = 0; i < 100; i += 1) {
      world.sample(0, true);
      world.plan();
    }
    expect(world.fetched).toBe(1);
    expect(world.taken).toBe(100);
  });

  it('does not wait for ever for a watch that does not come', () => {
    const world = new World();
    for (let i = 0; i < 10; i += 1) world.plan();
    expect(world.fetched).toBe(1);
  });

  it('tries a failed history again, with growing pauses', () => {
    const world = new World();
    world.connect();
    const tries: number[] = [];
    for (let i = 0; i < 100; i += 1) {
      const before = world.fetched;
      world.plan();
      if (world.fetched > before) tries.push(world.now);
      world.read();
      world.arrive(true);
    }
    const pauses = tries.slice(1).map((time, i) => time - (tries[i] as number));
    expect(pauses.slice(0, 3)).toEqual([2_000, 4_000, 8_000].map((pause) => expect.closeTo(pause, -3)));
    expect(world.store.planner.failureOf(PATH)).toBe('STORE_UNAVAILABLE');
  });
});
