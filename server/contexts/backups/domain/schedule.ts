/** `HH:MM` of the machine's own time. */
type TimeOfDay = string;

function on(day: Date, time: TimeOfDay, daysLater: number): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysLater, hours, minutes).getTime();
}

/** The last time that was due, at or before `now` (epoch milliseconds). Where clocks skip that time of day, the time they skip to. */
export function lastDue(now: number, time: TimeOfDay): number {
  const today = on(new Date(now), time, 0);
  return today <= now ? today : on(new Date(now), time, -1);
}

export function nextDue(now: number, time: TimeOfDay): number {
  const today = on(new Date(now), time, 0);
  return today > now ? today : on(new Date(now), time, 1);
}
