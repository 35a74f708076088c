import { Command, InvalidArgumentError, Option } from 'commander';
import { DEMO_FAULTS, demoCommandSchema, type DemoCommand } from '../../../shared/contract/demo-plant.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { BrokerPlace } from '../../composition/demo-plant-link.ts';
import { connectToStation } from '../../platform/station-client.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';

interface Options {
  data?: string;
  json?: boolean;
  broker?: string;
}

const severity = (text: string): number => {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 1)) throw new InvalidArgumentError('a number from 0.1 to 1 is wanted.');
  return value;
};

async function run(command: DemoCommand, options: Options): Promise<void> {
  let where: BrokerPlace | null = options.broker === undefined ? null : { url: options.broker, socket: null };
  if (where === null) {
    const client = await connectToStation(dataFolderOf(options.data));
    if (client === null) {
      throw new AppError(
        'DEMO_PLANT_ABSENT',
        'no station runs on this data folder; start one or name a --broker',
      );
    }
    where = client.station.mqtt;
  }
  if (where === null) throw new AppError('DEMO_PLANT_ABSENT', 'the running station has no broker');
  const { sendDemoCommand } = await import('../../composition/demo-plant-link.ts');
  const state = await sendDemoCommand(where, demoCommandSchema.parse(command));
  if (options.json) printJson(state);
  else if (state.faults.length === 0) printLine('no fault is running');
  else
    for (const { fault, equipment, startedAt } of state.faults)
      printLine(`${fault}  ${equipment}  since ${startedAt}`);
}

function faultCommand(name: 'start' | 'stop', description: string): Command {
  const command = new Command(name)
    .description(description)
    .argument('<fault>', `one of ${DEMO_FAULTS.join(', ')}`)
    .argument('<equipment>', 'name of the machine, e.g. press-1')
    .option('--broker <url>', 'broker of the demo plant (default: the running station’s)')
    .option(...DATA_OPTION)
    .option(...JSON_OPTION);
  if (name === 'start')
    command.addOption(new Option('--severity <n>', '0.1 to 1').argParser(severity).default(1));
  return command.action((fault: string, equipment: string, options: Options & { severity: number }) => {
    if (!(DEMO_FAULTS as readonly string[]).includes(fault)) {
      throw new AppError('VALIDATION_FAILED', `fault: must be one of ${DEMO_FAULTS.join(', ')}`);
    }
    const kind = fault as DemoCommand extends { fault: infer F } ? F : never;
    return run(
      name === 'start'
        ? { action: 'start', fault: kind, equipment, severity: options.severity }
        : { action: 'stop', fault: kind, equipment },
      options,
    );
  });
}

export function demoCommand(command: Command): void {
  const reset = new Command('reset')
    .description('end every fault')
    .option('--broker <url>', 'broker of the demo plant')
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action((options: Options) => run({ action: 'reset' }, options));
  command
    .addCommand(faultCommand('start', 'start a fault on a machine'))
    .addCommand(faultCommand('stop', 'end a fault'))
    .addCommand(reset);
}
