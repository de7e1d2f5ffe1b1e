// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Anchor } from './anchor';
import { pagePoint } from './geometry';
import { addStroke, isDrawing, MOST_INK, MOST_STROKES, NO_HISTORY, redo, rub, undo, type Ink } from './ink';

const stroke = (y: number, page: number | null = null, count = 2): Anchor => ({
  page,
  text: null,
  shape: { kind: 'path', points: Array.from({ length: count }, (_, index) => pagePoint(0.1 + (0.8 * index) / (count - 1), y + (index % 2) * 0.001)) },
});
const pin: Anchor = { page: null, text: null, shape: { kind: 'point', at: pagePoint(0.5, 0.5) } };
const EMPTY: Ink = { anchors: [], history: NO_HISTORY };
const draw = (ink: Ink, ...strokes: Anchor[]) => strokes.reduce((now, one) => addStroke(now, one) ?? now, ink);

describe('ink', () => {
  it('gathers strokes into one drawing and takes the place of other markers', () => {
    expect(draw({ ...EMPTY, anchors: [pin] }, stroke(0.2), stroke(0.4)).anchors).toEqual([stroke(0.2), stroke(0.4)]);
    expect(isDrawing([pin], null)).toBe(false);
  });

  it('begins anew on another page', () => {
    expect(draw(EMPTY, stroke(0.2, 1), stroke(0.4, 2)).anchors).toEqual([stroke(0.4, 2)]);
  });

  it('undoes and redoes stroke by stroke, and forgets what was undone when drawing goes on', () => {
    const three = draw(EMPTY, stroke(0.1), stroke(0.2), stroke(0.3));
    const one = undo(undo(three));
    expect(one.anchors).toEqual([stroke(0.1)]);
    expect(redo(redo(one))).toEqual(three);
    const other = draw(one, stroke(0.9));
    expect(other.anchors).toEqual([stroke(0.1), stroke(0.9)]);
    expect(redo(other)).toEqual(other);
    expect(undo(EMPTY)).toEqual(EMPTY);
  });

  it('rubs out the strokes under the rubber and can bring them back', () => {
    const two = draw(EMPTY, stroke(0.2), stroke(0.6));
    expect(rub(two, null, pagePoint(0.5, 0.4), 0.02, 1)).toBe(two);
    expect(rub(two, 3, pagePoint(0.5, 0.2), 0.02, 1)).toBe(two);
    const one = rub(two, null, pagePoint(0.5, 0.21), 0.02, 1);
    expect(one.anchors).toEqual([stroke(0.6)]);
    expect(undo(one).anchors).toEqual(two.anchors);
  });

  it('measures the rubber in page widths on wide pages too', () => {
    const one = draw(EMPTY, stroke(0.2));
    // On a page twice as wide as high, 0.04 of its height is 0.02 of its width.
    expect(rub(one, null, pagePoint(0.5, 0.24), 0.021, 2).anchors).toEqual([]);
    expect(rub(one, null, pagePoint(0.5, 0.25), 0.021, 2)).toBe(one);
  });

  it('never holds more than the server takes', () => {
    const many = draw(EMPTY, ...Array.from({ length: 30 }, (_, index) => stroke(index / 30)));
    expect(many.anchors).toHaveLength(MOST_STROKES);
    expect(addStroke(many, stroke(0.5))).toBeNull();
    const long = draw(EMPTY, ...Array.from({ length: 10 }, (_, index) => stroke(index / 30, null, 400)));
    const points = long.anchors.reduce((count, { shape }) => count + (shape?.kind === 'path' ? shape.points.length : 0), 0);
    expect(points).toBeLessThanOrEqual(MOST_INK);
  });
});
