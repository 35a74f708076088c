import type { Reason } from '../../../../../shared/contract/reasons.ts';
import type {
  Finding,
  FindingCode,
  FindingFix,
  FindingSeverity,
  Witness,
} from '../../../../../shared/contract/ruleset-check.ts';
import type { Place } from '../../ports.ts';
import type { IssueFix } from './context.ts';

const SEVERITIES: Readonly<Record<FindingCode, FindingSeverity>> = {
  SYNTAX: 'error',
  UNKNOWN_NAME: 'error',
  UNKNOWN_FUNCTION: 'error',
  TYPE_MISMATCH: 'error',
  TEXT_AGAINST_NUMBER: 'error',
  TEXT_ORDER: 'warning',
  UNIT_MISMATCH: 'error',
  WHOLE_DIVISION: 'error',
  SWITCH_ON_FLOAT: 'error',
  FLOAT_EQUALITY: 'warning',
  DIVISION_BY_ZERO: 'error',
  NOT_FINITE: 'error',
  OVERFLOW: 'error',
  NOT_A_NUMBER: 'error',
  INDEX_OUTSIDE: 'error',
  NOTHING_USED: 'error',
  UNHANDLED_MISSING: 'error',
  NEVER_TRUE: 'error',
  ALWAYS_TRUE: 'warning',
  UNREACHABLE_RULE: 'error',
  UNREACHABLE_CODE: 'warning',
  CONTRADICTION: 'error',
  NO_VERDICT: 'error',
  // Somebody wrote it, so it is no fault; whoever reads the rule should know which inputs get there.
  THROWN: 'info',
  UNDECLARED_VERDICT: 'error',
  UNUSED_VERDICT: 'warning',
  CONFIDENCE_RANGE: 'error',
  UNKNOWN_VALUE: 'error',
  MISSING_VALUE: 'warning',
  UNUSED_INPUT: 'warning',
  UNUSED_PARAMETER: 'warning',
  UNUSED_VARIABLE: 'info',
  ASSIGNED_NOT_READ: 'warning',
  SHADOWED: 'warning',
  COST: 'error',
};

interface Told {
  readonly about?: string | undefined;
  readonly basis?: Finding['basis'];
  readonly searched?: number;
  readonly witness?: Witness | undefined;
  readonly outcome?: string | undefined;
  readonly reason?: Reason | undefined;
  readonly other?: number | undefined;
  readonly fix?: IssueFix | undefined;
}

/** FNV-1a of 64 bits, in hexadecimal digits: it tells findings apart, it guards nothing. */
function fingerprintOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/** Gathers findings, one of each code and place. */
export class Findings {
  readonly #lines: readonly string[];
  readonly #all = new Map<string, Finding>();

  constructor(source: string) {
    this.#lines = source.split('\n');
  }

  has(code: FindingCode, line: number): boolean {
    return this.all().some((finding) => finding.code === code && finding.line === line);
  }

  hasAt(line: number): boolean {
    return this.all().some((finding) => finding.line === line);
  }

  all(): Finding[] {
    return [...this.#all.values()];
  }

  add(code: FindingCode, at: Place | undefined, told: Told = {}): void {
    const { about, basis = 'proved', witness, outcome, reason, other, searched } = told;
    const place = at === undefined || at[0] === 0 ? {} : { line: at[0], column: at[1] };
    const key = `${code} ${at?.[0] ?? 0}:${at === undefined ? (about ?? '') : at[1]}`;
    if (this.#all.has(key)) return;
    const fix = this.#fixOf(told.fix);
    this.#all.set(key, {
      code,
      severity: basis === 'searched' && SEVERITIES[code] === 'error' ? 'warning' : SEVERITIES[code],
      ...place,
      ...(other === undefined ? {} : { other }),
      ...(about === undefined || about === '' ? {} : { about }),
      basis,
      ...(searched === undefined ? {} : { searched }),
      ...(witness === undefined ? {} : { witness }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(reason === undefined ? {} : { reason }),
      ...(fix === undefined ? {} : { fix }),
      fingerprint: this.#fingerprint(code, at, about),
    });
  }

  /** By code, what it is about and the text of its line without spaces: it stays when lines move. */
  #fingerprint(code: FindingCode, at: Place | undefined, about: string | undefined): string {
    const text = at === undefined ? '' : (this.#lines[at[0] - 1] ?? '').replaceAll(/\s+/g, '');
    const before =
      at === undefined
        ? 0
        : this.#lines.slice(0, at[0] - 1).filter((line) => line.replaceAll(/\s+/g, '') === text).length;
    return fingerprintOf(JSON.stringify([code, about ?? '', text, before]));
  }

  #fixOf(fix: IssueFix | undefined): FindingFix | undefined {
    if (fix === undefined) return undefined;
    const { at, old, text } = fix;
    const line = [...(this.#lines[at[0] - 1] ?? '')].join('');
    const found =
      line.indexOf(old, Math.max(0, at[1] - 1)) >= 0 ? line.indexOf(old, at[1] - 1) : line.indexOf(old);
    if (found < 0) return undefined;
    const column = [...line.slice(0, found)].length + 1;
    return { line: at[0], column, endLine: at[0], endColumn: column + [...old].length, old, text };
  }

  /** Proposes what would mend those for which nothing is proposed yet. */
  propose(fixOf: (finding: Finding, line: string) => IssueFix | undefined): void {
    for (const [key, finding] of this.#all) {
      if (finding.fix !== undefined || finding.line === undefined) continue;
      const fix = this.#fixOf(fixOf(finding, this.#lines[finding.line - 1] ?? ''));
      if (fix !== undefined) this.#all.set(key, { ...finding, fix });
    }
  }

  sorted(): Finding[] {
    return this.all().sort(
      (a, b) =>
        (a.line ?? 1e9) - (b.line ?? 1e9) || (a.column ?? 0) - (b.column ?? 0) || (a.code < b.code ? -1 : 1),
    );
  }
}
