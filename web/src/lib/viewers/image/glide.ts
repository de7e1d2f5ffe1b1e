// Zooming that glides: what a turn of the wheel or a key asks for is spread over a few frames. Pure
// arithmetic; the clock is a parameter.

/** What is still to be zoomed, as the logarithm of a factor. */
export type Glide = { readonly left: number };

export const STILL: Glide = { left: 0 };
/** After this time two thirds are done. */
const PACE_MS = 45;
/** Less than this nobody sees. */
const SEEN = 0.002;

/** Adds a wish; one in the other direction takes back what is left of the first. */
export function push(glide: Glide, factor: number): Glide {
  const wish = Math.log(factor);
  const turned = Math.sign(wish) !== Math.sign(glide.left);
  return { left: turned ? wish : glide.left + wish };
}

/** The factor of the next frame, and what is left after it. */
export function advance(glide: Glide, elapsed: number): { readonly factor: number; readonly glide: Glide } {
  const share = 1 - Math.exp(-Math.max(0, elapsed) / PACE_MS);
  const step = glide.left * share;
  const left = glide.left - step;
  if (Math.abs(left) < SEEN) return { factor: Math.exp(glide.left), glide: STILL };
  return { factor: Math.exp(step), glide: { left } };
}
