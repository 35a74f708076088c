import { AppError } from '../../../shared/contract/errors.ts';
import type { RunnableRuleset } from '../rules/index.ts';
import { bindTo, equipmentOf, homeOf, namesPlaceOf, type Binding } from './domain/binding.ts';
import type { TagReadings } from './ports.ts';

/** An active ruleset on one machine. */
export interface BoundRuleset extends Binding {
  readonly ruleset: RunnableRuleset;
  /** `ruleset id` and equipment: stays the same over versions. */
  readonly key: string;
}

/** Which active ruleset is bound to which machine, kept up to date as tags appear and versions change. */
export class BoundRulesets {
  readonly #readings: TagReadings;
  #active: readonly RunnableRuleset[] = [];
  #equipment = new Set<string>();
  readonly #bound = new Map<string, BoundRuleset>();
  readonly #byTag = new Map<string, BoundRuleset[]>();

  constructor(readings: TagReadings) {
    this.#readings = readings;
  }

  setActive(active: readonly RunnableRuleset[]): void {
    this.#active = active;
    this.#bound.clear();
    const homes = active.map(({ manifest }) => homeOf(manifest)).filter((home) => home !== undefined);
    this.#equipment = new Set(this.#readings.tagPaths().map(equipmentOf));
    for (const path of new Set([...this.#equipment, ...homes])) this.#bindEquipment(path);
    this.#indexTags();
  }

  /** Tags have other paths than before. */
  rebind(): void {
    this.setActive(this.#active);
  }

  tagDiscovered(path: string): void {
    const equipment = new Set([equipmentOf(path)]);
    this.#equipment.add(equipmentOf(path));
    // A pattern that names one place feeds machines elsewhere too.
    for (const { ruleset, equipment: elsewhere } of this.#bound.values()) {
      if (namesPlaceOf(ruleset.manifest, path)) equipment.add(elsewhere);
    }
    for (const { manifest } of this.#active) {
      const home = homeOf(manifest);
      if (home !== undefined && namesPlaceOf(manifest, path)) equipment.add(home);
    }
    for (const one of equipment) this.#bindEquipment(one);
    this.#indexTags();
  }

  /** What is bound under a key now; a newer version of the ruleset takes the place of the older one. */
  current(key: string): BoundRuleset | undefined {
    return this.#bound.get(key);
  }

  all(): Iterable<BoundRuleset> {
    return this.#bound.values();
  }

  isBound(ruleset: RunnableRuleset, equipment: string | undefined): boolean {
    const found = this.#bound.get(`${ruleset.id} ${equipment ?? ''}`);
    return found !== undefined && found.ruleset.version === ruleset.version;
  }

  /** What is in force, bound to a machine or not. */
  get active(): readonly RunnableRuleset[] {
    return this.#active;
  }

  feeding(tagPath: string): readonly BoundRuleset[] {
    return this.#byTag.get(tagPath) ?? [];
  }

  equipmentOfRuleset(id: string): string[] {
    return [...this.#bound.values()]
      .filter((bound) => bound.ruleset.id === id)
      .map((bound) => bound.equipment);
  }

  /**
   * A machine by its path, or by its name where only one has it, on that line if one is given; undefined where none
   * is known. Error `VALIDATION_FAILED` where several have the name.
   */
  findEquipment(nameOrPath: string, line?: string): string | undefined {
    if (this.#equipment.has(nameOrPath)) return nameOrPath;
    const named = [...this.#equipment].filter(
      (path) => path.endsWith(`/${nameOrPath}`) && (line === undefined || isOnLine(path, line)),
    );
    if (named.length < 2) return named[0];
    const message = `"${nameOrPath}" is the name of ${named.sort().join(' and ')}: use the path, or say which line`;
    throw new AppError('VALIDATION_FAILED', `equipment: ${message}`, [{ path: 'equipment', message }]);
  }

  /** The tags of a ruleset on a machine, also where it is not bound there or not active. */
  bindingFor(ruleset: RunnableRuleset, equipment: string | undefined): Binding | undefined {
    const tagsOf = (path: string) => this.#readings.tagsOf(path);
    if (equipment !== undefined) return bindTo(ruleset.manifest, equipment, tagsOf);
    if (ruleset.manifest.inputs.every((input) => input.tag === undefined)) return undefined;
    const bindings = [...this.#equipment]
      .map((path) => bindTo(ruleset.manifest, path, tagsOf))
      .filter((binding) => binding !== undefined);
    return bindings.length === 1 ? bindings[0] : undefined;
  }

  /** Every machine a version applies to with the tags there are now, in force or not. */
  bindings({ manifest }: Pick<RunnableRuleset, 'manifest'>): Binding[] {
    const home = homeOf(manifest);
    const machines = new Set(this.#readings.tagPaths().map(equipmentOf));
    if (home !== undefined) machines.add(home);
    return [...machines]
      .sort()
      .map((path) => bindTo(manifest, path, (equipment) => this.#readings.tagsOf(equipment)))
      .filter((binding) => binding !== undefined);
  }

  #bindEquipment(equipment: string): void {
    for (const ruleset of this.#active) {
      const binding = bindTo(ruleset.manifest, equipment, (path) => this.#readings.tagsOf(path));
      if (binding === undefined) continue;
      const key = `${ruleset.id} ${equipment}`;
      this.#bound.set(key, { ...binding, ruleset, key });
      for (const input of ruleset.manifest.inputs) {
        const path = binding.tags.get(input.name);
        if (path !== undefined) this.#readings.register(path, input.take, input.windowSeconds);
      }
    }
  }

  #indexTags(): void {
    this.#byTag.clear();
    for (const bound of this.#bound.values()) {
      for (const path of new Set(bound.tags.values())) {
        const list = this.#byTag.get(path);
        if (list === undefined) this.#byTag.set(path, [bound]);
        else list.push(bound);
      }
    }
  }
}

/** Whether a machine's path lies on a line, given by name or as `site/area/line`. */
function isOnLine(path: string, line: string): boolean {
  return path.split('/')[2] === line || path.startsWith(`${line}/`);
}
