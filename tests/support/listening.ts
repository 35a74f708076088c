import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTEN = '0A';

/** Whether this system tells which process listens where. */
export const TELLS_LISTENERS = process.platform === 'linux';

/** A process and all that it started, and they in turn. */
export function withChildren(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap((child) => withChildren(Number(child)))];
}

/** TCP ports, of both families, on which a process listens: what `ss -ltnp` shows, without asking for `ss`. */
export function listeningPorts(pid: number): number[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? ''];
      } catch {
        return []; // closed meanwhile
      }
    }),
  );
  const lines = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1),
  );
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const isOwn = fields[3] === LISTEN && sockets.has(fields[9] ?? '');
    return isOwn ? [Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)] : [];
  });
}
