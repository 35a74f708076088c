import { placed, reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import { QUALITY } from '../../../../../shared/contract/common.ts';
import type { TagSaid } from '../../../../../shared/contract/tags.ts';
import {
  DATA_TYPE,
  SparkplugError,
  type Metric,
  type PropertySet,
  type PropertyValue,
  type Template,
  type Whole,
} from '../../../../../shared/sparkplug/payload.ts';
import { BD_SEQ_METRIC } from '../../../../../shared/sparkplug/topic.ts';
import { checkedValue, type Fault, type Reading } from '../payload.ts';
import { readSourceTime } from '../source-time.ts';
import { tagPathFor } from './mapping.ts';
import type { MetricDefinition } from './node-state.ts';
import { metricValue, scalarValue, type MetricValue } from './values.ts';

/** Metrics of a node that are no signals of the plant. */
const CONTROLS = /^(Node|Device) Control\//;

export function isSignal(name: string): boolean {
  return name !== BD_SEQ_METRIC && !CONTROLS.test(name);
}

/** The time base of one message. Times are epoch milliseconds. */
export interface MessageTimes {
  readonly sentAt: Whole | undefined;
  readonly receivedAt: number;
  /** Whether the message is a birth: it says that its values are current when it is sent. */
  readonly isBirth?: boolean;
}

/** Collects the readings of one message. */
export class MetricReadings {
  readonly readings: Reading[] = [];
  readonly faults: Fault[] = [];
  /** What a birth says of units and ranges, by address. */
  readonly said = new Map<string, TagSaid>();
  readonly #times: MessageTimes;

  constructor(times: MessageTimes) {
    this.#times = times;
  }

  fault(path: string | null, why: Reason): void {
    this.faults.push({ path, reason: why });
  }

  /** What is no value any more: its source is gone. */
  mark(path: string, at: number): void {
    const { receivedAt } = this.#times;
    const time = readSourceTime(at, receivedAt);
    const sample = time.ok ? time : { at: receivedAt, clockSuspect: false };
    this.readings.push({
      path,
      value: null,
      quality: QUALITY.stale,
      at: sample.at,
      seq: null,
      clockSuspect: sample.clockSuspect,
      kind: 'mark',
    });
  }

  /**
   * Takes a metric after its definition; the members and parameters of a template are metrics of their own, named
   * `template/member`. What its source asks not to keep (transient) is left out.
   *
   * @param member the definition of a template's member by its full name
   */
  take(
    metric: Metric,
    { name, path, datatype }: MetricDefinition,
    member: (name: string) => MetricDefinition | Reason,
  ): void {
    if (path === null || metric.isTransient === true) return;
    if (this.#times.isBirth === true) this.#note(path, metric.properties);
    const { value } = metric;
    if (datatype === DATA_TYPE.Template && value?.kind === 'template')
      return this.#template(metric, name, value.value, member);
    try {
      const isNull = metric.isNull === true || value === undefined;
      this.#add(metric, path, isNull ? null : metricValue(datatype, value, metric.metadata));
    } catch (error) {
      if (!(error instanceof SparkplugError)) throw error;
      this.fault(path, placed(error.reason, { metric: JSON.stringify(name.slice(0, 60)) }));
    }
  }

  #note(path: string, properties: PropertySet | undefined): void {
    const said = saidOf(properties);
    if (said !== null) this.said.set(path, said);
  }

  #template(
    metric: Metric,
    name: string,
    template: Template,
    member: (name: string) => MetricDefinition | Reason,
  ): void {
    for (const each of template.metrics) {
      const definition = member(`${name}/${each.name ?? ''}`);
      if ('code' in definition) this.fault(null, definition);
      else this.take({ ...inherited(metric), ...each }, definition, member);
    }
    for (const parameter of template.parameters) {
      const definition = member(`${name}/${parameter.name ?? ''}`);
      if ('code' in definition || definition.path === null) continue;
      try {
        const value =
          parameter.value === undefined ? null : scalarValue(definition.datatype, parameter.value);
        this.#add(inherited(metric), definition.path, value);
      } catch (error) {
        if (!(error instanceof SparkplugError)) throw error;
        this.fault(definition.path, placed(error.reason, { parameter: JSON.stringify(definition.name) }));
      }
    }
  }

  #add(metric: Metric, path: string, value: MetricValue): void {
    const checked = checkedValue(value);
    if (!checked.ok) return this.fault(path, checked.reason);
    const { sentAt, receivedAt, isBirth } = this.#times;
    const sent = Number(metric.timestamp ?? sentAt ?? receivedAt);
    let time = readSourceTime(sent, receivedAt);
    // A value that never was has no time either; some sources then send 0.
    if (!time.ok && value === null) time = readSourceTime(Number(sentAt ?? receivedAt), receivedAt);
    if (!time.ok) return this.fault(path, time.reason);
    const confirmed = isBirth === true ? readSourceTime(Number(sentAt ?? receivedAt), receivedAt) : null;
    const said = qualityOf(metric.properties) ?? QUALITY.good;
    const ofValue = value === null && said === QUALITY.good ? QUALITY.bad : said;
    this.readings.push({
      path,
      value: checked.value,
      quality: time.clockSuspect && ofValue === QUALITY.good ? QUALITY.clockSuspect : ofValue,
      at: time.at,
      seq: null,
      clockSuspect: time.clockSuspect,
      kind: metric.isHistorical === true ? 'historical' : 'live',
      ...(confirmed?.ok === true && !confirmed.clockSuspect ? { confirmedAt: confirmed.at } : {}),
    });
  }
}

/** What the members of a template have from the template where they do not say it themselves. */
function inherited({ timestamp, isHistorical, properties }: Metric): Metric {
  return {
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(isHistorical === undefined ? {} : { isHistorical }),
    ...(properties === undefined ? {} : { properties }),
  };
}

/** The property `Quality` of a metric (section 6.4.9): 0 bad, 192 good, 500 stale; other codes as they came. */
export function qualityOf(properties: PropertySet | undefined): number | undefined {
  const value = properties?.find((each) => each[0] === 'Quality')?.[1].value;
  if (value === undefined || (value.kind !== 'int' && value.kind !== 'long')) return undefined;
  const quality = Number(value.value);
  return quality <= 0x7fff_ffff ? quality : undefined;
}

const MAX_UNIT_LENGTH = 64;

/**
 * Unit and range of a metric as its properties `engUnit`, `engLow`, `engHigh` say them: no names of the specification, but
 * those that gateways use. Null where they say nothing that can be read.
 */
export function saidOf(properties: PropertySet | undefined): TagSaid | null {
  if (properties === undefined) return null;
  const valueOf = (name: string) => properties.find(([each]) => each.toLowerCase() === name)?.[1].value;
  const written = valueOf('engunit') ?? valueOf('engunits');
  const unit = written?.kind === 'string' ? written.value.trim().slice(0, MAX_UNIT_LENGTH) : '';
  const [low, high] = [numberIn(valueOf('englow')), numberIn(valueOf('enghigh'))];
  const range = low === null || high === null || low < high ? { low, high } : { low: null, high: null };
  if (unit === '' && range.low === null && range.high === null) return null;
  return { unit: unit === '' || !unit.isWellFormed() ? null : unit.normalize('NFC'), range };
}

/** Whole numbers of a property are signed as its type says, which is `Int…` where it is below 0. */
function numberIn(value: PropertyValue['value']): number | null {
  if (value === undefined) return null;
  switch (value.kind) {
    case 'float':
    case 'double':
      return Number.isFinite(value.value) ? value.value : null;
    case 'int':
      return Number(value.value) | 0;
    case 'long':
      return Number(BigInt.asIntN(64, BigInt(value.value)));
    default:
      return null;
  }
}

/** Definitions of a birth's metrics. */
export class BirthDefinitions {
  readonly metrics = new Map<string, MetricDefinition>();
  readonly aliases = new Map<Whole, MetricDefinition>();
  readonly #names = new Map<string, string>();
  readonly #equipment: string;

  constructor(equipment: string) {
    this.#equipment = equipment;
  }

  /** The definition of a metric of the birth, its template's members too; the reason where it can have none. */
  define(metric: Metric): MetricDefinition | Reason {
    const { name, alias, datatype, value } = metric;
    if (name === undefined || name === '') return reason('spNameless');
    const found = this.#defineNamed(name, datatype ?? DATA_TYPE.Unknown, value?.kind === 'template');
    if ('code' in found) return found;
    if (alias !== undefined) {
      const other = this.aliases.get(alias);
      if (other !== undefined && other !== found)
        return reason('spAliasTwice', {
          alias: String(alias),
          one: JSON.stringify(other.name),
          other: JSON.stringify(name),
        });
      this.aliases.set(alias, found);
    }
    if (value?.kind === 'template' && found.path !== null) this.#defineMembers(name, value.value);
    return found;
  }

  #defineMembers(name: string, { metrics, parameters, isDefinition }: Template): void {
    if (isDefinition === true) {
      this.metrics.set(name, { name, datatype: DATA_TYPE.Template, path: null });
      return;
    }
    for (const member of metrics) {
      const full = `${name}/${member.name ?? ''}`;
      this.#defineNamed(full, member.datatype ?? DATA_TYPE.Unknown, member.value?.kind === 'template');
      if (member.value?.kind === 'template') this.#defineMembers(full, member.value.value);
    }
    for (const parameter of parameters)
      this.#defineNamed(`${name}/${parameter.name ?? ''}`, parameter.type ?? DATA_TYPE.Unknown, false);
  }

  #defineNamed(name: string, datatype: number, isTemplate: boolean): MetricDefinition | Reason {
    const known = this.metrics.get(name);
    if (known !== undefined) return known;
    if (!isSignal(name)) return this.#keep({ name, datatype, path: null });
    const target = tagPathFor(this.#equipment, name);
    if ('reason' in target) return target.reason;
    const other = isTemplate ? undefined : this.#names.get(target.path);
    if (other !== undefined)
      return reason('spOneTag', {
        one: JSON.stringify(other),
        other: JSON.stringify(name),
        path: target.path,
      });
    if (!isTemplate) this.#names.set(target.path, name);
    return this.#keep({ name, datatype, path: target.path });
  }

  #keep(definition: MetricDefinition): MetricDefinition {
    this.metrics.set(definition.name, definition);
    return definition;
  }
}
