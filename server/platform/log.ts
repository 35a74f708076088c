import pino from 'pino';

/** What goes along with a line of the log, and for what needs somebody: what to do. */
interface Trouble {
  /** A sentence to whoever reads the log, e.g. "Free some space on the disk of the data folder." */
  readonly action: string;
  readonly [name: string]: unknown;
}

/** For what should never happen: nobody but the makers of the program can mend it. */
export const REPORT =
  'Save a diagnostic file (Health, or "aif diagnose") and send it to whoever maintains the program.';

export const CHECK_STORE = 'Look at the store in Health: its disk and permissions.';

/** A log whose warnings and errors all say what to do: without it they do not compile. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(trouble: Trouble, message: string): void;
  error(trouble: Trouble, message: string): void;
}

/** JSON lines on standard error; whatever could be a secret is blanked. `also` gets each line too. */
export function createLogger(level: string, also?: (line: string) => void): Logger {
  const standardError = pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['token', 'password', '*.token', '*.password', '*.authorization', 'req.headers.authorization'],
        censor: '***',
      },
    },
    {
      write(line) {
        standardError.write(line);
        also?.(line);
      },
    },
  );
}
