import { lazy, Suspense, useState } from 'react';
import { LoadingNotice } from '../../../ui/index.ts';
import type { EditorInput, EditorProblem } from './types.ts';

const RuleEditor = lazy(() => import('./RuleEditor.tsx'));

const SCRIPT = `// Overheating of a press bearing.
fn rounded(value) {
    round(value * 10.0) / 10.0
}

// @rule too-hot
if temperature > parameters.temperature_limit && mode != "heating" {
    return #{
        verdict: "OVERHEAT",
        confidence: 0.95,
        reasons: [#{
            ko: \`온도 \${rounded(temperature)}도가 한계를 넘었습니다\`,
            en: \`\${rounded(temperature)} °C is above the limit\`
        }]
    };
}

let trend = slope_10m ?? 0.0;
let class = switch mode {
    "running" | "idle" => 1,
    _ => { 0 }
};
#{ verdict: "NORMAL", confidence: 0.9, class: class, trend: trend + unknown }
`;

const INPUTS: readonly EditorInput[] = [
  {
    name: 'temperature',
    type: 'number',
    unit: 'Cel',
    label: { ko: '베어링 온도', en: 'Bearing temperature' },
    optional: false,
    live: { text: '91.5', source: 'plant/press/L1/press-1/temperature' },
  },
  {
    name: 'slope_10m',
    type: 'number',
    unit: 'K/s',
    label: { ko: '10분 추세', en: 'Trend of 10 min' },
    optional: true,
  },
  {
    name: 'mode',
    type: 'text',
    label: { ko: '운전 상태', en: 'Mode' },
    values: ['running', 'idle', 'heating'],
    optional: false,
    live: { text: 'running', source: 'plant/press/L1/press-1/mode' },
  },
];

const PARAMETERS = { temperature_limit: 85, hold_minutes: 10, shift_name: 'A', strict: true };
const VERDICTS = { NORMAL: 'normal', OVERHEAT: 'high', COOLING_LOST: 'critical' } as const;
const PROBLEMS: readonly EditorProblem[] = [
  { severity: 'error', message: "Variable 'unknown' is not defined", line: 23, column: 69 },
  { severity: 'warning', message: 'Nobody declared `class` as an output', line: 23, column: 47 },
];

/** The editor of rules by itself, for people who build the screens. */
export default function EditorSpecimen() {
  const [text, setText] = useState(SCRIPT);
  const [memory, setMemory] = useState<string | null>(null);
  const [open, setOpen] = useState(true);
  return (
    <div className="flex h-full flex-col gap-2 p-3">
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={open} onChange={(event) => setOpen(event.target.checked)} />
        open
      </label>
      <div className="min-h-0 flex-1">
        {open && (
          <Suspense fallback={<LoadingNotice />}>
            <RuleEditor
              label="press-thermal"
              value={text}
              onChange={setText}
              inputs={INPUTS}
              parameters={PARAMETERS}
              verdicts={VERDICTS}
              problems={PROBLEMS}
              memory={memory}
              onMemory={setMemory}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}
