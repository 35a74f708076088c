import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** One thing a program did to its disk, or said to somebody, in their order. Paths are as the program named them. */
export type DiskEvent =
  | { readonly kind: 'create' | 'unlink' | 'folder'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'sync'; readonly path: string; readonly ok: boolean }
  | { readonly kind: 'said'; readonly data: Buffer };

export const straceMissing: string | null = (() => {
  if (process.platform !== 'linux') return 'not run: strace is of Linux';
  const { status } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']);
  return status === 0 ? null : 'not run: strace is not installed or may not trace here';
})();

const CALLS =
  'openat,creat,pwrite64,write,writev,sendto,lseek,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,dup,dup2,dup3,close';

/** A program to put before another: it writes down what that does, into `file`. */
export const recorder = (file: string, inject: readonly string[] = []) => [
  ...['strace', '-D', '-f', '-y', '-xx', '-s', '1048576', '-e', `trace=${CALLS}`],
  ...inject.flatMap((each) => ['-e', `inject=${each}`]),
  ...['-o', file],
];

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(String.raw`\x`, ''), 'hex');
const textOf = (hex: string) => bytesOf(hex).toString('utf8');
const HEX = String.raw`"((?:\\x[0-9a-f]{2})*)"`;
/** A file descriptor with its path, as `-y` gives it. */
const FD = String.raw`(\d+)<([^>]*)>`;
const resultOf = (line: string) => /\) += (-?\d+)/.exec(line)?.[1];

const PATTERNS = {
  pwrite: new RegExp(`^pwrite64\\(${FD}, ${HEX}, \\d+, (\\d+)`),
  write: new RegExp(`^(?:write|sendto)\\(${FD}, ${HEX}`),
  writev: new RegExp(`^writev\\(${FD}, \\[(.*)\\]`),
  open: new RegExp(`^(?:openat\\([^,]+, |creat\\()${HEX}, (\\S+?)[,)]`),
  seek: new RegExp(`^lseek\\(${FD}, `),
  truncate: new RegExp(`^ftruncate\\(${FD}, (\\d+)`),
  sync: new RegExp(`^f(?:data)?sync\\(${FD}`),
  rename: new RegExp(`^rename(?:at2?)?\\((?:[^",]+, )?${HEX}, (?:[^",]+, )?${HEX}`),
  unlink: new RegExp(`^unlink(?:at)?\\((?:[^",]+, )?${HEX}`),
  folder: new RegExp(`^mkdir(?:at)?\\((?:[^",]+, )?${HEX}`),
};

/** What a recorder wrote down, once the program has ended, of the files whose path `isOurs` and of what was said on sockets. */
export async function readRecord(file: string, isOurs: (path: string) => boolean): Promise<DiskEvent[]> {
  const events: DiskEvent[] = [];
  const positions = new Map<string, number>();
  const begun = new Map<string, string>();
  let first = '';
  let hasEnded = false;
  const lines = createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Infinity });
  for await (const line of lines) {
    const [, pid = '', call = ''] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    first ||= pid;
    hasEnded ||= pid === first && call.startsWith('+++ ');
    const unfinished = call.indexOf(' <unfinished ...>');
    if (unfinished >= 0) begun.set(pid, call.slice(0, unfinished));
    else if (call.startsWith('<... ')) {
      const whole = (begun.get(pid) ?? '') + call.slice(call.indexOf('resumed>') + 'resumed>'.length);
      begun.delete(pid);
      take(whole, { events, positions, isOurs });
    } else take(call, { events, positions, isOurs });
  }
  if (!hasEnded) throw new Error('the recorder has not ended yet');
  return events;
}

interface Reading {
  readonly events: DiskEvent[];
  /** Where the next `write` of a file descriptor goes. */
  readonly positions: Map<string, number>;
  readonly isOurs: (path: string) => boolean;
}

function take(call: string, reading: Reading): void {
  const result = Number(resultOf(call) ?? '-1');
  const name = call.slice(0, call.indexOf('('));
  if (name === 'fsync' || name === 'fdatasync') return takeSync(call, result, reading);
  if (result < 0) return;
  if (name === 'pwrite64' || name === 'write' || name === 'sendto' || name === 'writev')
    return takeWrite(call, result, reading);
  takeChange(call, result, reading);
}

function takeSync(call: string, result: number, { events, isOurs }: Reading): void {
  const [, , hex = ''] = PATTERNS.sync.exec(call) ?? [];
  const path = pathOf(hex);
  if (isOurs(path)) events.push({ kind: 'sync', path, ok: result === 0 });
}

/** Strace gives paths of descriptors as they are, or in hexadecimal too. */
const pathOf = (text: string) => (text.startsWith(String.raw`\x`) ? textOf(text) : text);

function takeWrite(call: string, written: number, { events, positions, isOurs }: Reading): void {
  const pwrite = PATTERNS.pwrite.exec(call);
  if (pwrite !== null) {
    const [, , path = '', hex = '', at = '0'] = pwrite;
    const name = pathOf(path);
    if (isOurs(name))
      events.push({ kind: 'write', path: name, at: Number(at), data: bytesOf(hex).subarray(0, written) });
    return;
  }
  const write = PATTERNS.write.exec(call) ?? PATTERNS.writev.exec(call);
  if (write === null) return;
  const [, fd = '', path = '', content = ''] = write;
  const name = pathOf(path);
  const pieces = call.startsWith('writev')
    ? [...content.matchAll(new RegExp(`iov_base=${HEX}`, 'g'))].map(([, hex = '']) => bytesOf(hex))
    : [bytesOf(content)];
  const data = Buffer.concat(pieces).subarray(0, written);
  if (isOurs(name)) {
    const at = positions.get(fd) ?? 0;
    positions.set(fd, at + written);
    events.push({ kind: 'write', path: name, at, data });
  } else if (/^(socket|UNIX|TCP|pipe)/.test(name)) events.push({ kind: 'said', data });
}

function takeChange(call: string, result: number, { events, positions, isOurs }: Reading): void {
  const open = PATTERNS.open.exec(call);
  if (open !== null) {
    const path = textOf(open[1] ?? '');
    const flags = open[2] ?? '';
    if (!isOurs(path)) return;
    positions.set(String(result), 0);
    if (flags.includes('O_CREAT')) events.push({ kind: 'create', path });
    if (flags.includes('O_TRUNC')) events.push({ kind: 'truncate', path, size: 0 });
    return;
  }
  const seek = PATTERNS.seek.exec(call);
  if (seek !== null) positions.set(seek[1] ?? '', result);
  const truncate = PATTERNS.truncate.exec(call);
  if (truncate !== null && isOurs(pathOf(truncate[2] ?? '')))
    events.push({ kind: 'truncate', path: pathOf(truncate[2] ?? ''), size: Number(truncate[3]) });
  const rename = PATTERNS.rename.exec(call);
  if (rename !== null && isOurs(textOf(rename[2] ?? '')))
    events.push({ kind: 'rename', path: textOf(rename[1] ?? ''), to: textOf(rename[2] ?? '') });
  for (const [kind, pattern] of [
    ['unlink', PATTERNS.unlink],
    ['folder', PATTERNS.folder],
  ] as const) {
    const found = pattern.exec(call);
    if (found !== null && isOurs(textOf(found[1] ?? ''))) events.push({ kind, path: textOf(found[1] ?? '') });
  }
}
