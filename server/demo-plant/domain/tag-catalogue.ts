import type { LocalizedText } from '../../../shared/contract/common.ts';

/**
 * What a tag measures. `unit` is a UCUM code. `form` says how it travels: measurements of one second go together in
 * the grouped message of their machine; states, texts and counters go alone, on change and every ten seconds.
 */
export interface TagDefinition {
  readonly name: LocalizedText;
  readonly unit?: string;
  /** Digits after the point that the instrument resolves; absent for states and texts. */
  readonly decimals?: number;
  readonly form: 'grouped' | 'single';
}

function measured(ko: string, en: string, unit: string, decimals: number): TagDefinition {
  return { name: { ko, en }, unit, decimals, form: 'grouped' };
}

function state(ko: string, en: string): TagDefinition {
  return { name: { ko, en }, form: 'single' };
}

function counter(ko: string, en: string): TagDefinition {
  return { name: { ko, en }, unit: '1', decimals: 0, form: 'single' };
}

/** Every tag name of the demo plant. The same name means the same quantity on every machine. */
export const TAGS = {
  temperature: measured('베어링 온도', 'Bearing temperature', 'Cel', 2),
  oil_temperature: measured('유압유 온도', 'Hydraulic oil temperature', 'Cel', 2),
  coolant_temperature: measured('절삭유 온도', 'Coolant temperature', 'Cel', 2),
  ambient_temperature: measured('주위 온도', 'Ambient temperature', 'Cel', 2),
  zone_1_temperature: measured('1구역 온도', 'Zone 1 temperature', 'Cel', 1),
  zone_2_temperature: measured('2구역 온도', 'Zone 2 temperature', 'Cel', 1),
  setpoint_temperature: measured('설정 온도', 'Temperature setpoint', 'Cel', 1),
  vibration_velocity: measured('진동 속도(RMS)', 'Vibration velocity, RMS', 'mm/s', 3),
  spindle_vibration: measured('주축 진동(RMS)', 'Spindle vibration, RMS', 'mm/s', 3),
  motor_current: measured('모터 전류', 'Motor current', 'A', 2),
  power: measured('전력', 'Power', 'kW', 2),
  torque: measured('토크', 'Torque', 'N.m', 2),
  spindle_speed: measured('주축 회전수', 'Spindle speed', '/min', 0),
  feed_rate: measured('이송 속도', 'Feed rate', 'mm/min', 0),
  tool_wear: measured('공구 사용 시간', 'Tool wear', 'min', 2),
  hydraulic_pressure: measured('유압', 'Hydraulic pressure', 'bar', 2),
  pressure: measured('토출 압력', 'Discharge pressure', 'bar', 3),
  flow: measured('유량', 'Flow', 'L/min', 1),
  force: measured('가압력', 'Press force', 'kN', 0),
  stroke_rate: measured('분당 행정 수', 'Stroke rate', '/min', 2),
  cycle_time: measured('사이클 시간', 'Cycle time', 's', 3),
  belt_speed: measured('벨트 속도', 'Belt speed', 'm/min', 3),
  position_error: measured('위치 오차', 'Position error', 'mm', 4),
  thickness: measured('두께', 'Part thickness', 'mm', 4),
  oxygen: measured('산소 농도', 'Oxygen content', '%', 3),
  running: state('가동 중', 'Running'),
  mode: state('운전 모드', 'Operating mode'),
  program: state('프로그램', 'Program'),
  shift: state('근무조', 'Shift'),
  last_result: state('최근 검사 결과', 'Last result'),
  machine_group: state('기계 그룹(ISO 20816-3)', 'Machine group (ISO 20816-3)'),
  foundation: state('지지 방식', 'Support'),
  total_count: counter('누적 생산 수', 'Total parts made'),
  production_count: counter('검사 수(최근 200개)', 'Parts inspected (of the last 200)'),
  defect_count: counter('불량 수(최근 200개)', 'Defects (of the last 200)'),
} as const satisfies Record<string, TagDefinition>;

export type TagName = keyof typeof TAGS;
