/**
 * One step of the schema. Shipped steps are never edited: a check compares them with the recorded checksums.
 * The name starts with its UTC time, so that sorting by name is sorting by age.
 */
export interface Migration {
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}
