import { ARRAYS_AND_MAPS } from './arrays.ts';
import { BITS_AND_RANGES } from './bits.ts';
import { BLOBS } from './blobs.ts';
import { KEYWORDS } from './keywords.ts';
import { LANGUAGE } from './language.ts';
import { NUMBERS } from './numbers.ts';
import { OPERATORS } from './operators.ts';
import { TEXTS } from './texts.ts';
import type { Help, HelpTable } from './types.ts';

export type { Help } from './types.ts';

/** Every function the engine has, by name; `help.test.ts` asks the engine itself. */
export const FUNCTION_HELP: HelpTable = {
  ...NUMBERS,
  ...BITS_AND_RANGES,
  ...TEXTS,
  ...ARRAYS_AND_MAPS,
  ...BLOBS,
  ...LANGUAGE,
};

export const KEYWORD_HELP: HelpTable = KEYWORDS;

const SIGN_HELP: HelpTable = OPERATORS;

const ownEntry = (table: HelpTable, name: string): Help | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Help for a function of the engine. */
export const functionHelp = (name: string): Help | undefined => ownEntry(FUNCTION_HELP, name);

/** Help for a word or sign of the language; of op-assignments there is one for all. */
export const languageHelp = (text: string): Help | undefined =>
  ownEntry(KEYWORD_HELP, text) ??
  ownEntry(SIGN_HELP, text) ??
  (/^[-+*/%&|^<>]+=$/.test(text) ? ownEntry(SIGN_HELP, '+=') : undefined);
