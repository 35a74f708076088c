import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InputValue } from '../../../../../shared/contract/judgment.ts';
import type {
  WhatIfInput,
  WhatIfPoint,
  WhatIfRules,
  WhatIfSession,
} from '../../../../../shared/contract/whatif.ts';
import { formatDateTime, formatUnit, splitEquipment } from '../../../lib/format/format.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Notice, Panel, Select, Switch } from '../../../ui/index.ts';
import type { Limit } from './limits.ts';
import { MapPlane } from './MapPlane.tsx';
import { axisOf, COLUMNS, firstAxes, placed, ROWS } from './plane.ts';
import { useMap, type Plane } from './use-counts.ts';

interface MapProps {
  readonly session: WhatIfSession;
  readonly tried: WhatIfRules;
  readonly limits: readonly Limit[];
}

type Held = 'usual' | 'last' | WhatIfPoint;

function heldValues(inputs: readonly WhatIfInput[], held: Held): Record<string, InputValue> {
  return Object.fromEntries(
    inputs.map((input, index) => [
      input.name,
      typeof held === 'string' ? input[held] : (held.values[index] ?? null),
    ]),
  );
}

/** What the map needs to be drawn: which inputs, over what, with the others held where. */
function usePlane(
  { session: { inputs }, tried, limits }: MapProps,
  axes: readonly [string, string] | null,
  held: Held,
): Plane | null {
  // What stays the same while a limit is moved stays the same object: nothing that hangs on it is drawn again.
  const ends = useMemo(() => {
    const [x, y] = (axes ?? []).map((name) => inputs.find((input) => input.name === name));
    return x === undefined || y === undefined ? null : { x: axisOf(x, limits), y: axisOf(y, limits) };
  }, [inputs, limits, axes]);
  const values = useMemo(() => heldValues(inputs, held), [inputs, held]);
  return useMemo(
    () => (ends === null ? null : { tried, ...ends, columns: COLUMNS, rows: ROWS, held: values }),
    [tried, ends, values],
  );
}

/** A plane of two inputs, coloured by verdict, with what really came laid over. */
export function MapView(props: MapProps) {
  const { session, tried, limits } = props;
  const { t } = useTranslation('rule-whatif');
  const [chosen, setChosen] = useState<readonly [string, string] | null>(null);
  const [held, setHeld] = useState<Held>('usual');
  const [withPoints, setWithPoints] = useState(true);
  const { inputs: declared } = tried.manifest;
  const first = useMemo(
    () => firstAxes(session.inputs, limits, declared),
    [session.inputs, limits, declared],
  );
  const axes = chosen ?? first;
  const plane = usePlane(props, axes, held);
  const { map, of, error } = useMap(session.id, plane);
  const points = useQuery({
    ...trpc.whatIf.points.queryOptions({ id: session.id }),
    staleTime: Infinity,
    enabled: withPoints,
  }).data?.items;
  const { x, y } = of ?? {};
  const shown = useMemo(
    () =>
      withPoints && x !== undefined && y !== undefined ? placed(points ?? [], session.inputs, { x, y }) : [],
    [withPoints, points, session.inputs, x, y],
  );
  if (axes === null)
    return (
      <Panel title={t('map')} className="h-full">
        <Notice title={t('noMap')}>{t('noMapText')}</Notice>
      </Panel>
    );
  const choices = session.inputs
    .filter(({ low }) => low !== null)
    .map(({ name }) => {
      const unit = formatUnit(tried.manifest.inputs.find((input) => input.name === name)?.unit);
      return { value: name, label: unit === '' ? name : `${name} [${unit}]` };
    });
  const axis = (place: 0 | 1) => (
    <Select
      aria-label={t(place === 0 ? 'axisX' : 'axisY')}
      className="min-h-8! w-44!"
      choices={choices}
      value={axes[place]}
      onChange={({ target }) => {
        const [right, up] = axes;
        // The same on both axes: they change places.
        if (place === 0) setChosen([target.value, target.value === up ? right : up]);
        else setChosen([target.value === right ? up : right, target.value]);
      }}
    />
  );
  const heldChoices = [
    { value: 'usual', label: t('held.usual') },
    { value: 'last', label: t('held.last') },
    ...(typeof held === 'string'
      ? []
      : [
          {
            value: 'row',
            label: t('held.row', {
              time: formatDateTime(held.at),
              machine: splitEquipment(held.equipment).equipment,
            }),
          },
        ]),
  ];
  return (
    <Panel title={t('map')} className="h-full" bodyClassName="flex flex-col overflow-auto">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1 text-sm">
        <label className="flex items-center gap-2">
          <span aria-hidden>→</span> {axis(0)}
        </label>
        <label className="flex items-center gap-2">
          <span aria-hidden>↑</span> {axis(1)}
        </label>
        <label className="flex items-center gap-2">
          {t('others')}
          <Select
            className="min-h-8! w-64!"
            choices={heldChoices}
            value={typeof held === 'string' ? held : 'row'}
            onChange={({ target }) => target.value !== 'row' && setHeld(target.value as 'usual' | 'last')}
          />
        </label>
        <Switch label={t('withPoints')} checked={withPoints} onChange={setWithPoints} />
      </div>
      {error !== null ? (
        <ErrorNotice error={error} />
      ) : map === null || of === null ? (
        <LoadingNotice />
      ) : (
        <MapPlane map={map} plane={of} points={shown} onRow={setHeld} />
      )}
    </Panel>
  );
}
