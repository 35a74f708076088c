/**
 * Stable error codes of scripts, by their number in the WASM (checked at load against the list inside it).
 *
 * `NONE` is not an error; it stands for success in the code column of a batch.
 */
export const RULE_ERROR_CODES = [
  'NONE',
  'SYNTAX',
  'EXPRESSION_DEPTH',
  'SOURCE_LIMIT',
  'FUNCTION_LIMIT',
  'FORBIDDEN',
  'UNKNOWN_VARIABLE',
  'UNKNOWN_FUNCTION',
  'MISSING_PROPERTY',
  'TYPE_MISMATCH',
  'NOT_FINITE',
  'ARITHMETIC',
  'INDEX',
  'CONSTANT',
  'THROWN',
  'OPERATION_LIMIT',
  'CALL_DEPTH',
  'VARIABLE_LIMIT',
  'STRING_LIMIT',
  'ARRAY_LIMIT',
  'MAP_LIMIT',
  'MEMORY_LIMIT',
  'RESULT_TYPE',
  'INPUT',
  'TRAP',
  'RUNTIME',
] as const;

export type RuleErrorCode = Exclude<(typeof RULE_ERROR_CODES)[number], 'NONE'>;

/** Codes that mean a limit was reached rather than that the script is wrong. */
export const LIMIT_CODES: ReadonlySet<RuleErrorCode> = new Set<RuleErrorCode>([
  'EXPRESSION_DEPTH',
  'SOURCE_LIMIT',
  'FUNCTION_LIMIT',
  'OPERATION_LIMIT',
  'CALL_DEPTH',
  'VARIABLE_LIMIT',
  'STRING_LIMIT',
  'ARRAY_LIMIT',
  'MAP_LIMIT',
  'MEMORY_LIMIT',
]);

export function codeName(number: number): RuleErrorCode {
  const name = RULE_ERROR_CODES[number];
  return name === undefined || name === 'NONE' ? 'RUNTIME' : name;
}
