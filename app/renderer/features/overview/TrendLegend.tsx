import { PenSwatch } from '../../charts/PenSwatch.tsx';
import { useReading, type Readings } from '../../charts/readings.ts';
import { formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';

/** A pen with what its legend says of it. */
export interface LegendPen {
  readonly path: string;
  readonly unit: string;
}

interface TrendLegendProps {
  readonly pens: readonly LegendPen[];
  readonly readings: Readings;
  readonly chart: number;
}

/** Which line is which, with its value under the cursor, or now. */
export function TrendLegend({ pens, readings, chart }: TrendLegendProps) {
  const language = useLanguage();
  const reading = useReading(readings, chart);
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1 border-t border-line px-3 py-1.5">
      {pens.map(({ path, unit }, index) => {
        const value = reading?.pens.find((pen) => pen.key === path)?.value;
        return (
          <li key={path} className="inline-flex items-center gap-2 whitespace-nowrap">
            <PenSwatch color={index} />
            <span>{path.slice(path.lastIndexOf('/') + 1)}</span>
            <span className="font-semibold">
              {value === undefined ? '–' : formatValue(value, language)} {unit}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
