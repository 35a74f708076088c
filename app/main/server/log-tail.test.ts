import { describe, expect, it } from 'vitest';
import { LogTail } from './log-tail.ts';

function tailOf(...lines: string[]): LogTail {
  const tail = new LogTail();
  for (const line of lines) tail.add(line);
  return tail;
}

describe('LogTail', () => {
  it('keeps the newest 200 lines', () => {
    const tail = tailOf(...Array.from({ length: 300 }, (_, index) => `line ${index}`));
    expect(tail.lines).toHaveLength(200);
    expect(tail.lines.at(0)).toBe('line 100');
  });

  it('finds the newest warning or worse in pino lines', () => {
    const tail = tailOf(
      '{"level":50,"msg":"the data folder is in use by process 12"}',
      '{"level":"error","msg":"the database is newer"}',
      '{"level":30,"msg":"stopped"}',
    );
    expect(tail.lastComplaint).toBe('the database is newer');
  });

  it('takes plain text, but not the places of a stack', () => {
    expect(tailOf('Error: boom', '    at main (cli.ts:1:1)').lastComplaint).toBe('Error: boom');
  });

  it('has nothing to say about a quiet server', () => {
    expect(tailOf('{"level":30,"msg":"ready"}', '').lastComplaint).toBeNull();
  });
});
