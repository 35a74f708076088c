import { guardedCell as cell } from '../../../../shared/util/formula-guard.ts';
import { textOfReason } from '../../../../shared/contract/reasons.ts';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { ImportFault } from '../../../../shared/contract/history-import.ts';

/** Faulty rows written out; a file with more is wrong as a whole, and the rest is only counted. */
const MOST_ROWS = 100_000;
const BUFFER = 65_536;
/** Byte order mark, so that a spreadsheet reads Korean. */
const HEADING = '\uFEFFrow,column,problem,문제,text\r\n';

/** The file with what is wrong, row by row. Made with the first fault. */
export class ErrorFile {
  readonly #file: string;
  #descriptor: number | null = null;
  #waiting = '';
  #rows = 0;

  constructor(file: string) {
    this.#file = file;
    rmSync(file, { force: true });
  }

  add({ row, column, problem, said, text }: ImportFault): void {
    const korean = said === undefined ? problem : textOfReason(said, 'ko');
    this.#rows += 1;
    if (this.#rows > MOST_ROWS) return;
    this.#waiting += `${row},${cell(column)},${cell(problem)},${cell(korean)},${cell(text)}\r\n`;
    if (this.#waiting.length >= BUFFER) this.#flush();
  }

  #flush(): void {
    if (this.#descriptor === null) {
      this.#descriptor = openSync(this.#file, 'w', 0o600);
      writeSync(this.#descriptor, HEADING);
    }
    writeSync(this.#descriptor, this.#waiting);
    this.#waiting = '';
  }

  close(): void {
    if (this.#rows > MOST_ROWS)
      this.#waiting += `,,${cell(`${this.#rows - MOST_ROWS} further faults are not listed`)},${cell(`그 밖의 오류 ${this.#rows - MOST_ROWS}건은 적지 않았습니다`)},\r\n`;
    if (this.#waiting !== '') this.#flush();
    if (this.#descriptor !== null) closeSync(this.#descriptor);
  }
}
