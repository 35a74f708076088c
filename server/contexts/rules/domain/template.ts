import type { LocalizedText } from '../../../../shared/contract/common.ts';
import type { RulesetTexts } from '../../../../shared/contract/ruleset-desk.ts';
import { textsOf } from '../../../../shared/util/ruleset-text.ts';

const SOURCE = `// Inputs are read by their names, limits from \`parameters\`. The last value is the judgment.

// @rule above-limit
if value > parameters.limit {
    return #{
        verdict: "HIGH",
        confidence: 0.9,
        reasons: [#{
            ko: \`값 \${value}이(가) 한계 \${parameters.limit}을(를) 넘었습니다\`,
            en: \`\${value} is above the limit of \${parameters.limit}\`
        }]
    };
}

#{
    verdict: "OK",
    confidence: 0.9,
    reasons: [#{ ko: "한계 이내입니다", en: "within the limit" }]
}
`;

/** What a new ruleset begins as: small, but it compiles, judges on request and passes its tests. */
export function newRuleset(id: string, name: LocalizedText): RulesetTexts {
  const test = (what: string, value: number | null, expect: object) => ({
    name: what,
    input: { value },
    expect,
  });
  return textsOf({
    manifest: {
      id,
      name,
      inputs: [{ name: 'value', type: 'number', take: 'last', maxAgeSeconds: 60 }],
      trigger: { kind: 'request' },
      verdicts: { OK: 'normal', HIGH: 'high' },
      parameters: { limit: 80 },
      limits: { operations: 10_000, deadlineMs: 250 },
    },
    source: SOURCE,
    tests: [
      test('at the limit', 80, { verdict: 'OK' }),
      test('just above the limit', 80.1, { verdict: 'HIGH' }),
      test('no value', null, { verdict: 'HOLD', holdCause: 'INPUT_MISSING' }),
    ],
  });
}
