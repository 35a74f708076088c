import { useTranslation } from 'react-i18next';
import type { WhatIfCounts, WhatIfPlace } from '../../../../../shared/contract/whatif.ts';
import { formatNumber, splitEquipment } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Table, Td, Th } from '../../../ui/index.ts';

/** Abnormal rows of a place: what is tried as a bar, the base as a line. */
function SmallBar({ place, most }: { place: WhatIfPlace; most: number }) {
  const shareOf = (rows: number) => (most === 0 ? 0 : (100 * rows) / most);
  const { base, tried } = place.abnormal;
  return (
    <span aria-hidden className="relative block h-3 w-full min-w-16 bg-sunken">
      <span
        className="absolute inset-y-0 left-0 bg-line-strong"
        style={{ width: `max(${shareOf(tried)}%, ${tried > 0 ? 1 : 0}px)` }}
      />
      <span
        className="absolute -inset-y-0.5 w-0.5 bg-ink"
        style={{ left: `min(${shareOf(base)}%, 100% - 2px)` }}
      />
    </span>
  );
}

/** Rows with an abnormal verdict, by machine or by day. */
function PlaceTable({
  label,
  heading,
  places,
}: {
  readonly label: string;
  readonly heading: string;
  readonly places: readonly (WhatIfPlace & { readonly name: string; readonly title?: string })[];
}) {
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language, 9);
  const most = Math.max(...places.flatMap(({ abnormal }) => [abnormal.base, abnormal.tried]), 0);
  return (
    <Table aria-label={label}>
      <thead>
        <tr>
          <Th>{heading}</Th>
          <Th className="w-1/4">
            <span className="sr-only">{t('column.bar')}</span>
          </Th>
          <Th numeric>{t('column.abnormalBase')}</Th>
          <Th numeric>{t('column.abnormalTried')}</Th>
          <Th numeric>{t('column.changed')}</Th>
        </tr>
      </thead>
      <tbody>
        {places.map((place) => (
          <tr key={place.title ?? place.name}>
            <Td title={place.title}>{place.name}</Td>
            <Td middle>
              <SmallBar place={place} most={most} />
            </Td>
            <Td numeric>{number(place.abnormal.base)}</Td>
            <Td numeric>{number(place.abnormal.tried)}</Td>
            <Td numeric className={place.changed === 0 ? 'text-ink-3' : 'font-semibold'}>
              {number(place.changed)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface PlacesProps {
  readonly counts: WhatIfCounts;
  /** Paths, in the order of the counts. */
  readonly machines: readonly string[];
}

export function MachinesTable({ counts, machines }: PlacesProps) {
  const { t } = useTranslation('rule-whatif');
  const places = counts.machines.flatMap((place, index) => {
    const path = machines[index];
    return path === undefined ? [] : [{ ...place, name: splitEquipment(path).equipment, title: path }];
  });
  return <PlaceTable label={t('byMachine')} heading={t('column.machine')} places={places} />;
}

export function DaysTable({ counts }: Pick<PlacesProps, 'counts'>) {
  const { t } = useTranslation('rule-whatif');
  const places = counts.days
    .filter(({ rows }) => rows > 0)
    .toReversed()
    .map(({ day, ...place }) => ({ ...place, name: day }));
  return <PlaceTable label={t('byDay')} heading={t('column.day')} places={places} />;
}
