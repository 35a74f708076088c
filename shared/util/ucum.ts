/**
 * Unit codes of UCUM (The Unified Code for Units of Measure, case sensitive): the atoms plants use, with prefixes, powers,
 * products and quotients. It says whether a code is one, how people write it, and what was probably meant where it is none.
 */

const PREFIXES = new Set([
  ...['Y', 'Z', 'E', 'P', 'T', 'G', 'M', 'k', 'h', 'da', 'd', 'c', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y'],
  ...['Ki', 'Mi', 'Gi', 'Ti'],
]);

/** Units that may have a prefix. */
const METRIC = new Set(
  (
    'm s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc dyn erg P St ' +
    'cal cal_IT cal_th Gal gf kat U [iU] eq osm Np B B[W] B[V] B[SPL] bit By Bd g% m[H2O] m[Hg]'
  ).split(' '),
);

/** Units that have none. */
const PLAIN = new Set(
  (
    "10* 10^ % [ppth] [ppm] [ppb] [pptr] [pi] deg ' '' min h d wk mo a att atm [degF] [degR] [pH] [Cal] [HP] [Btu] " +
    "[Btu_IT] [in_i] [ft_i] [yd_i] [mi_i] [nmi_i] [sin_i] [sft_i] [syd_i] [cin_i] [cft_i] [cyd_i] [mil_i] [kn_i] [in_i'H2O] [in_i'Hg] " +
    '[psi] [lb_av] [oz_av] [ston_av] [lton_av] [lbf_av] [gal_us] [qt_us] [pt_us] [foz_us] [bbl_us] [gal_br] [acr_us] [g] circ gon [hp_X]'
  ).split(' '),
);

/** What is often written, and the code for it. */
const MEANT = new Map(
  Object.entries({
    '°C': 'Cel',
    '℃': 'Cel',
    degC: 'Cel',
    deg_C: 'Cel',
    celsius: 'Cel',
    '°F': '[degF]',
    '℉': '[degF]',
    degF: '[degF]',
    '°': 'deg',
    degree: 'deg',
    degrees: 'deg',
    psi: '[psi]',
    PSI: '[psi]',
    psig: '[psi]',
    Bar: 'bar',
    BAR: 'bar',
    barg: 'bar',
    mmHg: 'mm[Hg]',
    mmH2O: 'mm[H2O]',
    mmAq: 'mm[H2O]',
    inH2O: "[in_i'H2O]",
    rpm: '{rev}/min',
    RPM: '{rev}/min',
    'r/min': '{rev}/min',
    sec: 's',
    seconds: 's',
    초: 's',
    hr: 'h',
    hour: 'h',
    hours: 'h',
    시간: 'h',
    분: 'min',
    day: 'd',
    일: 'd',
    Kg: 'kg',
    KG: 'kg',
    ton: 't',
    톤: 't',
    lb: '[lb_av]',
    lbs: '[lb_av]',
    oz: '[oz_av]',
    inch: '[in_i]',
    in: '[in_i]',
    '"': '[in_i]',
    ft: '[ft_i]',
    feet: '[ft_i]',
    yd: '[yd_i]',
    mil: '[mil_i]',
    mile: '[mi_i]',
    gal: '[gal_us]',
    gpm: '[gal_us]/min',
    GPM: '[gal_us]/min',
    lpm: 'l/min',
    LPM: 'l/min',
    cfm: '[cft_i]/min',
    CFM: '[cft_i]/min',
    CMH: 'm3/h',
    Nm: 'N.m',
    'N·m': 'N.m',
    'N*m': 'N.m',
    'kgf·m': 'kgf.m',
    kWh: 'kW.h',
    KWH: 'kW.h',
    Wh: 'W.h',
    MWh: 'MW.h',
    Ah: 'A.h',
    mAh: 'mA.h',
    VA: 'V.A',
    kVA: 'kV.A',
    kvar: 'kV.A{reactive}',
    var: 'V.A{reactive}',
    kW_h: 'kW.h',
    ohm: 'Ohm',
    Ω: 'Ohm',
    hp: '[HP]',
    HP: '[HP]',
    ppm: '[ppm]',
    ppb: '[ppb]',
    PPM: '[ppm]',
    pH: '[pH]',
    PH: '[pH]',
    percent: '%',
    '%RH': '%',
    pcs: '{pcs}',
    ea: '{ea}',
    EA: '{ea}',
    개: '{개}',
    count: '1',
    counts: '1',
    'cm³': 'cm3',
    cc: 'cm3',
    'mm/sec': 'mm/s',
    'm/sec': 'm/s',
  }),
);

/** Right by the letter (femtotonne, yoctoday, picohenry), but no plant means that. */
const MISTAKEN = new Set(['ft', 'yd', 'pH']);

const EXPONENT = /[+-]?\d+$/;

function isAtom(text: string): boolean {
  if (METRIC.has(text) || PLAIN.has(text)) return true;
  for (const length of [1, 2])
    if (PREFIXES.has(text.slice(0, length)) && METRIC.has(text.slice(length))) return true;
  return false;
}

function isSimpleUnit(text: string): boolean {
  if (isAtom(text)) return true;
  const base = text.replace(EXPONENT, '');
  return base !== text && base !== '' && isAtom(base);
}

/** Annotations may hold any printable characters; UCUM has ASCII, plants have their own language. */
function isComponent(text: string): boolean {
  const annotated = /^(.*?)(?:\{[^{}]{1,40}\})?$/u.exec(text);
  const unit = annotated?.[1] ?? text;
  if (unit === '') return text !== '';
  return /^[1-9]\d*$/.test(unit) || isSimpleUnit(unit);
}

/** Cuts a term at its outer `.` and `/`; null where parentheses or braces do not match. */
function componentsOf(text: string): string[] | null {
  const parts: string[] = [''];
  let depth = 0;
  let isAnnotation = false;
  for (const sign of text) {
    if (sign === '{') isAnnotation = true;
    if (sign === '}') isAnnotation = false;
    if (!isAnnotation && sign === '(') depth += 1;
    if (!isAnnotation && sign === ')') depth -= 1;
    if (depth < 0) return null;
    if (!isAnnotation && depth === 0 && (sign === '.' || sign === '/')) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return depth === 0 && !isAnnotation ? parts : null;
}

function isTerm(text: string): boolean {
  const parts = componentsOf(text.startsWith('/') ? text.slice(1) : text);
  if (parts === null) return false;
  return parts.every((part) =>
    part.startsWith('(') && part.endsWith(')') ? isTerm(part.slice(1, -1)) : isComponent(part),
  );
}

/** Whether a text is a unit code of UCUM, e.g. `Cel`, `mm/s`, `kW.h`, `m3/h`, `{rev}/min`, `1`. */
export function isUcum(code: string): boolean {
  return code.length <= 32 && !MISTAKEN.has(code) && isTerm(code);
}

function normalised(text: string): string {
  return text
    .trim()
    .replaceAll('²', '2')
    .replaceAll('³', '3')
    .replace(/[µμ]/g, 'u')
    .replaceAll('Ω', 'Ohm')
    .replaceAll('·', '.')
    .replaceAll('⋅', '.')
    .replaceAll('℃', 'Cel')
    .replaceAll('°C', 'Cel');
}

/** The code for a unit as people write it; undefined where nothing certain can be said. */
export function ucumOf(text: string): string | undefined {
  const trimmed = text.trim();
  const meant = MEANT.get(trimmed);
  if (meant !== undefined) return meant;
  if (isUcum(trimmed)) return trimmed;
  const written = normalised(text);
  if (isUcum(written)) return written;
  const parts = written.split('/').map((part) => MEANT.get(part) ?? part);
  const joined = parts.join('/');
  return isUcum(joined) ? joined : undefined;
}

/** A litre has two letters, with any prefix and power. */
const LITRE = /(^|[./(])((?:[YZEPTGMkhdcmunpfazy]|da)?)l(?=[+-]?\d*(?:$|[./)]))/g;

/** One spelling of a code for all that UCUM defines as the same by its grammar: annotations mean nothing, `l` is `L`, `/s` is `1/s`. */
function canonical(code: string): string {
  return code
    .replace(/\{[^{}]*\}/g, '')
    .replace(/(^|[./(])(?=$|[./)])/g, '$11')
    .replace(/[./]1(?=$|[./)])/g, '')
    .replace(LITRE, '$1$2L');
}

/** Whether two codes are one unit in different spellings: `l/min` and `L/min`, `{pcs}` and `1`. Nothing is calculated: `Pa` is not `N/m2`. */
export function isSameUnit(a: string, b: string): boolean {
  return a === b || canonical(a) === canonical(b);
}

const SYMBOLS = new Map(
  Object.entries({
    '1': '',
    Cel: '°C',
    '[degF]': '°F',
    Ohm: 'Ω',
    deg: '°',
    '[in_i]': 'in',
    '[ft_i]': 'ft',
    '[gal_us]': 'gal',
    '[lb_av]': 'lb',
    '[cft_i]': 'ft³',
    "[in_i'H2O]": 'inH₂O',
    'm[H2O]': 'mH₂O',
    'm[Hg]': 'mHg',
  }),
);
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function symbolOfComponent(component: string): string {
  const annotated = /^(.*?)(?:\{([^{}]*)\})?$/u.exec(component);
  const unit = annotated?.[1] ?? component;
  const note = annotated?.[2];
  if (unit === '' || unit === '1') return note ?? '';
  const known = SYMBOLS.get(unit);
  if (known !== undefined) return known;
  const exponent = isAtom(unit) ? undefined : EXPONENT.exec(unit)?.[0];
  const base = exponent === undefined ? unit : unit.slice(0, -exponent.length);
  const raised = (exponent ?? '')
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? digit);
  return `${SYMBOLS.get(base) ?? symbolOfBase(base)}${raised}`;
}

function symbolOfBase(base: string): string {
  for (const [code, symbol] of [
    ['Ohm', 'Ω'],
    ['m[H2O]', 'mH₂O'],
    ['m[Hg]', 'mHg'],
  ] as const)
    if (base.endsWith(code) && base !== code)
      return `${symbolOfPrefix(base.slice(0, -code.length))}${symbol}`;
  const bracketed = /^\[(.+?)(?:_.+)?\]$/.exec(base);
  if (bracketed !== null) return bracketed[1] ?? base;
  return base.length > 1 && base.startsWith('u') && METRIC.has(base.slice(1)) ? `µ${base.slice(1)}` : base;
}

function symbolOfPrefix(prefix: string): string {
  return prefix === 'u' ? 'µ' : prefix;
}

/** A unit code as people write it: `Cel` → `°C`, `N.m` → `N·m`, `um` → `µm`, `m3/h` → `m³/h`; what is none stays as it is. */
export function unitSymbol(code: string): string {
  if (!isUcum(code)) return code;
  return code
    .split(/([./])/)
    .map((part) => (part === '.' ? '·' : part === '/' ? '/' : symbolOfComponent(part)))
    .join('');
}
