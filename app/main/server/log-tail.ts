const KEPT_LINES = 200;
/** pino's numbers: warnings and worse explain an end. */
const WARNING = 40;

/** The last lines of the server's log, for the recovery screen. */
export class LogTail {
  #lines: string[] = [];

  add(line: string): void {
    if (line.trim() === '') return;
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }

  get lines(): string[] {
    return [...this.#lines];
  }

  /** The newest line that says what went wrong: a warning or worse of the log, or plain text on standard error. */
  get lastComplaint(): string | null {
    for (const line of this.#lines.toReversed()) {
      const complaint = complaintIn(line);
      if (complaint !== null) return complaint;
    }
    return null;
  }
}

function complaintIn(line: string): string | null {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return /^\s+at /.test(line) ? null : line.trim();
  }
  if (typeof entry !== 'object' || entry === null) return null;
  const { level, msg } = entry as { level?: unknown; msg?: unknown };
  const isWorse =
    typeof level === 'number'
      ? level >= WARNING
      : typeof level === 'string' && ['warn', 'error', 'fatal'].includes(level);
  return isWorse && typeof msg === 'string' ? msg : null;
}
