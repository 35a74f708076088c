import pino, { type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard error; whatever could be a secret is blanked. */
export function createLogger(level: string): Logger {
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
    pino.destination({ fd: 2, sync: true }),
  );
}
