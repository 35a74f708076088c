import pino from 'pino';
import { LogFile } from '../../shared/node/log-file.ts';

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

interface LogPlaces {
  /** Instead of standard error; what it cannot take goes there. */
  readonly file?: string | undefined;
  /** Gets each line too. */
  readonly also?: (line: string) => void;
}

/** JSON lines on standard error, or in a file of bounded size; whatever could be a secret is blanked. */
export function createLogger(level: string, { file, also }: LogPlaces = {}): Logger {
  const standardError = pino.destination({ fd: 2, sync: true });
  const logFile =
    file === undefined
      ? null
      : new LogFile(file, { complain: (text) => standardError.write(`aif: ${text}\n`) });
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
        if (logFile === null || !logFile.add(line.trimEnd())) standardError.write(line);
        also?.(line);
      },
    },
  );
}
