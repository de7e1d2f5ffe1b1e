// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { pagePoint } from './geometry';
import { IDLE, preview, step, type Gesture, type GestureEvent, type Tool } from './gesture';

const a = pagePoint(0.2, 0.2);
const b = pagePoint(0.5, 0.6);

/** Plays events and answers the shapes that came out, with the last state. */
function play(tool: Tool, events: GestureEvent[], from: Gesture = IDLE) {
  let gesture = from;
  const shapes = [];
  for (const event of events) {
    const next = step(gesture, event, tool);
    gesture = next.gesture;
    if (next.shape) shapes.push(next.shape);
  }
  return { gesture, shapes };
}
const region = { kind: 'region', rect: { x: 0.2, y: 0.2, width: 0.3, height: expect.closeTo(0.4) } };

describe('gesture', () => {
  it('sets a point by a click', () => {
    const { shapes } = play('point', [{ type: 'down', at: a }, { type: 'up', at: a, far: false }]);
    expect(shapes).toEqual([{ kind: 'point', at: a }]);
  });

  it('leaves a drag with the point tool to the stage', () => {
    const { shapes, gesture } = play('point', [{ type: 'down', at: a }, { type: 'up', at: b, far: true }]);
    expect(shapes).toEqual([]);
    expect(gesture).toEqual(IDLE);
  });

  it('draws a rectangle by dragging', () => {
    const { shapes } = play('region', [{ type: 'down', at: a }, { type: 'move', at: b }, { type: 'up', at: b, far: true }]);
    expect(shapes).toEqual([region]);
  });

  it('draws a rectangle by two clicks', () => {
    const { shapes } = play('region', [
      { type: 'down', at: a },
      { type: 'up', at: a, far: false },
      { type: 'move', at: pagePoint(0.4, 0.4) },
      { type: 'down', at: b },
      { type: 'up', at: b, far: false },
    ]);
    expect(shapes).toEqual([region]);
  });

  it('draws a rectangle by keys alone', () => {
    const { shapes } = play('region', [
      { type: 'keys', tool: 'region', at: a },
      { type: 'set' },
      { type: 'nudge', dx: 0.3, dy: 0 },
      { type: 'nudge', dx: 0, dy: 0.4 },
      { type: 'set' },
    ]);
    expect(shapes).toEqual([region]);
  });

  it('does not close a rectangle of no size', () => {
    const { shapes, gesture } = play('region', [{ type: 'keys', tool: 'region', at: a }, { type: 'set' }, { type: 'set' }]);
    expect(shapes).toEqual([]);
    expect(gesture.phase).toBe('keys');
  });

  it('moves a point with the arrow keys, never off the page', () => {
    const { shapes } = play('point', [
      { type: 'keys', tool: 'point', at: pagePoint(0.5, 0.5) },
      { type: 'nudge', dx: 0.01, dy: 0 },
      { type: 'nudge', dx: 0, dy: 7 },
      { type: 'set' },
    ]);
    expect(shapes).toEqual([{ kind: 'point', at: { x: 0.51, y: 1 } }]);
  });

  it('turns a drawn line into a path and a drawn dot into a point', () => {
    const line = play('draw', [{ type: 'down', at: a }, { type: 'move', at: pagePoint(0.3, 0.5) }, { type: 'up', at: b, far: true }]);
    const dot = play('draw', [{ type: 'down', at: a }, { type: 'up', at: a, far: false }]);
    expect(line.shapes[0]).toMatchObject({ kind: 'path' });
    expect(dot.shapes).toEqual([{ kind: 'point', at: a }]);
  });

  it.each<Tool>(['select', 'pan'])('marks nothing with the %s tool', (tool) => {
    expect(play(tool, [{ type: 'down', at: a }, { type: 'move', at: b }, { type: 'up', at: b, far: true }]).shapes).toEqual([]);
  });

  it('forgets everything on cancel', () => {
    const { gesture, shapes } = play('arrow', [{ type: 'down', at: a }, { type: 'up', at: a, far: false }, { type: 'cancel' }]);
    expect(gesture).toEqual(IDLE);
    expect(shapes).toEqual([]);
  });

  it('shows the rectangle while it is being drawn', () => {
    const { gesture } = play('region', [{ type: 'down', at: b }, { type: 'move', at: a }]);
    expect(preview(gesture)).toEqual(region);
  });

  it('rubs while the pointer is down and marks nothing', () => {
    const down = play('erase', [{ type: 'down', at: a }, { type: 'move', at: b }]);
    expect(down.gesture).toEqual({ phase: 'rub', at: b });
    expect(preview(down.gesture)).toBeNull();
    expect(play('erase', [{ type: 'up', at: b, far: true }], down.gesture)).toEqual({ gesture: IDLE, shapes: [] });
  });
});
