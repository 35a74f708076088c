/**
 * What the two ends of a server port say to each other. The shell's end (`app/main/socket-pump.ts`) carries WebSocket
 * frames of the station server verbatim; the page's end is `PortSocket`. A port lives as long as one WebSocket.
 */

/** One WebSocket frame: text as string, binary as bytes. */
export type Frame = string | ArrayBuffer;

export type ShellToPage =
  | { kind: 'open' }
  | { kind: 'data'; data: Frame }
  /** So many bytes of the page's frames have left the shell. */
  | { kind: 'ack'; bytes: number }
  | { kind: 'close'; code: number; reason: string };

export type PageToShell =
  | { kind: 'data'; data: Frame }
  /** So many bytes of the server's frames have been consumed by the page. */
  | { kind: 'ack'; bytes: number }
  | { kind: 'close'; code: number; reason: string };

/** `data.type` of the window message that brings a port into a page. */
export const SERVER_PORT_MESSAGE = 'aif:server-port';

/** The server may be this far ahead of the page before the shell stops reading from it, in bytes. */
export const PAUSE_ABOVE_BYTES = 4 * 1024 * 1024;
/** The shell reads on once the page has caught up to this, in bytes. */
export const RESUME_BELOW_BYTES = 1024 * 1024;
/** More than this waiting for the server ends the connection instead of growing the shell, in bytes. */
export const OVERLOAD_BYTES = 16 * 1024 * 1024;

/** Close codes of RFC 6455 that both ends use. */
export const CLOSE_CODE = {
  normal: 1000,
  goingAway: 1001,
  noStatus: 1005,
  abnormal: 1006,
  overload: 1013,
} as const;

/**
 * Size of a frame for flow control: bytes of binary, UTF-16 code units of text. Both ends count the same way, and
 * counting real UTF-8 bytes would cost a pass over every frame.
 */
export function frameSize(data: Frame): number {
  return typeof data === 'string' ? data.length : data.byteLength;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A page's message, or null when it is none: the shell trusts nothing that comes out of a page. */
export function readPageMessage(value: unknown): PageToShell | null {
  if (!isObject(value)) return null;
  const { kind, data, bytes, code, reason } = value;
  if (kind === 'data' && (typeof data === 'string' || data instanceof ArrayBuffer)) return { kind, data };
  if (kind === 'ack' && typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0) {
    return { kind, bytes };
  }
  if (kind === 'close' && typeof code === 'number' && typeof reason === 'string') {
    return { kind, code, reason: reason.slice(0, 120) };
  }
  return null;
}
