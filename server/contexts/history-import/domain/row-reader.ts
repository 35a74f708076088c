import { reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { SignalValue } from '../../../../shared/contract/common.ts';
import { QUALITY } from '../../../../shared/contract/common.ts';
import type { ImportOptions } from '../../../../shared/contract/history-import.ts';
import { RowClock } from './clock.ts';
import { numberReader } from './numbers.ts';
import { joinedTime } from './times.ts';
import { columnTag, nameTag } from './tag-names.ts';
import { readQuality } from '../../../../shared/util/quality-text.ts';
import { isNoNumber, readValue, shown, typeOf, type ValueType } from './values.ts';

export interface ReadSample {
  readonly path: string;
  readonly at: number;
  readonly value: SignalValue;
  readonly quality: number;
}

export interface RowFault {
  /** From 1; null where the whole row is meant. */
  readonly column: number | null;
  readonly problem: Reason;
}

export interface ReadRow {
  readonly samples: readonly ReadSample[];
  /** Cells without a value. */
  readonly empty: number;
  /** Not empty: nothing of the row may be kept. */
  readonly faults: readonly RowFault[];
}

/** Reads the rows of a file one after the other as its options say; one reader for the whole file. */
export class RowReader {
  readonly clock: RowClock;
  readonly #options: ImportOptions;
  readonly #number: (text: string) => number | null;
  readonly #types = new Map<string, ValueType>();
  readonly #names = new Map<string, { readonly path: string } | { readonly problem: Reason }>();

  /** @param now epoch milliseconds; history cannot be later */
  constructor(options: ImportOptions, now: number) {
    this.#options = options;
    this.#number = numberReader(options);
    this.clock = new RowClock(options.time, now);
  }

  read(cells: readonly string[]): ReadRow {
    const { columns, timeOfDayDigits } = this.#options.time;
    const parts = columns.map((column) => (cells[column - 1] ?? '').trim());
    const time = this.clock.read(joinedTime(parts, timeOfDayDigits));
    const faults: RowFault[] =
      'problem' in time ? [{ column: columns[0] ?? null, problem: time.problem }] : [];
    const at = 'at' in time ? time.at : 0;
    const { values } = this.#options;
    const read =
      values.shape === 'wide' ? this.#wide(cells, at, values.columns) : this.#long(cells, at, values);
    return { ...read, faults: [...faults, ...read.faults] };
  }

  #wide(
    cells: readonly string[],
    at: number,
    columns: Extract<ImportOptions['values'], { shape: 'wide' }>['columns'],
  ): ReadRow {
    const samples: ReadSample[] = [];
    const faults: RowFault[] = [];
    let empty = 0;
    for (const { column, tag, type, unit } of columns) {
      const read = readValue(cells[column - 1] ?? '', type, this.#number, unit);
      if (read === null) empty += 1;
      else if ('problem' in read) faults.push({ column, problem: read.problem });
      else samples.push({ path: columnTag(tag), at, value: read.value, quality: QUALITY.good });
    }
    return { samples, empty, faults };
  }

  #long(
    cells: readonly string[],
    at: number,
    columns: Extract<ImportOptions['values'], { shape: 'long' }>,
  ): ReadRow {
    const named = this.#named(cells[columns.tag - 1] ?? '', columns.equipment);
    if ('problem' in named) return fault(columns.tag, named.problem);
    const cell = cells[columns.value - 1] ?? '';
    const known = this.#types.get(named.path);
    // The type of a tag is that of its first value: what stands for none says nothing of it.
    if (known === undefined && isNoNumber(cell)) return { samples: [], empty: 1, faults: [] };
    const type = known ?? typeOf(cell, this.#number);
    const read = readValue(cell, type, this.#number);
    if (read === null) return { samples: [], empty: 1, faults: [] };
    if ('problem' in read) return fault(columns.value, asBefore(read.problem));
    const quality =
      columns.quality === undefined ? QUALITY.good : readQuality(cells[columns.quality - 1] ?? '');
    if (quality === null)
      return fault(
        columns.quality ?? null,
        reason('noQuality', { text: shown(cells[(columns.quality ?? 1) - 1] ?? '') }),
      );
    this.#types.set(named.path, type);
    return { samples: [{ path: named.path, at, value: read.value, quality }], empty: 0, faults: [] };
  }

  #named(cell: string, equipment: string | undefined) {
    let named = this.#names.get(cell);
    if (named === undefined) {
      named = nameTag(cell, equipment);
      // A file whose names are all different is faulty, and must not fill the memory.
      if (this.#names.size < 100_000) this.#names.set(cell, named);
    }
    return named;
  }
}

/** The type of a tag is that of its first value. */
function asBefore(problem: Reason): Reason {
  if (problem.code === 'noNumber') return { ...problem, code: 'noNumberAsBefore' };
  return problem.code === 'noBoolean' ? { ...problem, code: 'noBooleanAsBefore' } : problem;
}

const fault = (column: number | null, problem: Reason): ReadRow => ({
  samples: [],
  empty: 0,
  faults: [{ column, problem }],
});
