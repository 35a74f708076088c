import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameUnit, isUcum, ucumOf, unitSymbol } from './ucum.ts';

describe('isUcum', () => {
  it.each(
    'Cel [degF] K bar mbar kPa MPa [psi] mm mm/s m/s2 um Hz kHz kW.h W V A mA kV.A Ohm MOhm % [ppm] 1 {ea} {rev}/min /min m3/h l/min L/min N.m kN t kg g/cm3 10*3/ul kgf/cm2 mm[H2O] kJ/(kg.K) W/(m2.K) deg [pH] {개} m3/h{norm}'.split(
      ' ',
    ),
  )('%s is one', (code) => {
    expect(isUcum(code)).toBe(true);
  });

  it.each([
    ['', ''],
    ['°C', ''],
    ['degC', ''],
    ['rpm', ''],
    ['psi', ''],
    ['Nm', ''],
    ['kWh', ''],
    ['bars', ''],
    ['m//s', ''],
    ['m/', ''],
    ['(m', ''],
    ['m)', ''],
    ['{', ''],
    ['kk', ''],
    ['k[psi]', ''],
    ['ft', 'femtotonne'],
    ['pH', 'picohenry'],
  ])('"%s" is none %s', (code) => {
    expect(isUcum(code)).toBe(false);
  });

  it('answers for any text without harm', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        expect(typeof isUcum(text)).toBe('boolean');
        expect(typeof unitSymbol(text)).toBe('string');
        const meant = ucumOf(text);
        if (meant !== undefined) expect(isUcum(meant)).toBe(true);
      }),
    );
  });
});

describe('ucumOf', () => {
  it.each([
    ['°C', 'Cel'],
    ['degC', 'Cel'],
    ['℃/min', 'Cel/min'],
    ['m³/h', 'm3/h'],
    ['µm', 'um'],
    ['μm/s', 'um/s'],
    ['N·m', 'N.m'],
    ['kWh', 'kW.h'],
    ['rpm', '{rev}/min'],
    ['psi', '[psi]'],
    ['m/sec', 'm/s'],
    ['ft', '[ft_i]'],
    [' bar ', 'bar'],
    ['개', '{개}'],
    ['furlong', undefined],
    ['', undefined],
  ])('%s is meant as %s', (text, code) => {
    expect(ucumOf(text)).toBe(code);
  });
});

describe('isSameUnit', () => {
  it.each(
    'l/min=L/min ml=mL mol/l=mol/L g/dl2=g/dL2 {pcs}={ea} {개}=1 {rev}/min=/min 1/min=/min m3/h{norm}=m3/h kJ/(kg.l)=kJ/(kg.L)'.split(
      ' ',
    ),
  )('%s', (pair) => {
    const [a = '', b = ''] = pair.split('=');
    expect(isSameUnit(a, b)).toBe(true);
  });

  it.each('mol=moL cal=caL Cel=[degF] l=1 /min=min m/10=m0 {rev}/min=Hz N/m2=Pa'.split(' '))(
    'not %s',
    (pair) => {
      const [a = '', b = ''] = pair.split('=');
      expect(isSameUnit(a, b)).toBe(false);
    },
  );
});

describe('unitSymbol', () => {
  it.each([
    ['Cel', '°C'],
    ['Cel/min', '°C/min'],
    ['N.m', 'N·m'],
    ['um', 'µm'],
    ['kOhm', 'kΩ'],
    ['m/s2', 'm/s²'],
    ['m3/h', 'm³/h'],
    ['s-1', 's⁻¹'],
    ['1', ''],
    ['{ea}', 'ea'],
    ['{rev}/min', 'rev/min'],
    ['[psi]', 'psi'],
    ['[ppm]', 'ppm'],
    ['[pH]', 'pH'],
    ['mm[H2O]', 'mmH₂O'],
    ['kgf/cm2', 'kgf/cm²'],
    ['no unit', 'no unit'],
  ])('%s is written %s', (code, symbol) => {
    expect(unitSymbol(code)).toBe(symbol);
  });
});
