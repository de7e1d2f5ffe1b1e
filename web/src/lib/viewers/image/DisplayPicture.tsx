/** The server's display copy of a picture: first the one for this screen, then the whole one where somebody looks closer. */
import { useState } from 'react';
import type { Size } from '../../annotate/geometry';
import { firstDisplay, isTooSmall, wholeDisplay } from './display';

type Props = {
  readonly version: string;
  readonly alt: string;
  /** The original's size, once it is known. */
  readonly picture: Size | null;
  readonly scale: number;
  readonly onLoaded: (image: HTMLImageElement) => void;
  readonly onFailed: () => void;
};

export function DisplayPicture({ version, alt, picture, scale, onLoaded, onFailed }: Props) {
  const [came, setCame] = useState<Size | null>(null);
  const [closer, setCloser] = useState(false);
  // Once it was needed it stays.
  if (picture && came && !closer && isTooSmall(came, picture, scale, window.devicePixelRatio)) setCloser(true);
  return (
    <>
      <img
        src={firstDisplay(version)}
        alt={alt}
        draggable={false}
        decoding="async"
        fetchPriority="high"
        onLoad={({ currentTarget: image }) => {
          setCame({ width: image.naturalWidth, height: image.naturalHeight });
          onLoaded(image);
        }}
        onError={onFailed}
      />
      {closer && <img className="vw-closer" src={wholeDisplay(version)} alt="" draggable={false} decoding="async" />}
    </>
  );
}
