import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import { QUALITY } from '../../../../../shared/contract/common.ts';
import { useNow } from '../../../lib/clock/clock.ts';
import { formatSpan, formatUnit, formatValue } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Age, QualityText } from '../../../ui/index.ts';

/** What is younger is of now: a second that ticks in every row would only draw the eye. */
const FRESH_MS = 10_000;

/** The value of a tag in its row: with unit and age, and its quality where that is not good. */
export function LiveValue({ tag }: { tag: Tag }) {
  const language = useLanguage();
  const { last } = tag;
  if (last === null) return <span className="shrink-0 text-ink-3">–</span>;
  const isPlain = last.quality === QUALITY.good && last.outOfRange === undefined;
  return (
    <span className="flex min-w-0 shrink-0 items-center gap-2">
      {!isPlain && <QualityText quality={last.quality} outOfRange={last.outOfRange} />}
      <span className="max-w-48 truncate text-right tabular-nums">
        {`${formatValue(last.value, language)} ${formatUnit(tag.unit ?? undefined)}`.trim()}
      </span>
      <RowAge at={last.at} />
    </span>
  );
}

function RowAge({ at }: { at: string }) {
  const language = useLanguage();
  const isFresh = useNow() - Date.parse(at) < FRESH_MS;
  return (
    <span className="w-16 text-right text-sm whitespace-nowrap text-ink-3 tabular-nums">
      {isFresh ? (
        <time dateTime={at} title={at}>{`< ${formatSpan(FRESH_MS, language)}`}</time>
      ) : (
        <Age at={at} />
      )}
    </span>
  );
}
