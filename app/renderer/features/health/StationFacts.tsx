import { useTranslation } from 'react-i18next';
import type { Health } from '../../../../shared/contract/health.ts';
import { useLastKnown } from '../../lib/status/use-last-known.ts';
import { Age, Panel, Properties, Time } from '../../ui/index.ts';

/** Version, start and the broker's connection. */
export function StationFacts({ health }: { health: Health }) {
  const { t } = useTranslation('health');
  const known = useLastKnown();
  const { broker } = health;
  return (
    <Panel title={t('station.title')} bodyClassName="p-3">
      <Properties
        items={[
          [t('station.ready'), known.text(t(health.ready ? 'station.isReady' : 'station.notReady'))],
          [t('station.version'), `${health.version} (${t(`role.${health.role}`)})`],
          [
            t('station.started'),
            <>
              <Time at={health.startedAt} /> (<Age at={health.startedAt} ago />)
            </>,
          ],
          [
            t('station.broker'),
            <span key="url" className="wrap-anywhere">
              {broker.url}
            </span>,
          ],
          [
            t('station.brokerKind'),
            `${t(broker.embedded ? 'station.embedded' : 'station.external')} · MQTT ${broker.protocol}`,
          ],
          [
            t('station.brokerState'),
            <>
              {known.text(t(`app:brokerState.${broker.state}`))} (<Age at={broker.since} />)
            </>,
          ],
          broker.lastError === undefined ? null : [t('station.lastError'), broker.lastError],
        ]}
      />
    </Panel>
  );
}
