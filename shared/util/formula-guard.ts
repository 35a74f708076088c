/**
 * Texts of CSV files and clipboards so that no spreadsheet runs them as a formula (OWASP, CSV injection): one that begins as a formula does gets
 * an apostrophe before it, and so does one that would look as if it had got one. What is guarded reads back as exactly what it was.
 */

/** What begins a formula: its signs, full-width ones too, behind spaces as well; a tab or a line end, whatever follows. */
const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n\0])/u;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A number is none, and neither is a dash alone. */
const isFormula = (text: string): boolean =>
  FORMULA.test(text) && text.trim() !== '-' && !NUMBER.test(text.trim());

const withoutMarks = (text: string): string => text.replace(/^'+/, '');

/** A text that no spreadsheet takes for a formula. */
export const guarded = (text: string): string =>
  isFormula(text) || (text.startsWith("'") && FORMULA.test(withoutMarks(text))) ? `'${text}` : text;

/** What `guarded` was given. A mark that somebody typed into a spreadsheet before a formula goes too. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && FORMULA.test(withoutMarks(text)) ? text.slice(1) : text;

/** A text as a cell of CSV, guarded and always in quotation marks, so that it differs from a number and from no value. */
export const guardedCell = (text: string): string => `"${guarded(text).replaceAll('"', '""')}"`;
