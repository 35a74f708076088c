/** What is told of a function, sign or word of Rhai. */
export interface Help {
  /** Forms it can be used in; in front of a point stands the value it is called on. */
  readonly signatures: readonly string[];
  readonly en: string;
  readonly ko: string;
  /** A script, and what it ends in (as JSON, floats that are whole without their point). */
  readonly example: string;
  readonly result: unknown;
}

export type HelpTable = Readonly<Record<string, Help>>;
