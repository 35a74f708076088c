import type { GuardRemoval } from './station-process.ts';

/**
 * Takes the limits out of the rule engine for fault tests. They are enforced inside the WASM and have no switch, so
 * they are overwritten in the memory of its instances and in its binary.
 */

/** For every size and depth; a script can then take what the instance can. */
const NO_LIMIT = 0x4000_0000;
/** 512 MiB: far beyond what is allowed, yet nothing that could harm the machine. */
const MAXIMUM_PAGES = 8_192;
/** `i32.const` of the bytes of stack that one evaluation may take (`crate/src/state.rs`), and of no limit (−1). */
const STACK_LIMIT = [0x41, 0x80, 0xa0, 0x1a];
const NO_STACK_LIMIT = [0x41, 0xff, 0xff, 0x7f];

/** Overwrites a script's limits, handed in before in this order, wherever the instance keeps them. */
export function overwriteLimits(memory: WebAssembly.Memory, limits: readonly number[]): void {
  const words = new Uint32Array(memory.buffer);
  const first = limits[0] ?? 0;
  let found = 0;
  for (let at = words.indexOf(first); at !== -1; at = words.indexOf(first, at + 1)) {
    if (!limits.every((limit, index) => words[at + index] === limit)) continue;
    // All but the operations: a rule that takes too many is fault 13.
    words.fill(NO_LIMIT, at + 1, at + limits.length);
    found += 1;
  }
  if (found === 0) throw new Error('the limits of the script are not in the memory of the instance');
}

/** The binary with a higher maximum in its memory section and no limit of the stack. */
export function withoutLimits(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(wasm);
  const view = Buffer.from(bytes.buffer);
  let found = 0;
  for (let at = view.indexOf(Buffer.from(STACK_LIMIT)); at !== -1; found += 1) {
    bytes.set(NO_STACK_LIMIT, at);
    at = view.indexOf(Buffer.from(STACK_LIMIT), at);
  }
  if (found === 0) throw new Error('the limit of the stack is not in the WASM');
  raiseMaximum(bytes);
  return bytes;
}

function raiseMaximum(bytes: Uint8Array): void {
  let at = 8;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === 5) {
      // One memory with a maximum: flag, minimum, maximum.
      const [count, flags] = [number(), number()];
      number();
      if (count !== 1 || flags !== 1 || end - at !== 2) break;
      bytes.set([(MAXIMUM_PAGES & 0x7f) | 0x80, MAXIMUM_PAGES >> 7], at);
      return;
    }
    at = end;
  }
  throw new Error('the memory section of the WASM is not as expected');
}

const imported = `import { overwriteLimits, withoutLimits } from '${import.meta.url}';`;
const ENGINE = 'rhai-wasm/face/engine.ts';
const POOL = 'server/platform/rule-pool/rule-pool.ts';

/** A station whose rules know no limit but their operations and their deadline. */
export const WITHOUT_LIMITS: readonly GuardRemoval[] = [
  { file: ENGINE, find: 'import', replace: `${imported}\nimport` },
  {
    file: ENGINE,
    find: 'const handle = instance.exports.compile();',
    replace: `const handle = instance.exports.compile();
    overwriteLimits(instance.exports.memory, LIMIT_ORDER.map((name) => toWord(limits[name])));`,
  },
  { file: POOL, find: 'import', replace: `${imported}\nimport` },
  {
    file: POOL,
    find: 'WebAssembly.compile(await readFile(options.wasm))',
    replace: 'WebAssembly.compile(withoutLimits(await readFile(options.wasm)))',
  },
];
