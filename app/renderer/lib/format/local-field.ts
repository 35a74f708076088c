const two = (value: number): string => String(value).padStart(2, '0');

/** A moment as a `datetime-local` field holds it: local time with seconds. */
export function toLocalField(time: number): string {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Epoch milliseconds of a `datetime-local` field; NaN while it is incomplete. */
export function fromLocalField(text: string): number {
  return text === '' ? NaN : new Date(text).getTime();
}
