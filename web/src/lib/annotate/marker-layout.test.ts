// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { screenPoint } from './geometry';
import { placeMarkers } from './marker-layout';

const at = (id: string, x: number, y: number) => ({ id, at: screenPoint(x, y) });

describe('placeMarkers', () => {
  it('keeps markers apart that are apart', () => {
    expect(placeMarkers([at('a', 0, 0), at('b', 40, 0)], null, 800).map((place) => place.ids)).toEqual([['a'], ['b']]);
  });

  it('stacks markers closer than 20 px under the first of them', () => {
    const places = placeMarkers([at('a', 100, 100), at('b', 300, 300), at('c', 110, 105)], null, 800);
    expect(places.map((place) => place.ids)).toEqual([['a', 'c'], ['b']]);
  });

  it('leaves the selected marker alone in front', () => {
    const places = placeMarkers([at('a', 100, 100), at('b', 102, 100), at('c', 104, 100)], 'b', 800);
    expect(places.map((place) => place.ids)).toEqual([['a', 'c'], ['b']]);
    expect(places[1]?.selected).toBe(true);
  });

  it('turns markers at the right edge to the left', () => {
    expect(placeMarkers([at('a', 790, 20), at('b', 500, 20)], null, 800).map((place) => place.flipped)).toEqual([true, false]);
  });
});
