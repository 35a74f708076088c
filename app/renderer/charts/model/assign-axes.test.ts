import { describe, expect, it } from 'vitest';
import { assignAxes, type AxisPen } from './assign-axes.ts';

const pen = (path: string, unit = '', rest: Partial<AxisPen> = {}): AxisPen => ({ path, unit, ...rest });
const axesOf = (...pens: AxisPen[]): string[] => assignAxes(pens).map(({ axis }) => axis);

describe('axes', () => {
  it('are shared by pens of one unit, whatever their names', () => {
    expect(axesOf(pen('m1/oil', '°C'), pen('m1/speed', 'rpm'), pen('m2/winding', '°C'))).toEqual([
      'left',
      'right',
      'left',
    ]);
  });

  it('are shared by tags of one name where no unit is known', () => {
    expect(axesOf(pen('m1/flow'), pen('m1/level'), pen('m2/flow'))).toEqual(['left', 'right', 'left']);
    expect(axesOf(pen('m1/flow', 'm³/h'), pen('m2/flow'))).toEqual(['left', 'left']);
  });

  it('are four, then each pen has its own range', () => {
    const units = ['°C', 'bar', 'rpm', 'A', 'V'].map((unit, index) => pen(`m1/t${index}`, unit));
    expect(axesOf(...units)).toEqual(['left', 'right', 'left2', 'right2', 'own']);
  });

  it('stay where a person put them, and others join them', () => {
    expect(axesOf(pen('m1/a', '°C'), pen('m1/b', 'bar'), pen('m1/c', '°C', { axis: 'right' }))).toEqual([
      'right',
      'left',
      'right',
    ]);
  });
});
