/** A place on a page that is filled after the rest. What does not come says so there and can be asked for again. */
import type { ComponentType, ReactNode } from 'react';
import { ErrorState } from '../ui/Loading';
import { later, useLater } from './later';

export function laterPlace<P extends object>(fetch: () => Promise<ComponentType<P>>, frame: (failure: ReactNode) => ReactNode = (failure) => failure, waiting: ReactNode = null): ComponentType<P> {
  const place = later(fetch);
  return function Place(props: P) {
    const { part: Shown, failed } = useLater(place);
    if (failed) return frame(<ErrorState error={failed} retry={() => void place.load()} />);
    return Shown ? <Shown {...props} /> : waiting;
  };
}
