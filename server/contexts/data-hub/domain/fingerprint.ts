/**
 * 53-bit hash of a topic and payload, to tell a repeated delivery from another message that reuses its packet
 * identifier. Not for anything an adversary could gain from. (Construction: cyrb53, two 32-bit multiply-xor lanes.)
 */
export function fingerprintOf(topic: string, payload: Uint8Array): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const mix = (unit: number) => {
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  };
  for (let index = 0; index < topic.length; index += 1) mix(topic.charCodeAt(index));
  mix(0x1_0000);
  for (const byte of payload) mix(byte);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
