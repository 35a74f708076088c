/** Bytes of a function body; nested parts may still be filled after they were put in place. */
export type Code = (number | Code)[];

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;
export type WasmType = typeof I32 | typeof I64 | typeof F64;

/** Instructions that are used, by their names in the WebAssembly specification. */
export const OP = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  call: 0x10,
  select: 0x1b,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  i32_load: 0x28,
  f64_load: 0x2b,
  i32_store: 0x36,
  f64_store: 0x39,
  i32_const: 0x41,
  i64_const: 0x42,
  f64_const: 0x44,
  i32_eqz: 0x45,
  i32_eq: 0x46,
  i32_ne: 0x47,
  i32_lt_u: 0x49,
  i32_gt_u: 0x4b,
  i32_le_u: 0x4d,
  i32_ge_u: 0x4f,
  i64_eqz: 0x50,
  i64_eq: 0x51,
  i64_ne: 0x52,
  i64_lt_s: 0x53,
  i64_gt_s: 0x55,
  i64_gt_u: 0x56,
  i64_le_s: 0x57,
  i64_ge_s: 0x59,
  f64_eq: 0x61,
  f64_ne: 0x62,
  f64_lt: 0x63,
  f64_gt: 0x64,
  f64_le: 0x65,
  f64_ge: 0x66,
  i32_popcnt: 0x69,
  i32_add: 0x6a,
  i32_sub: 0x6b,
  i32_mul: 0x6c,
  i32_and: 0x71,
  i32_or: 0x72,
  i32_xor: 0x73,
  i32_shl: 0x74,
  i64_clz: 0x79,
  i64_add: 0x7c,
  i64_sub: 0x7d,
  i64_mul: 0x7e,
  i64_div_s: 0x7f,
  i64_rem_s: 0x81,
  i64_and: 0x83,
  i64_or: 0x84,
  i64_xor: 0x85,
  i64_shl: 0x86,
  i64_shr_s: 0x87,
  f64_abs: 0x99,
  f64_neg: 0x9a,
  f64_ceil: 0x9b,
  f64_floor: 0x9c,
  f64_trunc: 0x9d,
  f64_sqrt: 0x9f,
  f64_add: 0xa0,
  f64_sub: 0xa1,
  f64_mul: 0xa2,
  f64_div: 0xa3,
  f64_max: 0xa5,
  f64_copysign: 0xa6,
  f64_convert_i32_s: 0xb7,
  f64_convert_i64_s: 0xb9,
  i64_reinterpret_f64: 0xbd,
  f64_reinterpret_i64: 0xbf,
  i64_extend_i32_s: 0xac,
  i64_extend_i32_u: 0xad,
  /** Prefix of the saturating conversions. */
  saturating: 0xfc,
  i32_trunc_f64_s: 0x02,
  i64_trunc_f64_s: 0x06,
} as const;

/** The types of blocks that leave nothing on the stack. */
export const VOID = 0x40;

/** Unsigned LEB128. */
export function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128. */
export function signed(value: bigint): Code {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isDone = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
    bytes.push(isDone ? low : low | 0x80);
    if (isDone) return bytes;
  }
}

const scratch = new DataView(new ArrayBuffer(8));

/** `f64.const`. */
export function float(value: number): Code {
  scratch.setFloat64(0, value, true);
  return [OP.f64_const, ...new Uint8Array(scratch.buffer)];
}

export const int = (value: number): Code => [OP.i32_const, signed(BigInt(value))];
export const long = (value: bigint): Code => [OP.i64_const, signed(value)];
export const get = (local: number): Code => [OP.local_get, unsigned(local)];
/** Which locals code reads: every such instruction was made by `get`. */
export function localsRead(code: Code, found: Set<number>): void {
  if (code.length === 2 && code[0] === OP.local_get && Array.isArray(code[1])) {
    found.add(numberOf(code[1]));
    return;
  }
  for (const part of code) if (typeof part !== 'number') localsRead(part, found);
}

/** The number of unsigned LEB128. */
const numberOf = (bytes: Code): number =>
  bytes.reduce<number>((sum, byte, place) => sum + ((byte as number) & 0x7f) * 2 ** (7 * place), 0);

export const tee = (local: number): Code => [OP.local_tee, unsigned(local)];
export const set = (local: number): Code => [OP.local_set, unsigned(local)];

/** A function that is called from outside the module. */
export interface Import {
  readonly name: string;
  readonly parameters: number;
}

/**
 * The bytes of a module with one memory and imported functions of floats (all of module `host`), and one function of its own, `run`,
 * with one parameter of 32 bits, how many rows, and one result: how many of them are left.
 */
export function assemble(
  imports: readonly Import[],
  locals: readonly WasmType[],
  body: Code,
): Uint8Array<ArrayBuffer> {
  const text = (value: string): Code => {
    const bytes = new TextEncoder().encode(value);
    return [...unsigned(bytes.length), ...bytes];
  };
  const vector = (items: readonly Code[]): Code => [unsigned(items.length), ...items];
  const section = (id: number, content: Code): Code => {
    const bytes = flatten(content);
    return [id, unsigned(bytes.length), ...bytes];
  };
  const types: Code[] = [
    [0x60, 1, I32, 1, I32],
    [0x60, 1, F64, 1, F64],
    [0x60, 2, F64, F64, 1, F64],
  ];
  const code = flatten([vector(runsOf(locals)), body, OP.end]);
  return Uint8Array.from(
    flatten([
      0x00,
      0x61,
      0x73,
      0x6d,
      0x01,
      0x00,
      0x00,
      0x00,
      section(1, vector(types)),
      section(
        2,
        vector([
          [...text('host'), ...text('memory'), 0x02, 0x00, unsigned(1)],
          ...imports.map(({ name, parameters }): Code => [text('host'), text(name), 0x00, parameters]),
        ]),
      ),
      section(3, vector([[0]])),
      section(7, vector([[text('run'), 0x00, unsigned(imports.length)]])),
      section(10, vector([[unsigned(code.length), ...code]])),
    ]),
  );
}

function runsOf(locals: readonly WasmType[]): Code[] {
  const runs: { type: WasmType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count += 1;
    else runs.push({ type, count: 1 });
  }
  return runs.map(({ type, count }) => [unsigned(count), type]);
}

function flatten(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else flatten(part, bytes);
  }
  return bytes;
}
