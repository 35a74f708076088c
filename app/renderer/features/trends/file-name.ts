/** `trends-20260714-140322.png`, local time. */
export function fileName(kind: string, at: number, ending: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = new Date(at);
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${kind}-${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}.${ending}`;
}
