import type { ImportOptions, ImportWishes } from '../../../../../shared/contract/history-import.ts';

export type Columns = Extract<ImportOptions['values'], { shape: 'wide' }>['columns'];

/** What was chosen so far; all else is guessed anew by the server. */
export function firstWishes(): ImportWishes {
  return { time: { zone: Intl.DateTimeFormat().resolvedOptions().timeZone } };
}

type Form = 'encoding' | 'delimiter' | 'header' | 'firstLine' | 'valuesFrom';

/** How the file is cut into cells: columns chosen before may be others now. Undefined: guessed again. */
export function withForm(
  wishes: ImportWishes,
  form: { readonly [Name in Form]?: ImportOptions[Name] | undefined },
): ImportWishes {
  const { values: _values, time, ...rest } = wishes;
  const { columns: _columns, format: _format, timeOfDayDigits: _digits, ...kept } = time ?? {};
  // With another first row, where the values begin is guessed anew.
  const { valuesFrom: _valuesFrom, ...withoutBegin } = rest;
  const base = 'firstLine' in form || 'header' in form ? withoutBegin : rest;
  const said = Object.entries({ ...base, ...form }).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(said) as ImportWishes), time: kept };
}

export function withTime(wishes: ImportWishes, time: Partial<ImportOptions['time']>): ImportWishes {
  const { values: _values, ...rest } = wishes;
  if (time.columns === undefined) return { ...wishes, time: { ...wishes.time, ...time } };
  // With another time column, which columns hold values, and how it writes times of day, is guessed anew.
  const { timeOfDayDigits: _digits, ...kept } = wishes.time ?? {};
  return { ...rest, time: { ...kept, ...time } };
}

/** A machine whose tags the columns are, or the names of a tag column are put below. Empty: none. */
export function withEquipment(wishes: ImportWishes, equipment: string): ImportWishes {
  const { values: _values, equipment: _equipment, ...rest } = wishes;
  return equipment === '' ? rest : { ...rest, equipment };
}

/** The same columns, one of them changed; null leaves it out. */
export function withColumn(
  columns: Columns,
  column: number,
  change: Partial<Columns[number]> | null,
): Columns {
  return columns.flatMap((each) =>
    each.column !== column ? [each] : change === null ? [] : [{ ...each, ...change }],
  );
}
