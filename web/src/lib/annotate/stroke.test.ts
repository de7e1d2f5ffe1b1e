// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { pagePoint } from './geometry';
import { arrowData, MOST_POINTS, pathData, simplify } from './stroke';

describe('stroke', () => {
  it('drops points on a straight line and keeps corners', () => {
    const points = [pagePoint(0, 0), pagePoint(0.25, 0.0001), pagePoint(0.5, 0), pagePoint(0.5, 0.5)];
    expect(simplify(points, 0.001)).toEqual([points[0], points[2], points[3]]);
  });

  it('keeps a long scribble within the limit', () => {
    const scribble = Array.from({ length: 5_000 }, (_, i) => pagePoint(((i * 7919) % 1000) / 1000, ((i * 104_729) % 997) / 997));
    const kept = simplify(scribble, 0.0001);
    expect(kept.length).toBeLessThanOrEqual(MOST_POINTS);
    expect(kept[0]).toEqual(scribble[0]);
    expect(kept.at(-1)).toEqual(scribble.at(-1));
  });

  it('writes path data in the size asked for', () => {
    const data = pathData([pagePoint(0, 0), pagePoint(0.5, 0.5), pagePoint(1, 0)], { width: 200, height: 100 });
    expect(data).toBe('M0 0Q100 50 150 25L200 0');
    expect(pathData([], { width: 1, height: 1 })).toBe('');
  });

  it('draws the arrow head at its end', () => {
    const data = arrowData(pagePoint(0, 0.5), pagePoint(1, 0.5), { width: 100, height: 100 }, 10);
    expect(data.startsWith('M0 50L100 50M')).toBe(true);
    expect(data).toContain('L100 50L');
  });
});
