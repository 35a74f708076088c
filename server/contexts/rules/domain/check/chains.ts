import type { Call, Chain, Expression, Place } from '../../ports.ts';
import { Calls } from './calls.ts';
import { member, property } from './members.ts';
import { isNative, propertyOf } from './natives.ts';
import { ANY, ANYTHING, ARRAY, MAP, OTHER, UNIT, UNKNOWN, join, of, type Value } from './values.ts';

interface Link {
  readonly kind: 'property' | 'index' | 'method';
  readonly name: string;
  readonly at: Place;
  readonly key?: Value;
  readonly call?: Call;
  readonly optional: boolean;
}

/** Chains: `left.a[b].c()`, read and assigned to. */
export abstract class Chains extends Calls {
  private links(chain: Chain): Link[] {
    const found: Link[] = [];
    let parent: Chain = chain;
    for (;;) {
      const { right } = parent;
      const goesOn = (right.kind === 'dot' || right.kind === 'index') && !parent.ends;
      found.push(this.link(parent, goesOn ? right.left : right));
      if (!goesOn) return found;
      parent = right;
    }
  }

  private link({ kind, optional, at }: Chain, right: Expression): Link {
    if (kind === 'index') return { kind: 'index', name: '', at: right.at, key: this.value(right), optional };
    if (right.kind === 'property') return { kind: 'property', name: right.name, at: right.at, optional };
    if (right.kind === 'method' || right.kind === 'call')
      return { kind: 'method', name: right.name, at: right.at, call: right, optional };
    return { kind: 'property', name: '', at, optional };
  }

  protected chain(chain: Chain): Value {
    const root = chain.left;
    const target = this.value(root);
    const links = this.links(chain);
    const steps: Value[] = [target];
    let value = target;
    for (const link of links) {
      const { after, changed } = this.step(value, link);
      if (changed !== undefined) this.put(root, links.slice(0, steps.length - 1), steps, changed);
      steps.push(after);
      value = after;
    }
    return value;
  }

  private step(target: Value, link: Link): { after: Value; changed?: Value | undefined } {
    const known = this.context.read(target);
    if (link.kind === 'method' && link.call !== undefined) {
      const given = link.call.arguments.map((argument) => this.given(argument));
      const own = this.context.functions
        .get(link.name)
        ?.find(({ parameters }) => parameters.length === given.length);
      if (own !== undefined) return { after: this.callOwn(own, given, link.at) };
      if (!isNative(link.name) && (known.mask & MAP) === 0) {
        this.context.issue('UNKNOWN_FUNCTION', link.at, { sure: true, about: link.name });
        return { after: UNKNOWN };
      }
      const { value, changed } = this.native(link.name, [target, ...given], link.at);
      return { after: value, changed };
    }
    const nothing = link.optional ? known.mask & UNIT : 0;
    const present = nothing === 0 ? target : { ...known, mask: known.mask & ~UNIT };
    const after =
      link.kind === 'index' && link.key !== undefined
        ? member(this.context, present, link.key, link.at)
        : property(this.context, present, link.name, link.at, propertyOf);
    return { after: nothing === 0 ? after : join(after, of(UNIT, { nothing: known.nothing })) };
  }

  /** Puts a changed part back into the variable it is part of. */
  private put(root: Expression, links: readonly Link[], steps: readonly Value[], changed: Value): void {
    let value = changed;
    for (let at = links.length - 1; at >= 0; at--) value = withPart(steps[at] ?? UNKNOWN, links[at], value);
    if (root.kind !== 'variable') return;
    const id = this.find(root.name);
    if (id !== undefined) this.store(id, value);
  }

  /** Assigns to `root.a[b] = value`. */
  protected assignTo(chain: Chain, value: (old: Value) => Value): void {
    const root = chain.left;
    const links = this.links(chain);
    const last = links.at(-1);
    const steps: Value[] = [this.value(root)];
    for (const link of links.slice(0, -1)) steps.push(this.step(steps.at(-1) ?? UNKNOWN, link).after);
    const holder = this.context.read(steps.at(-1) ?? UNKNOWN);
    const old = last === undefined ? UNKNOWN : this.quietly(() => this.step(holder, last).after);
    const now = value(old);
    if (last?.name === 'confidence') this.confidence(last.at, this.context.read(now));
    this.put(root, links.slice(0, -1), steps, withPart(holder, last, now));
  }
}

function withPart(holder: Value, link: Link | undefined, part: Value): Value {
  const texts = link?.kind === 'property' ? new Map([[link.name, [0, 0] as const]]) : link?.key?.texts;
  const plain = { ...holder, name: undefined, either: undefined, origin: undefined, elements: undefined };
  if (holder.mask & MAP && holder.fields !== undefined) {
    if (texts?.size === 1) {
      const [name] = texts.keys();
      return { ...plain, mask: MAP, fields: new Map(holder.fields).set(name ?? '', part) };
    }
    return { ...plain, mask: MAP, fields: undefined, closed: undefined };
  }
  if (holder.mask & ARRAY) return { ...plain, items: join(holder.items ?? ANYTHING, part) };
  return of(holder.mask & ANY & ~(UNIT | OTHER) || ANY);
}
