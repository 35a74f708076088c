/** Units that programs write behind numbers. Not any word: `3호기` is the name of a machine, no number. */
const UNITS = new Set(
  (
    '% ‰ °C ℃ °F ℉ K bar mbar Pa hPa kPa MPa psi kgf/cm2 kgf/cm² mm cm m km µm um μm m/s mm/s m/min mm/min g kg t N kN Nm N·m V mV kV ' +
    'A mA kA W kW MW VA kVA Wh kWh MWh Hz kHz MHz rpm RPM r/min s sec ms min h hr l L ml mL l/min L/min l/h L/h m3 m³ m3/h m³/h ppm ' +
    'ea EA pcs dB Ω mm² ° deg'
  ).split(' '),
);
const WITH_UNIT = /^(.*\d)\s*([^\d\s].*)$/u;
/** One letter right behind a whole number: lot `1A`, shift `2N`, part `101K` are names as a rule. */
const LIKE_A_NAME = /^\d+[A-Za-z]$/;

function parts(cell: string): { readonly number: string; readonly unit: string } | null {
  const match = WITH_UNIT.exec(cell);
  const unit = match?.[2] ?? '';
  return match !== null && UNITS.has(unit) ? { number: (match[1] ?? '').trim(), unit } : null;
}

/** The number of a cell as it is written, or its beginning where a unit follows. */
export const withoutUnit = (cell: string) => parts(cell)?.number ?? cell;

/**
 * The one unit that follows every number of a column; `several` where they have different ones, null where there is none, or
 * all could be names (`1A`; not `12.5A` among them, or `1 A`).
 */
export function unitOf(
  cells: readonly string[],
  readNumber: (text: string) => number | null,
): { readonly unit: string } | 'several' | null {
  const units = new Set<string>();
  for (const cell of cells) {
    const found = parts(cell);
    if (found === null || readNumber(found.number) === null) return null;
    units.add(found.unit);
  }
  if (cells.every((cell) => LIKE_A_NAME.test(cell))) return null;
  const [unit] = units;
  if (unit === undefined) return null;
  return units.size === 1 ? { unit } : 'several';
}
