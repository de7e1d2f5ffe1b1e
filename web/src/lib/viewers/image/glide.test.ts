import { describe, expect, it } from 'vitest';
import { advance, push, STILL } from './glide';

describe('gliding zoom', () => {
  it('arrives exactly at what was asked for, at any frame rate', () => {
    for (const frame of [4, 8, 16, 33, 200]) {
      let glide = push(push(STILL, 1.2), 1.2);
      let scale = 1;
      let frames = 0;
      while (glide.left !== 0) {
        const step = advance(glide, frame);
        scale *= step.factor;
        glide = step.glide;
        frames += 1;
      }
      expect(scale).toBeCloseTo(1.44, 6);
      expect(frames * frame).toBeLessThan(700);
    }
  });

  it('turns at once when the wheel turns', () => {
    const glide = push(push(STILL, 4), 1 / 1.2);
    expect(Math.exp(glide.left)).toBeCloseTo(1 / 1.2);
  });
});
