import type { Replay } from '../../../../../shared/contract/replay.ts';
import type { TraceEntry } from '../../../../../shared/contract/judgment.ts';
import type { LineMark } from '../editor/types.ts';

/** Words of the page for a condition. */
export interface TraceWords {
  held(): string;
  notHeld(): string;
  notLookedAt(): string;
  value(value: TraceEntry['values'][string], name: string): string;
}

/** What conditions saw, where they are, and what did not run where that is known. */
export interface TracedScript extends Pick<Replay, 'linesNotReached'> {
  readonly trace: readonly Pick<TraceEntry, 'ruleId' | 'fired' | 'values'>[];
  readonly rules: readonly Pick<Replay['rules'][number], 'id' | 'line'>[];
}

/** A trace as marks of its script: which conditions were looked at, how they came out, by which values; what did not run. */
export function traceMarks({ trace, linesNotReached, rules }: TracedScript, words: TraceWords): LineMark[] {
  const marks = new Map<number, LineMark>();
  for (const line of linesNotReached ?? []) marks.set(line, { line, isDimmed: true });
  for (const { id, line } of rules) {
    const entry = trace.find(({ ruleId }) => ruleId === id);
    if (entry === undefined) {
      const dimmed = marks.get(line)?.isDimmed === true;
      if (!dimmed) marks.set(line, { ...marks.get(line), line, sign: '·', label: words.notLookedAt() });
      continue;
    }
    const values = Object.entries(entry.values).map(
      ([name, value]) => `${name} = ${words.value(value, name)}`,
    );
    const remark = [entry.fired ? words.held() : words.notHeld(), ...values].join('   ');
    const before = marks.get(line)?.remark;
    marks.set(line, {
      line,
      remark: before === undefined ? remark : `${before}  |  ${remark}`,
      sign: entry.fired ? '✓' : '–',
      label: entry.fired ? words.held() : words.notHeld(),
    });
  }
  return [...marks.values()];
}

/** The same marks, and at the line where the script ended in an error what it was. */
export function withFault(
  marks: readonly LineMark[],
  fault: { readonly line: number; readonly text: string } | null,
): readonly LineMark[] {
  if (fault === null || fault.line === 0) return marks;
  const { line, text } = fault;
  return [...marks.filter((mark) => mark.line !== line), { line, sign: '✕', label: text, remark: text }];
}
