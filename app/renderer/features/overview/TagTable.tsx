import { useTranslation } from 'react-i18next';
import type { Counters, Tag } from '../../../../shared/contract/data-hub.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import { PenSwatch } from '../../charts/PenSwatch.tsx';
import { useNow } from '../../lib/clock/clock.ts';
import { formatNumber, formatUnit, formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { inputsOfTag, unitOfTag } from '../../lib/rules/tag-inputs.ts';
import { STALE_AFTER_MS } from '../../lib/status/freshness.ts';
import { COUNTERS, UNWANTED_COUNTERS } from '../../lib/status/counters.ts';
import { Age, classNames, Notice, Panel, QualityText, StateMark, Table, Td, Th } from '../../ui/index.ts';

/** On a small screen only what should not be there is counted beside the values; Health has all of it. */
const columnOf = (counter: keyof Counters): string =>
  UNWANTED_COUNTERS.has(counter) ? '' : 'max-[1599px]:hidden';

interface TagRowProps {
  readonly tag: Tag;
  readonly unit: string;
  /** Place among the pens of the trend, or -1. */
  readonly pen: number;
  readonly onToggle: () => void;
  /** Its values are of imported files: none is expected to come. */
  readonly isRecorded: boolean;
}

function TagRow({ tag, unit, pen, onToggle, isRecorded }: TagRowProps) {
  const { t } = useTranslation('overview');
  const language = useLanguage();
  const now = useNow();
  const name = tag.path.slice(tag.path.lastIndexOf('/') + 1);
  const stale = !isRecorded && tag.last !== null && now - Date.parse(tag.last.at) > STALE_AFTER_MS;
  const inTrend = pen >= 0;
  const drawable = typeof tag.last?.value !== 'string' || inTrend;
  return (
    <tr className="hover:bg-raised">
      <Td className="px-0 py-0">
        <label className="inline-flex h-(--row) w-20 items-center gap-2 pl-3">
          <input
            type="checkbox"
            checked={inTrend}
            disabled={!drawable}
            onChange={onToggle}
            aria-label={t('machine.showInTrend', { tag: name })}
            className="size-4.5 accent-action"
          />
          {inTrend && <PenSwatch color={pen} />}
        </label>
      </Td>
      <Td middle className="font-medium whitespace-nowrap" title={tag.path}>
        {name}
        {tag.name[language] !== null && (
          <span className="ml-2 font-normal text-ink-2">{tag.name[language]}</span>
        )}
      </Td>
      <Td numeric middle className="font-semibold">
        {formatValue(tag.last?.value, language)}
      </Td>
      <Td middle className="pl-0 whitespace-nowrap text-ink-2">
        {unit}
      </Td>
      <Td middle className="whitespace-nowrap">
        <QualityText quality={tag.last?.quality} outOfRange={tag.last?.outOfRange} />
      </Td>
      <Td numeric middle>
        <span className="inline-flex items-center gap-1">
          {stale && <StateMark kind="stale" size={14} label />}
          <Age at={tag.last?.at ?? null} />
        </span>
      </Td>
      {COUNTERS.map((counter) => (
        <Td
          key={counter}
          numeric
          className={classNames(
            'pr-2 pl-0 align-middle text-sm',
            columnOf(counter),
            UNWANTED_COUNTERS.has(counter) && tag.counters[counter] > 0 ? 'font-bold' : 'text-ink-2',
          )}
        >
          {formatNumber(tag.counters[counter], language, 15)}
        </Td>
      ))}
    </tr>
  );
}

interface TagTableProps {
  readonly tags: readonly Tag[];
  readonly manifests: readonly RulesetManifest[];
  readonly truncated: boolean;
  readonly pens: readonly string[];
  readonly onToggle: (path: string) => void;
  readonly isRecorded: boolean;
}

/** A machine's tags: value, quality, age, counters, and which are drawn. */
export function TagTable({ tags, manifests, truncated, pens, onToggle, isRecorded }: TagTableProps) {
  const { t } = useTranslation('overview');
  return (
    <Panel title={t('machine.tags')} className="min-h-48 shrink" bodyClassName="overflow-auto">
      {tags.length === 0 ? (
        <Notice mark="nodata" title={t('machine.noTags')} />
      ) : (
        <Table>
          <thead>
            <tr>
              <Th className="w-20 pl-3">{t('machine.inTrend')}</Th>
              <Th>{t('machine.tag')}</Th>
              <Th numeric>{t('machine.value')}</Th>
              <Th className="pl-0">{t('machine.unit')}</Th>
              <Th>{t('machine.quality')}</Th>
              <Th numeric>{t('machine.age')}</Th>
              {COUNTERS.map((counter) => (
                <Th
                  key={counter}
                  numeric
                  wrap
                  className={classNames('w-14 pr-2 pl-0', columnOf(counter))}
                  title={t(`common:counterHelp.${counter}`)}
                >
                  {t(`common:counterShort.${counter}`)}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tags.map((tag) => (
              <TagRow
                key={tag.path}
                tag={tag}
                unit={formatUnit(unitOfTag(inputsOfTag(tag.path, manifests), tag.unit))}
                pen={pens.indexOf(tag.path)}
                onToggle={() => onToggle(tag.path)}
                isRecorded={isRecorded}
              />
            ))}
          </tbody>
        </Table>
      )}
      {truncated && <p className="p-2 text-ink-2">{t('machine.truncated', { count: tags.length })}</p>}
    </Panel>
  );
}
