// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { pagePoint, screenPoint } from './geometry';
import { fitView, holdOnStage, nextStep, reveal, toPage, toScreen, wheelMeaning, zoomAt } from './view';

const picture = { width: 1600, height: 1100 };
const stage = { width: 1080, height: 772 };
const turn = { deltaX: 0, deltaY: 0, deltaMode: 0, ctrlKey: false, metaKey: false, shiftKey: false };

describe('view', () => {
  it('fits the whole picture in the middle of the stage', () => {
    const view = fitView(picture, stage, 44);
    expect(view.scale).toBeCloseTo((1080 - 88) / 1600);
    expect(view.x).toBeCloseTo(44);
    expect(view.y + (picture.height * view.scale) / 2).toBeCloseTo(386);
  });

  it('does not blow a small picture up', () => {
    expect(fitView({ width: 100, height: 50 }, stage, 44)).toEqual({ scale: 1, x: 490, y: 361 });
  });

  it('survives a stage and a picture without size', () => {
    const view = fitView({ width: 0, height: 0 }, { width: 0, height: 0 }, 44);
    expect(Number.isFinite(view.scale)).toBe(true);
  });

  it('keeps the point under the pointer while zooming', () => {
    const view = fitView(picture, stage, 44);
    const at = screenPoint(300, 200);
    const before = toPage(view, picture, at);
    const after = toPage(zoomAt(view, 3.7, at, 0.05), picture, at);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it('maps page points to the screen and back', () => {
    const view = { scale: 0.62, x: 44, y: 46 };
    const point = pagePoint(0.4675, 0.194);
    const back = toPage(view, picture, toScreen(view, picture, point));
    expect(back.x).toBeCloseTo(point.x);
    expect(back.y).toBeCloseTo(point.y);
  });

  it('stops zooming at both ends', () => {
    const near = zoomAt({ scale: 15, x: 0, y: 0 }, 10, screenPoint(0, 0), 0.1);
    const far = zoomAt({ scale: 0.2, x: 0, y: 0 }, 0.01, screenPoint(0, 0), 0.1);
    expect(near.scale).toBe(16);
    expect(far.scale).toBe(0.1);
  });

  it('never loses the picture off the stage', () => {
    const held = holdOnStage({ scale: 1, x: -9000, y: 9000 }, picture, stage);
    expect(held.x + picture.width).toBe(64);
    expect(held.y).toBe(stage.height - 64);
  });

  it('brings a point into view and otherwise leaves the picture alone', () => {
    const view = { scale: 1, x: 0, y: 0 };
    expect(reveal(view, picture, stage, pagePoint(0.1, 0.1), 40)).toEqual(view);
    const moved = toScreen(reveal(view, picture, stage, pagePoint(1, 1), 40), picture, pagePoint(1, 1));
    expect(moved.x).toBeCloseTo(1040);
    expect(moved.y).toBeCloseTo(732);
  });

  it.each([
    [0.62, 1, 0.67],
    [0.62, -1, 0.5],
    [1, 1, 1.25],
    [16, 1, 16],
    [0.05, -1, 0.05],
  ] as const)('steps from %s in direction %s to %s', (scale, direction, expected) => {
    expect(nextStep(scale, direction)).toBe(expected);
  });

  it.each([
    ['a mouse wheel zooms', { ...turn, deltaY: 120 }, 'zoom'],
    ['a wheel counted in lines zooms', { ...turn, deltaY: 3, deltaMode: 1 }, 'zoom'],
    ['a pinch zooms', { ...turn, deltaY: 2.5, ctrlKey: true }, 'zoom'],
    ['two fingers pan', { ...turn, deltaX: 3, deltaY: 8 }, 'pan'],
    ['Shift and the wheel pan', { ...turn, deltaY: 120, shiftKey: true }, 'pan'],
  ])('%s', (_, event, kind) => {
    expect(wheelMeaning(event).kind).toBe(kind);
  });
});
