/**
 * The same value with every text in it, keys too, in Unicode form NFC: the form texts have inside the product, so that
 * a Korean word typed on one machine is the word typed on another.
 */
export function toNfc(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(toNfc);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.normalize('NFC'), toNfc(item)]));
}
