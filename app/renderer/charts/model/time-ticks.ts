const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  ...[20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];
const MONTH = 30.4 * DAY;
const MONTHS = [1, 2, 3, 6, 12];

export interface TimeTick {
  readonly value: number;
  /** Time of day, and below it the date where it begins or the axis does; of dates the year in the same way. */
  readonly label: string | string[];
}

/**
 * Ticks at round local times, about `wanted` of them. Times read `14:03:20.5`, `14:03:20` or `14:03`, dates `07-14`, months
 * `2026-07`, years `2026`.
 */
export function timeTicks(from: number, to: number, wanted: number): TimeTick[] {
  const ideal = (to - from) / Math.max(1, wanted);
  const step = STEPS.find((candidate) => candidate >= ideal);
  if (step === undefined) return monthTicks(from, to, MONTHS.find((months) => months * MONTH >= ideal) ?? 12);
  const isDays = step >= DAY;
  let shown = '';
  return (isDays ? dayStarts(from, to, step / DAY) : clockTimes(from, to, step)).map((value) => {
    const [label, below] = isDays
      ? [dayOf(value), String(new Date(value).getFullYear())]
      : [timeOf(value, step), dayOf(value)];
    const begins = below !== shown;
    shown = below;
    return { value, label: begins ? [label, below] : label };
  });
}

/** First days of every `months`-th month. */
function monthTicks(from: number, to: number, months: number): TimeTick[] {
  const ticks: TimeTick[] = [];
  const start = new Date(from);
  const date = new Date(start.getFullYear(), Math.floor(start.getMonth() / months) * months, 1);
  for (; date.getTime() <= to; date.setMonth(date.getMonth() + months)) {
    const year = String(date.getFullYear());
    const label = months === 12 ? year : `${year}-${two(date.getMonth() + 1)}`;
    if (date.getTime() >= from) ticks.push({ value: date.getTime(), label });
  }
  return ticks;
}

/** Aligned to the local clock; where the clock is put forward or back, each tick is aligned by the offset at its own time. */
function clockTimes(from: number, to: number, step: number): number[] {
  const times: number[] = [];
  const offsetAt = (time: number): number => new Date(time).getTimezoneOffset() * MINUTE;
  for (let time = from; time <= to + step; time += step) {
    const offset = offsetAt(time);
    const aligned = Math.ceil((time - offset) / step) * step + offset;
    if (aligned >= from && aligned <= to && aligned !== times.at(-1)) times.push(aligned);
  }
  return times;
}

function dayStarts(from: number, to: number, days: number): number[] {
  const times: number[] = [];
  const date = new Date(from);
  date.setHours(0, 0, 0, 0);
  for (; date.getTime() <= to; date.setDate(date.getDate() + 1)) {
    const dayNumber = Math.round((date.getTime() - date.getTimezoneOffset() * MINUTE) / DAY);
    if (date.getTime() >= from && dayNumber % days === 0) times.push(date.getTime());
  }
  return times;
}

const two = (value: number): string => String(value).padStart(2, '0');

function timeOf(time: number, step: number): string {
  const date = new Date(time);
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (step >= MINUTE) return minutes;
  const seconds = `${minutes}:${two(date.getSeconds())}`;
  if (step >= SECOND) return seconds;
  const digits = step >= 100 ? 1 : 2;
  return `${seconds}.${String(date.getMilliseconds()).padStart(3, '0').slice(0, digits)}`;
}

function dayOf(time: number): string {
  const date = new Date(time);
  return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
