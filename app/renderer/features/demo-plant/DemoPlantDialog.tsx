import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DemoCommand, DemoState } from '../../../../shared/contract/demo-plant.ts';
import { useNow } from '../../lib/clock/clock.ts';
import { formatSpan, splitEquipment, textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { queryClient, trpc, useIsLive } from '../../lib/trpc/index.ts';
import { Button, Dialog, ErrorNotice, LoadingNotice, Notice, useToasts, useFailed } from '../../ui/index.ts';

type Machine = DemoState['equipment'][number];

function useCommand() {
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const done = { start: 'started', stop: 'stopped', reset: 'resetDone' } as const;
  return useMutation(
    trpc.demoPlant.command.mutationOptions({
      onSuccess: (state, command) => {
        queryClient.setQueryData(trpc.demoPlant.state.queryKey(), state);
        show({ tone: 'done', text: (say) => say(`demo:${done[command.action]}`) });
      },
      onError: failed((say) => say('demo:failed'), 'sentence'),
    }),
  );
}

interface MachineRowProps {
  readonly machine: Machine;
  readonly state: DemoState;
  readonly disabled: boolean;
  readonly send: (command: DemoCommand) => void;
}

function MachineRow({ machine, state, disabled, send }: MachineRowProps) {
  const { t } = useTranslation('demo');
  const language = useLanguage();
  const now = useNow();
  const { line, equipment } = splitEquipment(machine.path);
  return (
    <tr>
      <th
        scope="row"
        className="border-b border-line py-1 pr-3 text-left align-middle font-medium whitespace-nowrap"
      >
        {textIn(machine.name, language)}
        <div className="text-sm font-normal text-ink-3">
          {line} › {equipment}
        </div>
      </th>
      <td className="border-b border-line py-1">
        <div className="flex flex-wrap gap-1">
          {machine.possibleFaults.map((fault) => {
            const active = state.faults.find(
              (entry) => entry.fault === fault && entry.equipment === equipment,
            );
            const command: DemoCommand = active
              ? { action: 'stop', fault, equipment }
              : { action: 'start', fault, equipment, severity: 1 };
            return (
              <Button
                key={fault}
                icon={active ? 'stop' : 'play'}
                variant={active ? 'primary' : 'secondary'}
                pressed={active !== undefined}
                disabled={disabled}
                onClick={() => send(command)}
              >
                {t(`kind.${fault}`)}
                {active && (
                  <span className="text-sm font-normal">
                    {t('running', { span: formatSpan(now - Date.parse(active.startedAt), language) })}
                  </span>
                )}
              </Button>
            );
          })}
        </div>
      </td>
    </tr>
  );
}

function Machines({ state }: { state: DemoState }) {
  const { t } = useTranslation('demo');
  const live = useIsLive();
  const command = useCommand();
  const disabled = !live;
  const send = (wanted: DemoCommand): void => {
    // Not by disabling the buttons: one that is disabled loses the focus.
    if (!command.isPending) command.mutate(wanted);
  };
  return (
    <div className="flex flex-col gap-3 p-4">
      <p>{t('intro')}</p>
      <table className="w-full border-collapse">
        <thead className="sr-only">
          <tr>
            <th>{t('machine')}</th>
            <th>{t('fault')}</th>
          </tr>
        </thead>
        <tbody>
          {state.equipment.map((machine) => (
            <MachineRow key={machine.path} machine={machine} state={state} disabled={disabled} send={send} />
          ))}
        </tbody>
      </table>
      <div>
        <Button icon="stop" disabled={disabled} onClick={() => send({ action: 'reset' })}>
          {t('reset')}
        </Button>
      </div>
    </div>
  );
}

/** Starts and stops faults of the simulated plant. */
export function DemoPlantDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const { t } = useTranslation('demo');
  const state = useQuery(
    trpc.demoPlant.state.queryOptions(undefined, { enabled: open, refetchInterval: 2_000 }),
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('title')} width="large">
      {state.isPending && <LoadingNotice />}
      {state.isError && <ErrorNotice error={state.error} onRetry={() => void state.refetch()} />}
      {state.isSuccess &&
        (state.data ? <Machines state={state.data} /> : <Notice mark="nodata" title={t('absent')} />)}
    </Dialog>
  );
}
