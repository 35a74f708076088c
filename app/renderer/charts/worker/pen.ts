import type { SignalValue } from '../../../../shared/contract/common.ts';
import { ChangeLog } from '../model/change-log.ts';
import { Coverage } from '../model/coverage.ts';
import { GapList, type Gap } from '../model/gaps.ts';
import { tagOfKey } from '../model/pen-key.ts';
import { SampleBuffer } from '../model/sample-buffer.ts';
import type { PenReading } from '../types.ts';
import type { HistoryColumns, HistoryWindow } from './protocol.ts';

/** 64 Ki samples: 1.8 h at 10 Hz as they came, longer spans thinned with extremes kept. */
const CAPACITY = 65_536;

export type PenKind = 'number' | 'boolean' | 'text';

/** Samples of one tag at the times they are shown at, what is known of its time, and how its values are encoded as numbers. */
export class Pen {
  /** `penKey`: tag and shift. */
  readonly key: string;
  readonly path: string;
  /** How much earlier its samples are than the time they are shown at. */
  readonly shiftMs: number;
  readonly coverage = new Coverage();
  readonly gaps = new GapList();
  /** Parts whose stored samples are damaged. */
  readonly unreadable = new GapList();
  /** Before this time its samples are no longer kept, as far as was seen. */
  beginsAt: number | null = null;
  readonly buffer: SampleBuffer;
  /** Undefined until the first value. */
  kind: PenKind | undefined;
  /** Texts by code, for pens of text. */
  readonly texts: string[] = [];
  readonly #codes = new Map<string, number>();
  readonly changes = new ChangeLog();

  constructor(key: string, capacity = CAPACITY) {
    const { path, shiftMs } = tagOfKey(key);
    this.key = key;
    this.path = path;
    this.shiftMs = shiftMs;
    this.buffer = new SampleBuffer(capacity, (before, stepMs) => {
      this.coverage.coarsen(before, stepMs);
      this.changes.note(-Infinity);
    });
  }

  get discrete(): boolean {
    return this.kind === 'boolean' || this.kind === 'text';
  }

  /** Takes one live sample. */
  take(at: number, value: SignalValue | null, quality: number): void {
    const previous = this.buffer.length > 0 ? this.buffer.time(this.buffer.length - 1) : undefined;
    const index = this.buffer.insert(at, this.#encode(value), quality);
    if (index < 0) return;
    // The line from the sample before changes too.
    this.changes.note(index > 0 ? this.buffer.time(index - 1) : -Infinity);
    if (previous === undefined) return;
    if (index === this.buffer.length - 1) this.gaps.observe(previous, at, undefined);
    else if (index > 0) this.gaps.observe(this.buffer.time(index - 1), at, this.buffer.time(index + 1));
  }

  /** Takes a stretch of history; one that is not `current` may miss what came meanwhile and counts for no coverage. */
  takeHistory(
    { columns, before, gaps, beginsAt, unreadable }: Omit<HistoryWindow, 'thinned'>,
    answered: { from: number; to: number; stepMs: number; current: boolean },
  ): void {
    const { qualities } = columns;
    const { shiftMs } = this;
    const times = shiftMs === 0 ? columns.times : columns.times.map((time) => time + shiftMs);
    this.buffer.merge({ times, values: this.#encodeColumns(columns), qualities });
    if (before) this.buffer.insert(before.at + shiftMs, this.#encode(before.value), before.quality);
    const shifted = (list: readonly Gap[]): Gap[] =>
      list.map(({ from, to }) => ({ from: from + shiftMs, to: to + shiftMs }));
    this.gaps.replace(answered.from, answered.to, shifted(gaps));
    this.unreadable.replace(answered.from, answered.to, shifted(unreadable));
    if (beginsAt !== null) this.beginsAt = Math.max(this.beginsAt ?? -Infinity, beginsAt + shiftMs);
    if (answered.current) this.coverage.add(answered.from, answered.to, answered.stepMs);
    this.changes.note(-Infinity);
  }

  /** Forgets what lies outside [from, to] when the buffer is more than half full. */
  trim(from: number, to: number): void {
    if (this.buffer.length <= this.buffer.capacity / 2) return;
    const length = this.buffer.length;
    this.buffer.trim(from, to);
    if (this.buffer.length === length) return;
    this.coverage.clip(from, to);
    this.gaps.trim(from, to);
    this.unreadable.trim(from, to);
    this.changes.note(-Infinity);
  }

  /** The last sample at or before `at`; nothing inside a gap. */
  readingAt(at: number): PenReading {
    const index = this.buffer.upperBound(at) - 1;
    const time = this.buffer.time(index);
    if (index < 0 || (time < at && this.gaps.includes(at))) {
      const nothing = { key: this.key, value: undefined, quality: undefined, at: undefined };
      const absence = this.#absenceAt(at);
      return absence === undefined ? nothing : { ...nothing, absence };
    }
    return {
      key: this.key,
      value: this.decode(this.buffer.value(index)),
      quality: this.buffer.quality(index),
      at: time,
    };
  }

  #absenceAt(at: number): PenReading['absence'] {
    if (this.beginsAt !== null && at < this.beginsAt) return 'removed';
    return this.unreadable.includes(at) ? 'damaged' : undefined;
  }

  /** Whether there is anything to see in [from, to]: a sample in it, a line through it, or a state that stands. */
  hasSampleIn(from: number, to: number): boolean {
    const index = this.buffer.lowerBound(from);
    const isAfter = index < this.buffer.length;
    if (isAfter && this.buffer.time(index) <= to) return true;
    // A silence that begins with the window lies behind its first moment.
    return index > 0 && (isAfter || this.discrete) && !this.gaps.includes(from + 1);
  }

  decode(code: number): SignalValue | null {
    if (Number.isNaN(code)) return null;
    if (this.kind === 'boolean') return code !== 0;
    if (this.kind === 'text') return this.texts[code] ?? null;
    return code;
  }

  #encodeColumns({ values, others }: HistoryColumns): Float64Array {
    if (others) return Float64Array.from(values, (value, i) => this.#encode(others[i] ?? nullFor(value)));
    if (this.kind === 'text') return values.map((value) => this.#encode(nullFor(value)));
    if (values.some((value) => !Number.isNaN(value))) this.kind = 'number';
    return values;
  }

  #encode(value: SignalValue | null): number {
    if (value === null) return NaN;
    if (typeof value === 'string') return this.#textCode(value);
    if (this.kind === 'text') return this.#textCode(String(value));
    if (typeof value === 'boolean') {
      this.kind ??= 'boolean';
      return value ? 1 : 0;
    }
    // A tag that sent booleans and now numbers is a tag of numbers.
    this.kind = 'number';
    return value + 0;
  }

  #textCode(text: string): number {
    if (this.kind !== 'text') {
      const before = this.kind;
      this.kind = 'text';
      if (before) this.buffer.mapValues((value) => this.#recode(value, before));
    }
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = this.texts.length;
    this.texts.push(text);
    this.#codes.set(text, code);
    return code;
  }

  #recode(value: number, before: PenKind): number {
    if (Number.isNaN(value)) return NaN;
    return this.#textCode(before === 'boolean' ? String(value !== 0) : String(value));
  }
}

function nullFor(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
