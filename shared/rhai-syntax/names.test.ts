import { describe, expect, it } from 'vitest';
import { functionBodies, readNames, visibleAt } from './names.ts';
import { parser } from './parser.ts';
import { renameAt, renamed, renameFault } from './rename.ts';

/** `^` in a marked source is the place meant; it is taken out. */
function marked(text: string) {
  const source = text.replace('^', '');
  const tree = parser.parse(source);
  return { source, offset: text.indexOf('^'), tree, names: readNames(tree, source) };
}

function rename(text: string, name: string): string {
  const { source, offset, names } = marked(text);
  const found = renameAt(names, offset);
  if (found === null) return 'not ours';
  return renameFault(source, found, name) ?? renamed(source, found, name);
}

describe('a rename', () => {
  it('reaches what the name means and nothing else', () => {
    expect(rename('let x^ = 1; { let x = 2; x } x', 'y')).toBe('let y = 1; { let x = 2; x } y');
    expect(rename('let x = 1; { let x = 2; ^x } x', 'y')).toBe('let x = 1; { let y = 2; y } x');
    expect(rename('let x = 1; let x = ^x + 1; x', 'y')).toBe('let y = 1; let x = y + 1; x');
    expect(rename('fn f(a) { a.a + ^a["a"] } let a = 1;', 'b')).toBe('fn f(b) { b.a + b["a"] } let a = 1;');
    expect(rename('for (x^, i) in x { x + i } x', 'y')).toBe('for (y, i) in x { y + i } x');
    expect(rename('try { e } catch (^e) { e } e', 'f')).toBe('try { e } catch (f) { f } e');
    expect(rename('let a = 1; let f = |b| a + b; ^a', 'c')).toBe('let c = 1; let f = |b| c + b; c');
    expect(rename('let t = 5; `${^t} t ${|x| t}`', 'u')).toBe('let u = 5; `${u} t ${|x| u}`');
    expect(rename('let a = 1; #{a: a, b: m.a, c: ^a}', 'z')).toBe('let z = 1; #{a: z, b: m.a, c: z}');
  });

  it('reaches a function by call, method, pointer and name as text', () => {
    const script = 'fn f^(x) { x } fn f(x, y) { y } f(1) + 2.f(); f.call(1); Fn("f").call(1); let f = f; f';
    expect(rename(script, 'g')).toBe(
      'fn g(x) { x } fn g(x, y) { y } g(1) + 2.g(); g.call(1); Fn("g").call(1); let f = g; f',
    );
  });

  it('is refused for what is not the script’s own and for names that cannot be', () => {
    expect(rename('^temperature > 5', 't')).toBe('not ours');
    expect(rename('rou^nd(5.5)', 't')).toBe('not ours');
    expect(rename('let ^x = 1;', '온도')).toBe('form');
    expect(rename('let ^x = 1;', '1x')).toBe('form');
    expect(rename('let ^x = 1;', 'eval')).toBe('reserved');
    expect(rename('let ^x = 1;', 'switch')).toBe('reserved');
    expect(rename('let ^x = 1;', 'print')).toBe('reserved');
  });

  it('is refused where another name would come to mean something else', () => {
    expect(rename('let ^x = 1; x > temperature', 'temperature')).toBe('meaning');
    expect(rename('let ^x = 1; { let y = 2; x + y }', 'y')).toBe('meaning');
    expect(rename('let y = 1; { let ^x = 2; x + y }', 'y')).toBe('meaning');
    expect(rename('fn ^f(a) { a } fn g(a) { 2 } f(1) + g(2)', 'g')).toBe('meaning');
    expect(rename('fn ^f(a) { a } f(round(1.5))', 'round')).toBe('meaning');
    expect(rename('let y = 1; { let ^x = 2; x } y', 'y')).toBe('let y = 1; { let y = 2; y } y');
  });
});

describe('what can be named at a place', () => {
  const visible = (text: string): string[] => {
    const { tree, names, offset } = marked(text);
    return visibleAt(names, functionBodies(tree), offset).map(({ name, kind }) => `${kind} ${name}`);
  };

  it('is what stands before it, innermost first, and every function', () => {
    expect(
      visible('let a = 1; { let b = 2; } const C = 1; for x in a { let a = 2; ^ } let d = 1; fn f() { }'),
    ).toEqual(['variable a', 'variable x', 'constant C', 'function f']);
  });

  it('is in a function its parameters and its own variables only', () => {
    expect(visible('let a = 1; fn f(p, q) { let z = 1; ^ } ')).toEqual([
      'variable z',
      'parameter q',
      'parameter p',
      'function f',
    ]);
  });

  it('is not the variable whose value is just being written', () => {
    expect(visible('let a = ^1;')).toEqual([]);
  });
});
