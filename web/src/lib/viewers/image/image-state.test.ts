// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { pagePoint, screenPoint } from '../../annotate/geometry';
import { toScreen } from '../../annotate/view';
import { reduceImage, START, type ImageEvent, type ImageState } from './image-state';

const picture = { width: 1600, height: 1100 };
const play = (events: ImageEvent[], from: ImageState = START) => events.reduce(reduceImage, from);
const shown = play([{ type: 'resized', stage: { width: 1080, height: 772 } }, { type: 'loaded', picture }]);

describe('image stage', () => {
  it('fits the picture whichever comes first, stage or picture', () => {
    const other = play([{ type: 'loaded', picture }, { type: 'resized', stage: { width: 1080, height: 772 } }]);
    expect(other.view).toEqual(shown.view);
    expect(shown.view.scale).toBeCloseTo(0.592, 2);
  });

  it('leaves room for the note above and the tools below', () => {
    const noted = play([{ type: 'resized', stage: { width: 1080, height: 772 }, noted: 68 }], shown);
    expect(noted.view.y).toBeGreaterThanOrEqual(68);
    expect(shown.view.y + 1100 * shown.view.scale).toBeLessThanOrEqual(772 - 64);
  });

  it('follows the window until it is zoomed by hand', () => {
    const stage = { width: 700, height: 500 };
    expect(play([{ type: 'resized', stage }], shown).view.scale).toBeLessThan(0.59);
    const zoomed = play([{ type: 'zoom', factor: 2, at: screenPoint(500, 300) }], shown);
    expect(play([{ type: 'resized', stage }], zoomed).view.scale).toBe(zoomed.view.scale);
  });

  it('uses the whole width of a phone', () => {
    const phone = play([{ type: 'resized', stage: { width: 390, height: 600 } }], shown);
    expect(phone.view.x).toBe(0);
  });

  it('moves a picture up from under the sheet to show the selected marker', () => {
    const point = pagePoint(0.8, 0.95);
    const moved = play([{ type: 'reveal', point, covered: 500 }], shown);
    expect(toScreen(moved.view, picture, point).y).toBeLessThanOrEqual(272);
    expect(play([{ type: 'reveal', point: pagePoint(0.5, 0.1), covered: 0 }], shown)).toBe(shown);
  });

  it('fits again on demand', () => {
    const away = play([{ type: 'zoom', factor: 1.2, at: screenPoint(500, 300) }, { type: 'pan', dx: 90, dy: 10 }], shown);
    expect(away.fitted).toBe(false);
    expect(play([{ type: 'fit' }], away).view).toEqual(shown.view);
  });
});
