import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import {
  DEMO_FAULTS,
  demoCommandSchema,
  type DemoCommand,
  type DemoFaultKind,
} from '../../../shared/contract/demo-plant.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { BrokerAddress } from '../../platform/mqtt/index.ts';
import { connectToStation } from '../../platform/station-client.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, parseBrokerUrl, printJson, printLine } from './common.ts';

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

const machineName = (text: string): string => {
  if (text !== '' && text.length <= 200) return text;
  throw new InvalidArgumentError('a name of at most 200 characters is wanted.');
};

async function run(command: DemoCommand, options: Options): Promise<void> {
  let where: BrokerAddress | null =
    options.broker === undefined ? null : { url: options.broker, socket: null };
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
    .addArgument(new Argument('<fault>', 'what goes wrong').choices(DEMO_FAULTS))
    .argument('<equipment>', 'name of the machine, e.g. press-1', machineName)
    .option('--broker <url>', 'broker of the demo plant (default: the running station’s)', parseBrokerUrl)
    .option(...DATA_OPTION)
    .option(...JSON_OPTION);
  if (name === 'start')
    command.addOption(new Option('--severity <n>', '0.1 to 1').argParser(severity).default(1));
  return command.action((fault: DemoFaultKind, machine: string, options: Options & { severity: number }) =>
    run(
      name === 'start'
        ? { action: 'start', fault, equipment: machine, severity: options.severity }
        : { action: 'stop', fault, equipment: machine },
      options,
    ),
  );
}

export function demoCommand(command: Command): void {
  const reset = new Command('reset')
    .description('end every fault')
    .option('--broker <url>', 'broker of the demo plant', parseBrokerUrl)
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action((options: Options) => run({ action: 'reset' }, options));
  command
    .addCommand(faultCommand('start', 'start a fault on a machine'))
    .addCommand(faultCommand('stop', 'end a fault'))
    .addCommand(reset);
}
