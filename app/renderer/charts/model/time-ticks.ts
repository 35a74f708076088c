const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
];

export interface TimeTick {
  readonly value: number;
  /** Time of day, and below it the date where it begins or the axis does. */
  readonly label: string | string[];
}

/** Ticks at round local times, about `wanted` of them. Times read `14:03:20` or `14:03`, dates `07-14`. */
export function timeTicks(from: number, to: number, wanted: number): TimeTick[] {
  const ideal = (to - from) / Math.max(1, wanted);
  const step = STEPS.find((candidate) => candidate >= ideal) ?? (STEPS.at(-1) as number);
  let lastDay = '';
  return (step >= DAY ? dayStarts(from, to, step / DAY) : clockTimes(from, to, step)).map((value) => {
    const day = dayOf(value);
    const newDay = day !== lastDay;
    lastDay = day;
    const time = timeOf(value, step);
    if (step >= DAY) return { value, label: day };
    return { value, label: newDay ? [time, day] : time };
  });
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
  return step < MINUTE ? `${minutes}:${two(date.getSeconds())}` : minutes;
}

function dayOf(time: number): string {
  const date = new Date(time);
  return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
