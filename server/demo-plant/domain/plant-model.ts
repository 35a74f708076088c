import type { LocalizedText } from '../../../shared/contract/common.ts';
import type { DemoFaultKind } from '../../../shared/contract/demo-plant.ts';
import { TAGS } from './tag-catalogue.ts';
import type { TagDefinition, TagName } from './tag-catalogue.ts';

export type LineName = 'line-1' | 'line-2';
export type MachineKind =
  'press' | 'robot' | 'compressor' | 'mill' | 'oven' | 'pump' | 'conveyor' | 'inspection';

export interface LineSpec {
  readonly line: LineName;
  readonly area: string;
  /** Seconds from part to part when the line runs at its full rate. */
  readonly partSeconds: number;
  /** How much later than the first line it goes for its breaks, so that something always runs. */
  readonly breakDelayMinutes: number;
}

export interface MachineSpec {
  /** Name of the machine, unique in the plant, and the fourth part of its tags' paths. */
  readonly equipment: string;
  readonly line: LineName;
  readonly kind: MachineKind;
  readonly name: LocalizedText;
  readonly tags: readonly TagName[];
  /** Process faults of this kind of machine; sensor faults can happen everywhere. */
  readonly processFaults: readonly DemoFaultKind[];
  /** Runs through the breaks of its line. */
  readonly continuous: boolean;
}

export const LINES: readonly LineSpec[] = [
  { line: 'line-1', area: 'press-shop', partSeconds: 4, breakDelayMinutes: 0 },
  { line: 'line-2', area: 'machining', partSeconds: 20, breakDelayMinutes: 35 },
];

const SENSOR_FAULTS: readonly DemoFaultKind[] = ['frozen-sensor', 'dropout', 'bad-quality'];

/** The sensor that freezes or turns bad in a sensor fault; every machine has it. */
export const KEY_SENSOR: TagName = 'temperature';

const PRESS_TAGS: readonly TagName[] = [
  'temperature',
  'oil_temperature',
  'ambient_temperature',
  'vibration_velocity',
  'motor_current',
  'power',
  'hydraulic_pressure',
  'flow',
  'force',
  'stroke_rate',
  'cycle_time',
  'running',
  'mode',
  'total_count',
];

const INSPECTION_TAGS: readonly TagName[] = [
  'temperature',
  'thickness',
  'cycle_time',
  'running',
  'mode',
  'shift',
  'last_result',
  'production_count',
  'defect_count',
];

function press(equipment: string, ko: string, en: string): MachineSpec {
  return {
    equipment,
    line: 'line-1',
    kind: 'press',
    name: { ko, en },
    tags: PRESS_TAGS,
    processFaults: ['bearing-wear', 'overheating', 'leak'],
    continuous: false,
  };
}

function inspection(equipment: string, line: LineName, ko: string, en: string): MachineSpec {
  return {
    equipment,
    line,
    kind: 'inspection',
    name: { ko, en },
    tags: INSPECTION_TAGS,
    processFaults: [],
    continuous: false,
  };
}

export const MACHINES: readonly MachineSpec[] = [
  press('press-1', '1호 프레스', 'Press 1'),
  press('press-2', '2호 프레스', 'Press 2'),
  {
    equipment: 'robot-1',
    line: 'line-1',
    kind: 'robot',
    name: { ko: '이송 로봇', en: 'Transfer robot' },
    tags: [
      'temperature',
      'motor_current',
      'torque',
      'position_error',
      'cycle_time',
      'running',
      'mode',
      'program',
    ],
    processFaults: [],
    continuous: false,
  },
  {
    equipment: 'compressor-1',
    line: 'line-1',
    kind: 'compressor',
    name: { ko: '공기 압축기', en: 'Air compressor' },
    tags: [
      'temperature',
      'vibration_velocity',
      'pressure',
      'flow',
      'motor_current',
      'power',
      'running',
      'mode',
      'machine_group',
      'foundation',
    ],
    processFaults: ['bearing-wear'],
    continuous: true,
  },
  inspection('inspection-1', 'line-1', '1라인 검사기', 'Line 1 inspection'),
  {
    equipment: 'cnc-1',
    line: 'line-2',
    kind: 'mill',
    name: { ko: 'CNC 머시닝 센터', en: 'CNC machining centre' },
    tags: [
      'temperature',
      'coolant_temperature',
      'spindle_speed',
      'torque',
      'power',
      'feed_rate',
      'spindle_vibration',
      'tool_wear',
      'cycle_time',
      'running',
      'mode',
      'program',
      'total_count',
    ],
    processFaults: ['tool-wear'],
    continuous: false,
  },
  {
    equipment: 'pump-1',
    line: 'line-2',
    kind: 'pump',
    name: { ko: '절삭유 펌프', en: 'Coolant pump' },
    tags: [
      'temperature',
      'vibration_velocity',
      'pressure',
      'flow',
      'motor_current',
      'power',
      'running',
      'mode',
    ],
    processFaults: ['bearing-wear'],
    continuous: true,
  },
  {
    equipment: 'oven-1',
    line: 'line-2',
    kind: 'oven',
    name: { ko: '열처리로', en: 'Heat-treatment oven' },
    tags: [
      'temperature',
      'zone_1_temperature',
      'zone_2_temperature',
      'setpoint_temperature',
      'oxygen',
      'vibration_velocity',
      'power',
      'running',
      'mode',
    ],
    processFaults: ['bearing-wear'],
    continuous: true,
  },
  {
    equipment: 'conveyor-1',
    line: 'line-2',
    kind: 'conveyor',
    name: { ko: '컨베이어', en: 'Conveyor' },
    tags: ['temperature', 'motor_current', 'power', 'belt_speed', 'running', 'mode'],
    processFaults: [],
    continuous: false,
  },
  inspection('inspection-2', 'line-2', '2라인 검사기', 'Line 2 inspection'),
];

export function possibleFaults(machine: MachineSpec): DemoFaultKind[] {
  return [...machine.processFaults, ...SENSOR_FAULTS];
}

/** `site/area/line/equipment`. */
export function equipmentPath(site: string, machine: MachineSpec): string {
  const line = LINES.find((candidate) => candidate.line === machine.line);
  return `${site}/${line?.area ?? ''}/${machine.line}/${machine.equipment}`;
}

/** Every tag of the plant with its path, unit and names. */
export function plantTags(site: string): { path: string; tag: TagName; definition: TagDefinition }[] {
  return MACHINES.flatMap((machine) =>
    machine.tags.map((tag) => ({
      path: `${equipmentPath(site, machine)}/${tag}`,
      tag,
      definition: TAGS[tag],
    })),
  );
}
