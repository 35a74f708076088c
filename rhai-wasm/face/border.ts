import type { Instance, OutputReader } from './instance.ts';
import type { RhaiInputs, RhaiValue, ScriptFacts } from './types.ts';

/** The mark of an input that is not given, and of columns in a batch; one less where a row without a value is nothing. */
export const ABSENT = 255;
export const NUMBERS = 254;
export const BOOLEANS = 252;
export const TEXTS = 250;

const DEPTH = 16;

/** Thrown and caught inside the face: an input that cannot enter. */
export class BadInput extends Error {
  readonly input: string;

  constructor(input: string, message: string) {
    super(message);
    this.input = input;
  }
}

/** Writes one value with its tag. */
export function writeValue(instance: Instance, value: RhaiValue, name: string, depth = DEPTH): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new BadInput(name, `the input '${name}' is not a finite number`);
    instance.byte(3);
    instance.number(value);
  } else if (value === null) {
    instance.byte(0);
  } else if (typeof value === 'boolean') {
    instance.byte(value ? 2 : 1);
  } else if (typeof value === 'string') {
    instance.byte(4);
    instance.text(value);
  } else if (depth <= 1) {
    throw new BadInput(name, `the input '${name}' is nested too deep`);
  } else if (Array.isArray(value)) {
    instance.byte(6);
    instance.word(value.length);
    for (const item of value) writeValue(instance, item, name, depth - 1);
  } else if (typeof value === 'object') {
    const entries = Object.entries(value);
    instance.byte(7);
    instance.word(entries.length);
    for (const [key, item] of entries) {
      instance.text(key);
      writeValue(instance, item, name, depth - 1);
    }
  } else {
    throw new BadInput(name, `the input '${name}' is a ${typeof value}`);
  }
}

/** Writes the inputs a script reads, and all others if it finds them by computed names. */
export function writeInputs(instance: Instance, facts: ScriptFacts, inputs: RhaiInputs): void {
  instance.beginInput();
  for (const name of facts.inputs) {
    const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (value === undefined) instance.byte(ABSENT);
    else writeValue(instance, value, name);
  }
  if (!facts.dynamic) return;
  const others = Object.entries(inputs).filter(
    (entry): entry is [string, RhaiValue] => entry[1] !== undefined && !facts.inputs.includes(entry[0]),
  );
  instance.word(others.length);
  for (const [name, value] of others) {
    instance.text(name);
    writeValue(instance, value, name);
  }
}

/** Reads one value; `texts` is the table of the script. */
export function readValue(reader: OutputReader, texts: readonly string[]): RhaiValue {
  const tag = reader.byte();
  switch (tag) {
    case 0:
      return null;
    case 1:
      return false;
    case 2:
      return true;
    case 3:
      return reader.number();
    case 4:
      return reader.text();
    case 5:
      return texts[reader.word()] ?? '';
    case 6:
      return Array.from({ length: reader.word() }, () => readValue(reader, texts));
    case 7:
      return readMap(reader, texts);
    default:
      throw new Error(`unreadable value tag ${tag}`);
  }
}

function readMap(reader: OutputReader, texts: readonly string[]): { [key: string]: RhaiValue } {
  const map: { [key: string]: RhaiValue } = {};
  const count = reader.word();
  for (let i = 0; i < count; i++) {
    const key = readValue(reader, texts) as string;
    const value = readValue(reader, texts);
    if (key === '__proto__') {
      // As a plain assignment this key would set the prototype.
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
      map[key] = value;
    }
  }
  return map;
}
