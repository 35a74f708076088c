import fc, { type Arbitrary } from 'fast-check';

/** The parts of JSON Schema that zod writes. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** Values of a real station by the name of the field they stood in: with made-up ones alone nothing would be found. */
export type Known = ReadonlyMap<string, readonly unknown[]>;

const MOST_ITEMS = 4;
/** What programs trip over. */
export const HOSTILE: readonly unknown[] = [
  ...[null, true, '', 0, -0, -1, 0.1, 1e308, -1e308, 5e-324, 2 ** 53, 1e21, [], {}, [[]], [null]],
  ...['\u0000', '\ud800', '‮', 'constructor', '%00', '../../../etc/passwd', "'; DROP TABLE judgment; --"],
  ...[
    'NaN',
    'null',
    '٣',
    'ﬃ',
    '한글',
    '1e999',
    '9'.repeat(400),
    'x'.repeat(70_000),
    '+275760-09-13T00:00:00.001Z',
  ],
  ...[
    '0000-00-00T00:00:00Z',
    '*/*/*/*/*',
    '(a+)+$',
    '${7*7}',
    '"',
    '\\',
    '\r\n',
    JSON.parse('{"__proto__":{"x":1}}'),
  ],
  Array.from({ length: 3_000 }, () => 'x'),
];

/** Inputs of a schema; names of fields in `known` often get a value from there. */
export function arbitraryOf(
  schema: JsonSchema,
  known: Known,
  root: JsonSchema = schema,
  depth = 0,
): Arbitrary<unknown> {
  const of = (inner: JsonSchema) => arbitraryOf(inner, known, root, depth + 1);
  if (depth > 12) return fc.constant(null);
  if (schema.$ref !== undefined) return of(root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(of));
  if (schema.allOf !== undefined)
    return fc.tuple(...schema.allOf.map(of)).map((parts) => Object.assign({}, ...parts) as unknown);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, known, of);
    case 'array':
      return listOf(schema, of);
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.oneof(fc.integer(within(schema, 1_000)), fc.integer(within(schema, 2 ** 31 - 1)));
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...HOSTILE));
  }
}

const within = ({ minimum, maximum }: JsonSchema, most: number) => {
  const min = Math.max(minimum ?? -most, -(2 ** 31));
  return { min, max: Math.max(min, Math.min(maximum ?? most, 2 ** 31 - 1)) };
};

function numberOf({ minimum, maximum }: JsonSchema): Arbitrary<unknown> {
  const range = { noNaN: true, noDefaultInfinity: true } as const;
  return fc.double({
    ...range,
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: maximum }),
  });
}

function textOf({ pattern, format, minLength = 0, maxLength = 40 }: JsonSchema): Arbitrary<unknown> {
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date('2020-01-01'), max: new Date('2030-01-01') })
      .map((date) => date.toISOString());
  if (format === 'uuid') return fc.uuid();
  const plain = fc.string({
    minLength,
    maxLength: Math.max(minLength, Math.min(maxLength, 40)),
    unit: 'grapheme',
  });
  if (pattern === undefined) return plain;
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    return plain; // a look-ahead or a class of letters, which fast-check does not read
  }
}

function listOf(
  { items = {}, prefixItems, minItems = 0, maxItems = MOST_ITEMS }: JsonSchema,
  of: (schema: JsonSchema) => Arbitrary<unknown>,
) {
  if (prefixItems !== undefined) return fc.tuple(...prefixItems.map(of));
  return fc.array(of(items), {
    minLength: minItems,
    maxLength: Math.max(minItems, Math.min(maxItems, MOST_ITEMS)),
  });
}

function objectOf(
  schema: JsonSchema,
  known: Known,
  of: (schema: JsonSchema) => Arbitrary<unknown>,
): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.entries(properties).map(([name, inner]) => {
    const values = known.get(name) ?? [];
    return [name, values.length === 0 ? of(inner) : fc.oneof(of(inner), fc.constantFrom(...values))] as const;
  });
  const own = fc.record(Object.fromEntries(fields), {
    requiredKeys: required.filter((name) => name in properties),
  });
  if (typeof additionalProperties !== 'object') return own;
  const names = known.get('name') ?? [];
  const keys = fc.oneof(
    fc.string({ maxLength: 10 }),
    names.length === 0 ? fc.constant('x') : fc.constantFrom(...(names as string[])),
  );
  const more = fc.dictionary(keys, of(additionalProperties), { maxKeys: 3 });
  return fc.tuple(more, own).map(([others, fixed]) => ({ ...others, ...(fixed as object) }));
}

/** The same with one place in it, anywhere, holding what does not belong there. */
export function spoilt(value: unknown): Arbitrary<unknown> {
  const bad = fc.constantFrom(...HOSTILE);
  if (typeof value !== 'object' || value === null) return bad;
  const keys = Object.keys(value);
  if (keys.length === 0) return bad;
  const inner = fc.constantFrom(...keys).chain((key) =>
    spoilt((value as Record<string, unknown>)[key]).map((other) => {
      if (Array.isArray(value)) return value.with(Number(key), other);
      return { ...value, [key]: other };
    }),
  );
  const more = fc
    .tuple(fc.constantFrom('extra', '__proto__x', ''), bad)
    .map(([key, other]) => ({ ...value, [key]: other }));
  return fc.oneof(
    { weight: 8, arbitrary: inner },
    { weight: 1, arbitrary: bad },
    { weight: 1, arbitrary: more },
  );
}
